"""Backtests: what the forecasts would have said; their rows wait in a file of the job's name."""

import asyncio
import json
from pathlib import Path
from typing import Any, NamedTuple

from causeloop_desktop.contract.backtests import (
    BacktestRequest,
    BacktestResult,
    BacktestRow,
    BacktestStarted,
)
from causeloop_desktop.contract.base import Page, PageInfo
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.domain.episodes import HOUR_US
from causeloop_desktop.engine.services.cursors import Cursors
from causeloop_desktop.engine.services.errors import NotFoundError, RuleBrokenError
from causeloop_desktop.engine.services.jobs import Ending, JobRow, JobService
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.jobs import JobStore

KEPT = 5
"""How many backtests keep their rows; the files of older ones are deleted."""


class FilePage(NamedTuple):
    """Rows of a file, and the place where the next begin, if there are any."""

    rows: tuple[BacktestRow, ...]
    following: int | None


class BacktestFiles:
    """The rows of backtests on disk, one JSON array a line.

    Args:
        directory: Where they are; the worker makes it.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def path(self, job_id: str) -> Path:
        """Name the file of a job; names sort by age."""
        return self._directory / f"{job_id}.jsonl"

    def page(self, job_id: str, start: int, limit: int) -> FilePage:
        """Give the rows from a place in the file on.

        Raises:
            FileNotFoundError: The file has been deleted.
        """
        with self.path(job_id).open("rb") as file:
            file.seek(start)
            lines = [line for _ in range(limit) if (line := file.readline())]
            end = file.tell()
            more = file.read(1) != b""
        return FilePage(tuple(map(_to_row, lines)), end if more else None)

    def discard(self, job_id: str) -> None:
        """Delete what a backtest that did not end has left."""
        self.path(job_id).with_suffix(".new").unlink(missing_ok=True)

    def keep_latest(self) -> None:
        """Delete all but the latest."""
        for file in sorted(self._directory.glob("*.jsonl"))[:-KEPT]:
            file.unlink(missing_ok=True)


class BacktestService:
    """Starts backtests and answers for their rows.

    Args:
        database: Where jobs are kept.
        jobs: Runs the backtests.
        files: Where their rows are.
        cursors: Signs the pages of rows.
        clock: The time, in UTC microseconds.
    """

    def __init__(
        self,
        database: Database,
        jobs: JobService,
        files: BacktestFiles,
        cursors: Cursors,
        clock: Clock,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._files = files
        self._cursors = cursors
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
        scope = f"{workspace_key}:backtest:{job_id}"
        start = int(self._cursors.read(scope, cursor)[0] or 0) if cursor else 0
        job = await self._find(workspace_key, job_id)
        try:
            found = await asyncio.to_thread(self._files.page, job.id, start, limit)
        except FileNotFoundError as error:
            raise _without_rows(job) from error
        following = found.following
        info = PageInfo(
            next_cursor=None if following is None else self._cursors.sign(scope, [following]),
            has_more=following is not None,
            total=BacktestResult.model_validate(job.model.result).rows,
        )
        return Page(data=found.rows, page=info)

    async def _find(self, workspace_key: int, job_id: str) -> JobRow:
        job = await self._database.read(lambda read: JobStore(read, workspace_key).find(job_id))
        if job is None or job.kind is not JobKind.BACKTEST:
            raise NotFoundError("backtest", job_id)
        return job


class BacktestHandler:
    """Runs backtests as jobs; one that was killed begins anew.

    Args:
        files: Where their rows go.
    """

    kind = JobKind.BACKTEST

    def __init__(self, files: BacktestFiles) -> None:
        self._files = files

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Tell the worker where the rows go."""
        return {**job.params, "file": str(self._files.path(job.id))}

    async def on_rows(self, job: JobRow, message: dict[str, Any]) -> None:
        """Take nothing: the rows go to the file."""

    async def on_done(self, job: JobRow, result: dict[str, Any]) -> Ending:
        """Keep how well it did."""
        await asyncio.to_thread(self._files.keep_latest)
        found = BacktestResult.model_validate(result)
        sentence = f"{found.rows:,} forecasts of {found.groups:,} patterns."
        return Ending(JobStatus.SUCCEEDED, sentence, result=found.model_dump(mode="json"))

    async def on_stopped(self, job: JobRow, ending: Ending) -> Ending:
        """Delete what was written so far."""
        await asyncio.to_thread(self._files.discard, job.id)
        return ending


def _without_rows(job: JobRow) -> RuleBrokenError:
    """Say why a backtest has no rows to show."""
    match job.model.status:
        case JobStatus.PENDING | JobStatus.RUNNING:
            code, message = "backtest_running", "This backtest is still running. Wait for its job."
        case JobStatus.SUCCEEDED | JobStatus.PARTIAL:
            code = "backtest_forgotten"
            message = f"Only the latest {KEPT} backtests keep their rows. Run it again."
        case JobStatus.FAILED | JobStatus.CANCELLED:
            code, message = "backtest_stopped", "This backtest did not end. Run it again."
    return RuleBrokenError(code, message)


def _to_row(line: bytes) -> BacktestRow:
    group_id, cutoff, horizon, p, happened = json.loads(line)
    return BacktestRow(group_id=group_id, cutoff=cutoff, horizon=horizon, p=p, happened=happened)
