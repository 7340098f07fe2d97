"""Backtests: what the forecasts would have said; their rows wait in a file of the job's name."""

import asyncio
import json
from typing import Any

from causeloop_desktop.contract.backtests import (
    BacktestRequest,
    BacktestResult,
    BacktestRow,
    BacktestStarted,
)
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.domain.episodes import HOUR_US
from causeloop_desktop.engine.services.jobs.row_files import RowFiles
from causeloop_desktop.engine.services.jobs.rows import JobRows, RowKind
from causeloop_desktop.engine.services.jobs.service import JobService
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow


class BacktestService:
    """Starts backtests and answers for their rows.

    Args:
        jobs: Runs the backtests.
        rows: What they left.
        clock: The time, in UTC microseconds.
    """

    def __init__(self, jobs: JobService, rows: JobRows[BacktestRow], clock: Clock) -> None:
        self._jobs = jobs
        self._rows = rows
        self._clock = clock

    async def start(
        self, workspace_key: int, request: BacktestRequest, as_of_us: int | None = None
    ) -> BacktestStarted:
        """Queue a backtest over what happened up to ``as_of_us``, or up to now."""
        params: dict[str, object] = {
            "horizons": sorted(set(request.horizons)),
            "step_days": request.step_days,
            "gap_us": round(request.gap_hours * HOUR_US),
            "until_us": self._clock() if as_of_us is None else as_of_us,
        }
        job = await self._jobs.enqueue(
            workspace_key, JobKind.BACKTEST, "Backtest of the forecasts", params
        )
        return BacktestStarted(job_id=job.id)

    async def rows(
        self, workspace_key: int, job_id: str, limit: int, cursor: str | None
    ) -> Page[BacktestRow]:
        """Give a page of what a backtest would have said, the earliest first.

        Raises:
            NotFoundError: The workspace has no backtest of this id.
            RuleBrokenError: It has not ended, or its rows are no longer kept.
        """
        return await self._rows.page(workspace_key, job_id, limit, cursor)


class BacktestHandler:
    """Runs backtests as jobs; one that was killed begins anew.

    Args:
        files: Where their rows go.
    """

    kind = JobKind.BACKTEST

    def __init__(self, files: RowFiles) -> None:
        self._files = files

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Tell the worker where the rows go."""
        return {**job.params, "file": str(self._files.path(job.workspace_key, job.id))}

    async def on_rows(self, job: JobRow, message: dict[str, Any]) -> None:
        """Take nothing: the rows go to the file."""

    async def on_done(self, job: JobRow, result: dict[str, Any]) -> Ending:
        """Keep how well it did."""
        await asyncio.to_thread(self._files.keep_latest, job.workspace_key)
        found = BacktestResult.model_validate(result)
        sentence = f"{found.rows:,} forecasts of {found.groups:,} patterns."
        return Ending(JobStatus.SUCCEEDED, sentence, result=found.model_dump(mode="json"))

    async def on_stopped(self, job: JobRow, ending: Ending) -> Ending:
        """Delete what was written so far."""
        await asyncio.to_thread(self._files.discard, job.workspace_key, job.id)
        return ending


def _to_row(line: bytes) -> BacktestRow:
    group_id, cutoff, horizon, p, happened = json.loads(line)
    return BacktestRow(group_id=group_id, cutoff=cutoff, horizon=horizon, p=p, happened=happened)


BACKTESTED = RowKind(
    JobKind.BACKTEST,
    _to_row,
    lambda result: BacktestResult.model_validate(result).rows,
)
