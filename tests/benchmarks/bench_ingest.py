"""Ingest through the HTTP batch endpoint: durable, indexed issues a second, first and last."""

import asyncio
import time
from pathlib import Path

import httpx
import orjson

from causeloop_desktop.client.finding.local import ChildEngine
from tests.benchmarks.cache import scratch
from tests.benchmarks.generator import BATCH, batches
from tests.benchmarks.processes import Peaks, watched
from tests.benchmarks.report import Options, Result, at_least, median, milliseconds, percentile

IN_FLIGHT = 2
"""Requests under way at once: while one is written the next is read."""

PART = 100_000
LEAST_PER_SECOND = 5_000

Answers = list[tuple[float, float]]
"""When each answer came, and how long it took."""


def run(options: Options) -> Result:
    """Push a million issues, 500 a call, into an empty workspace of a child engine."""
    count = options.size(full=1_000_000, quick=2_000)
    with scratch(options) as folder:
        answers, peaks = asyncio.run(_measure(folder, count))
    moments = [moment for moment, _ in answers]
    waits = milliseconds([wait for _, wait in answers])
    part = min(len(moments), PART // BATCH)
    return {
        "issues": count,
        "first_100k_per_second": at_least(_rate(moments[:part]), LEAST_PER_SECOND),
        "last_100k_per_second": at_least(_rate(moments[-part:]), LEAST_PER_SECOND),
        "all_per_second": round(_rate(moments)),
        "answer_ms_median": median(waits),
        "answer_ms_p99": percentile(waits, 99),
        "peak_resident_mb": {role: round(value) for role, value in peaks.resident.items()},
        "cpu_s": {role: round(value, 1) for role, value in peaks.cpu_seconds.items()},
    }


async def _measure(folder: Path, count: int) -> tuple[Answers, Peaks]:
    engine = await ChildEngine.start(folder)
    try:
        token = engine.backend().credential.get_secret_value()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        async with httpx.AsyncClient(
            base_url=engine.ready.base_url, headers=headers, timeout=60, trust_env=False
        ) as client:
            with watched(engine.pid) as peaks:
                return await _send(client, count), peaks
    finally:
        await engine.stop()


async def _send(client: httpx.AsyncClient, count: int) -> Answers:
    answers: Answers = []
    bodies = batches(count)

    async def work() -> None:
        for records in bodies:
            body = orjson.dumps({"records": records})
            began = time.perf_counter()
            response = await client.post("/v1/ingest/batch", content=body)
            response.raise_for_status()
            answers.append((time.perf_counter(), time.perf_counter() - began))
            if len(response.json()["issue_ids"]) != len(records):
                raise AssertionError("a record was refused")

    async with asyncio.TaskGroup() as group:
        for _ in range(IN_FLIGHT):
            group.create_task(work())
    return answers


def _rate(moments: list[float]) -> float:
    return (len(moments) - 1) * BATCH / (moments[-1] - moments[0])
