"""Ingest through the HTTP batch endpoint: issues a second, first and last, durable and indexed.

``python -m tests.benchmarks.bench_ingest --count 1000000``
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import orjson

from causeloop_desktop.client.local import ChildEngine
from tests.benchmarks.generator import BATCH, batches

IN_FLIGHT = 2
"""Requests under way at once: while one is written the next is read."""

PART = 100_000


async def _send(client: httpx.AsyncClient, count: int) -> list[tuple[float, float]]:
    """Send everything; give when each answer came and how long it took."""
    answers: list[tuple[float, float]] = []
    bodies = iter(batches(count))

    async def work() -> None:
        for records in bodies:
            body = orjson.dumps({"records": records})
            began = time.perf_counter()
            response = await client.post("/v1/ingest/batch", content=body)
            response.raise_for_status()
            ended = time.perf_counter()
            answers.append((ended, ended - began))
            if response.json()["rejected"]:
                raise SystemExit("a record was refused")

    async with asyncio.TaskGroup() as group:
        for _ in range(IN_FLIGHT):
            group.create_task(work())
    return answers


def _rate(moments: list[float]) -> int:
    return round((len(moments) - 1) * BATCH / (moments[-1] - moments[0]))


def _report(count: int, answers: list[tuple[float, float]]) -> dict[str, Any]:
    moments = [moment for moment, _ in answers]
    waits = sorted(wait for _, wait in answers)
    part = min(len(moments), PART // BATCH)
    return {
        "benchmark": "ingest",
        "issues": count,
        "first_per_second": _rate(moments[:part]),
        "last_per_second": _rate(moments[-part:]),
        "all_per_second": _rate(moments),
        "answer_ms_median": round(statistics.median(waits) * 1000, 1),
        "answer_ms_p99": round(waits[len(waits) * 99 // 100] * 1000, 1),
    }


async def run(folder: Path, count: int) -> dict[str, Any]:
    """Ingest ``count`` issues into a fresh engine in ``folder`` and report."""
    engine = await ChildEngine.start(folder)
    try:
        token = engine.backend().credential.get_secret_value()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        async with httpx.AsyncClient(
            base_url=engine.ready.base_url, headers=headers, timeout=60, trust_env=False
        ) as client:
            return _report(count, await _send(client, count))
    finally:
        await engine.stop()


def main() -> None:
    """Print the report as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--data-dir", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.data_dir or Path(temporary)
        print(json.dumps(asyncio.run(run(folder, chosen.count)), indent=2))


if __name__ == "__main__":
    main()
