"""Replays: what matching would have said of the issues of a file; the rows wait in a file."""

import json

from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.imports import ImportOptions
from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.contract.replays import ReplayResult, ReplayRow, ReplayStarted
from causeloop_desktop.engine.services.foundation.spool import Upload
from causeloop_desktop.engine.services.imports.service import ImportService
from causeloop_desktop.engine.services.jobs.file_handler import FileTask
from causeloop_desktop.engine.services.jobs.rows import JobRows, RowKind


class ReplayService:
    """Starts replays and answers for their rows.

    Args:
        imports: Takes the files.
        rows: What was said of their issues.
    """

    def __init__(self, imports: ImportService, rows: JobRows[ReplayRow]) -> None:
        self._imports = imports
        self._rows = rows

    async def start(
        self,
        workspace_key: int,
        upload: Upload,
        options: ImportOptions,
    ) -> ReplayStarted:
        """Take a file and queue its replay; the workspace stays as it is.

        Raises:
            RuleBrokenError: The disk is full, or the file could not be imported either.
        """
        job = await self._imports.queue(
            workspace_key, JobKind.REPLAY, f"Replay of {options.name}", upload, options
        )
        return ReplayStarted(job_id=job.id)

    async def rows(
        self, workspace_key: int, job_id: str, limit: int, cursor: str | None
    ) -> Page[ReplayRow]:
        """Give a page of what was said, the earliest issue first.

        Raises:
            NotFoundError: The workspace has no replay of this id.
            RuleBrokenError: It has not ended, or its rows are no longer kept.
        """
        return await self._rows.page(workspace_key, job_id, limit, cursor)


def _to_row(line: bytes) -> ReplayRow:
    external_id, ranked, attached_to = json.loads(line)
    return ReplayRow(external_id=external_id, ranked=ranked, attached_to=attached_to)


def _said(found: ReplayResult) -> str:
    return f"{found.attached:,} of {found.issues:,} issues would have been attached."


REPLAYING = FileTask(JobKind.REPLAY, "options", ReplayResult, _said)

REPLAYED = RowKind(
    JobKind.REPLAY,
    _to_row,
    lambda result: ReplayResult.model_validate(result).issues,
)
