"""What each step costs as a workspace grows, from 1,000 issues to 1,000,000 failures told in words.

``python -m tests.benchmarks growth > growth.json`` and then ``python -m tests.benchmarks.charts
growth.json`` draws the charts of ``docs/reference/benchmarks.md``.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from datetime import timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.finding.local import local_engine
from causeloop_desktop.contract.detections import DetectionResult
from causeloop_desktop.contract.jobs import FINISHED, Job, JobKind
from causeloop_desktop.engine.services.matching.service import MOST_WAITING
from tests.benchmarks.cache import scratch
from tests.benchmarks.failures import failures
from tests.benchmarks.generator import LAST, SPAN_SECONDS
from tests.benchmarks.report import Options, Result

SIZES = (1_000, 10_000, 100_000, 1_000_000)
NEW_SHARE = 0.01
"""How many issues come after the first detection."""

MATCHED_WITHIN_SECONDS = 600.0
QUIET_SECONDS = 3.0
"""Without any job for so long, everything that follows an import has been done."""


def run(options: Options) -> Result:
    """Measure every size in a data directory of its own."""
    sizes = SIZES[:1] if options.quick else SIZES
    return {"sizes": [_measured(options, size) for size in sizes]}


def _measured(options: Options, size: int) -> dict[str, Any]:
    with scratch(options) as folder:
        more = max(round(size * NEW_SHARE), 1)
        parts = [range(size), *_in_parts(size, size + more)]
        files = [folder / f"{part.start}.jsonl" for part in parts]
        for file, part in zip(files, parts, strict=True):
            write_failures(file, size + more, part)
        found = asyncio.run(_fill(folder / "data", *files))
        found["forecast_cold_s"] = asyncio.run(_first_forecast(folder / "data"))
    return {"issues": size, "new_issues": more, **found}


def _in_parts(first: int, beyond: int) -> Sequence[range]:
    """Split what comes later: more at once than matching takes waits for the next detection."""
    starts = range(first, beyond, MOST_WAITING)
    return [range(at, min(at + MOST_WAITING, beyond)) for at in starts]


def write_failures(target: Path, count: int, numbers: range) -> None:
    """Write some of the ``count`` issues of a workspace, the later ones newer."""
    with target.open("w", encoding="utf-8") as file:
        for issue in failures(count, first=numbers.start):
            if issue.key > numbers.stop:
                break
            age = timedelta(seconds=int(SPAN_SECONDS * (1 - issue.key / count)))
            row = {
                "external_id": f"F-{issue.key}",
                "title": issue.title,
                "body": issue.body,
                "service": issue.fields.get("service"),
                "source_created_at": (LAST - age).isoformat(),
            }
            file.write(json.dumps(row) + "\n")


async def _fill(data_dir: Path, first: Path, *new: Path) -> dict[str, Any]:
    async with local_engine(data_dir, None) as backend, CauseloopClient(backend) as client:
        imported = await _import(client, first)
        await _rest(client)
        whole = await _detect(client)
        matched = []
        for part in new:
            await _import(client, part)
            matched.append(_seconds(await _matched(client)))
        update = await _detect(client)
    return {
        "import_s": _seconds(imported),
        "detect_s": _seconds(whole),
        "detect_worker_s": _told(whole),
        "patterns": whole.result["patterns"],
        "match_s": round(sum(matched), 2),
        "update_s": _seconds(update),
        "update_worker_s": _told(update),
        "update_incremental": update.result.get("incremental"),
    }


async def _import(client: CauseloopClient, file: Path) -> Job:
    started = await client.imports.start(file)
    return await client.jobs.wait(started.job_id)


async def _detect(client: CauseloopClient) -> Job:
    started = await client.detections.start()
    return await client.jobs.wait(started.job_id)


async def _rest(client: CauseloopClient) -> None:
    """Wait until nothing has run for a while."""
    quiet_since = time.monotonic()
    while time.monotonic() - quiet_since < QUIET_SECONDS:
        page = await client.jobs.list(limit=20)
        if any(job.status not in FINISHED for job in page.data):
            quiet_since = time.monotonic()
        await asyncio.sleep(0.5)


async def _matched(client: CauseloopClient) -> Job:
    """Wait for the matching after the last import; in a large workspace it begins late."""
    deadline = time.monotonic() + MATCHED_WITHIN_SECONDS
    while time.monotonic() < deadline:
        page = await client.jobs.list(limit=20)
        since = takewhile(lambda job: job.kind is not JobKind.IMPORT, page.data)
        for job in since:
            if job.kind is JobKind.MATCHING and job.status in FINISHED:
                return job
        await asyncio.sleep(0.5)
    raise AssertionError("nothing was matched after the import")


async def _first_forecast(data_dir: Path) -> float:
    """Ask for the first page of predictions in an engine that has just started."""
    async with local_engine(data_dir, None) as backend, CauseloopClient(backend) as client:
        await client.capabilities()
        began = time.perf_counter()
        await client.predictions.list(limit=1)
        return round(time.perf_counter() - began, 2)


def _seconds(job: Job) -> float:
    if job.started_at is None or job.finished_at is None:
        raise AssertionError(f"{job.title} has not ended")
    return round((job.finished_at - job.started_at).total_seconds(), 2)


def _told(job: Job) -> float:
    """Give the seconds that the worker tells it took, without the engine's writing."""
    found = DetectionResult.model_validate(job.result)
    return round(found.seconds, 2)
