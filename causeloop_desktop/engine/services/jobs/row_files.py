"""Rows that a job leaves in a file of its name, one JSON array a line."""

import asyncio
from pathlib import Path
from typing import NamedTuple

from causeloop_desktop.contract.base import PageInfo
from causeloop_desktop.contract.jobs import JobStatus
from causeloop_desktop.engine.services.errors import RuleBrokenError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.store.work.jobs import JobRow

KEPT = 5
"""How many jobs of a workspace keep their rows; the files of older ones are deleted."""


class FilePage(NamedTuple):
    """Lines of a file, and the place where the next begin, if there are any."""

    lines: tuple[bytes, ...]
    following: int | None


class RowFiles:
    """The rows of one kind of job on disk, a folder a workspace.

    Args:
        directory: Where they are; the worker makes it.
        noun: How one such job is called.
    """

    def __init__(self, directory: Path, noun: str) -> None:
        self._directory = directory
        self.noun = noun

    def path(self, workspace_key: int, job_id: str) -> Path:
        """Name the file of a job; names sort by age."""
        return self._folder(workspace_key) / f"{job_id}.jsonl"

    async def page(
        self, job: JobRow, limit: int, cursors: Cursors, cursor: str | None
    ) -> tuple[tuple[bytes, ...], PageInfo]:
        """Give lines of a job's file and where they stand.

        Raises:
            RuleBrokenError: The job has not ended, or its rows are no longer kept.
        """
        scope = f"{job.workspace_key}:{self.noun}:{job.id}"
        start = cursors.after(scope, cursor) or 0
        try:
            path = self.path(job.workspace_key, job.id)
            found = await asyncio.to_thread(self.read, path, start, limit)
        except FileNotFoundError as error:
            raise self._without_rows(job) from error
        following = None if found.following is None else cursors.sign(scope, [found.following])
        return found.lines, PageInfo(next_cursor=following, has_more=following is not None)

    def read(self, path: Path, start: int, limit: int) -> FilePage:
        """Give the lines from a place in the file on.

        Raises:
            FileNotFoundError: The file has been deleted.
        """
        with path.open("rb") as file:
            file.seek(start)
            lines = tuple(line for _ in range(limit) if (line := file.readline()))
            end = file.tell()
            more = file.read(1) != b""
        return FilePage(lines, end if more else None)

    def discard(self, workspace_key: int, job_id: str) -> None:
        """Delete what a job that did not end has left."""
        self.path(workspace_key, job_id).with_suffix(".new").unlink(missing_ok=True)

    def keep_latest(self, workspace_key: int) -> None:
        """Delete all but the latest of a workspace; no other one's go for it."""
        for file in sorted(self._folder(workspace_key).glob("*.jsonl"))[:-KEPT]:
            file.unlink(missing_ok=True)

    def _folder(self, workspace_key: int) -> Path:
        return self._directory / str(workspace_key)

    def _without_rows(self, job: JobRow) -> RuleBrokenError:
        """Say why a job has no rows to show."""
        noun = self.noun
        match job.model.status:
            case JobStatus.PENDING | JobStatus.RUNNING:
                state, message = "running", f"This {noun} is still running. Wait for its job."
            case JobStatus.SUCCEEDED | JobStatus.PARTIAL:
                state = "forgotten"
                message = f"Only the latest {KEPT} {noun}s keep their rows. Run it again."
            case JobStatus.FAILED | JobStatus.CANCELLED:
                state, message = "stopped", f"This {noun} did not end. Run it again."
        return RuleBrokenError(f"{noun}_{state}", message)
