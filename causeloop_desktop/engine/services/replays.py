"""Replays: what matching would have said of the issues of a file; the rows wait in a file."""

import json

from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.imports import ImportOptions
from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.contract.replays import ReplayResult, ReplayRow, ReplayStarted
from causeloop_desktop.engine.services.errors import NotFoundError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.foundation.spool import Upload
from causeloop_desktop.engine.services.imports.service import ImportService
from causeloop_desktop.engine.services.jobs.file_handler import FileTask
from causeloop_desktop.engine.services.jobs.row_files import RowFiles
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.work.jobs import JobStore


class ReplayService:
    """Starts replays and answers for their rows.

    Args:
        database: Where jobs are kept.
        imports: Takes the files.
        files: Where the rows are.
        cursors: Signs the pages of rows.
    """

    def __init__(
        self, database: Database, imports: ImportService, files: RowFiles, cursors: Cursors
    ) -> None:
        self._database = database
        self._imports = imports
        self._files = files
        self._cursors = cursors

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
        job = await self._database.read(lambda read: JobStore(read, workspace_key).find(job_id))
        if job is None or job.kind is not JobKind.REPLAY:
            raise NotFoundError("replay", job_id)
        lines, info = await self._files.page(job, limit, self._cursors, cursor)
        total = ReplayResult.model_validate(job.model.result).issues
        return Page(data=tuple(map(_to_row, lines)), page=info.model_copy(update={"total": total}))


def _to_row(line: bytes) -> ReplayRow:
    external_id, ranked, attached_to = json.loads(line)
    return ReplayRow(external_id=external_id, ranked=ranked, attached_to=attached_to)


def _said(found: ReplayResult) -> str:
    return f"{found.attached:,} of {found.issues:,} issues would have been attached."


REPLAYING = FileTask(JobKind.REPLAY, "options", ReplayResult, _said)
