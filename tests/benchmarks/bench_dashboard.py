"""``/v1/dashboard`` at 1,000,000 issues: the first answer, the next, and those after a change."""

import asyncio
import time
from pathlib import Path

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.finding.local import ChildEngine
from causeloop_desktop.contract.dashboard import Dashboard
from causeloop_desktop.contract.issues import IssueCreate
from tests.benchmarks.cache import resting_copy
from tests.benchmarks.report import Options, Result, at_most, median, milliseconds

WARM_MS = 50.0


def run(options: Options) -> Result:
    """Ask again and again; then make an issue before each question, so that all is counted anew."""
    count = options.size(full=1_000_000, quick=2_000)
    with resting_copy(options, count) as data_dir:
        return asyncio.run(_measure(data_dir, count, options.size(full=50, quick=3)))


async def _measure(data_dir: Path, count: int, times: int) -> Result:
    engine = await ChildEngine.start(data_dir)
    try:
        async with CauseloopClient(engine.backend()) as client:
            first, board = await _ask(client)
            if board.facets.total != count:
                raise AssertionError(f"it counts {board.facets.total} of {count} issues")
            warm = [(await _ask(client))[0] for _ in range(times)]
            changed = []
            for number in range(times):
                await client.issues.create(IssueCreate(title=f"Made by hand, {number}"))
                changed.append((await _ask(client))[0])
    finally:
        await engine.stop()
    return {
        "issues": count,
        "first_ms": round(first * 1000, 1),
        "warm_ms": at_most(median(milliseconds(warm)), WARM_MS),
        "after_a_change_ms": at_most(median(milliseconds(changed)), WARM_MS),
    }


async def _ask(client: CauseloopClient) -> tuple[float, Dashboard]:
    began = time.perf_counter()
    board = await client.dashboard.get()
    return time.perf_counter() - began, board
