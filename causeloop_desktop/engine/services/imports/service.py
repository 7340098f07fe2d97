"""Imports: a file comes in as a stream, waits in the spool, and becomes issues by a job."""

import asyncio
from collections.abc import AsyncIterator

from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.imports import (
    ImportOptions,
    ImportPreview,
    ImportStarted,
    RowRejection,
)
from causeloop_desktop.contract.jobs import Job, JobKind
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.domain.importing.plans import Plan, plan_import, to_preview
from causeloop_desktop.engine.domain.importing.rows import UnreadableFileError
from causeloop_desktop.engine.domain.importing.shapes import HEAD_BYTES
from causeloop_desktop.engine.services.errors import NotFoundError, RuleBrokenError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.foundation.spool import Spool, SpooledFile, Upload
from causeloop_desktop.engine.services.jobs.service import JobService
from causeloop_desktop.engine.services.workspaces import WorkspaceRow, refuse_sample
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.intake.refused import (
    KeptRejection,
    RejectionStore,
    waiting_files,
)
from causeloop_desktop.engine.store.work.jobs import JobRow, JobStore


class ImportService:
    """Takes files, and answers for what became of their rows.

    Args:
        database: Where jobs and refused rows are.
        jobs: Runs the imports.
        spool: Where files wait.
        cursors: Signs the pages of refused rows.
        clock: The time, in UTC microseconds.
    """

    def __init__(
        self, database: Database, jobs: JobService, spool: Spool, cursors: Cursors, clock: Clock
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._spool = spool
        self._cursors = cursors
        self._clock = clock
        self._began_us = clock()

    async def preview(self, chunks: AsyncIterator[bytes], options: ImportOptions) -> ImportPreview:
        """Show how a file would be read; only its beginning is looked at.

        Raises:
            RuleBrokenError: It cannot be imported; the message says why.
        """
        head = await _take_head(chunks)
        return to_preview(await _plan(head, options))

    async def start(
        self,
        workspace: WorkspaceRow,
        upload: Upload,
        options: ImportOptions,
    ) -> ImportStarted:
        """Take a file and queue the job that reads it; the file survives a kill from then on.

        Raises:
            RuleBrokenError: The workspace is the sample, the disk is full, or the file cannot be
                imported.
        """
        refuse_sample(workspace)
        title = f"Import of {options.name}"
        job = await self.queue(workspace.key, JobKind.IMPORT, title, upload, options)
        return ImportStarted(job_id=job.id)

    async def queue(
        self,
        workspace_key: int,
        kind: JobKind,
        title: str,
        upload: Upload,
        options: ImportOptions,
    ) -> Job:
        """Take a file and queue a job that reads it, whatever it is for.

        Raises:
            RuleBrokenError: The disk is full, or the file cannot be imported.
        """
        spooled = await self._spool.receive(upload, self._clock())
        params: dict[str, object] = {
            "file": spooled.path.name,
            "size": spooled.size,
            "options": options.model_dump(mode="json", exclude_none=True),
        }
        try:
            await _plan(await asyncio.to_thread(_read_head, spooled), options)
            return await self._jobs.enqueue(workspace_key, kind, title, params)
        except BaseException:
            await self._spool.discard(spooled.path)
            raise

    async def rejections(
        self, workspace_key: int, job_id: str, limit: int, cursor: str | None
    ) -> Page[RowRejection]:
        """Give a page of the rows that an import refused, in the order of its file.

        Raises:
            NotFoundError: The workspace has no import of this id.
        """
        scope = f"{workspace_key}:rejections:{job_id}"
        after = self._cursors.after(scope, cursor) or 0
        job = await self._find(workspace_key, job_id)
        kept, total = await self._database.read(
            lambda read: _page(RejectionStore(read, workspace_key), job.key, after, limit + 1)
        )
        info = self._cursors.info(scope, [rejection.key for rejection in kept], limit, total)
        return Page(data=tuple(rejection.model for rejection in kept[:limit]), page=info)

    async def serve(self) -> None:
        """Delete the uploads that a killed engine left behind and no job waits for."""
        await self._spool.sweep(await self._database.read(waiting_files), self._began_us)

    async def _find(self, workspace_key: int, job_id: str) -> JobRow:
        job = await self._database.read(lambda read: JobStore(read, workspace_key).find(job_id))
        if job is None or job.kind is not JobKind.IMPORT:
            raise NotFoundError("import", job_id)
        return job


def _page(
    store: RejectionStore, job_key: int, after: int, limit: int
) -> tuple[list[KeptRejection], int]:
    return store.page(job_key, after, limit), store.count(job_key)


async def _take_head(chunks: AsyncIterator[bytes]) -> bytes:
    head = bytearray()
    async for chunk in chunks:
        head += chunk
        if len(head) >= HEAD_BYTES:
            break
    return bytes(head[:HEAD_BYTES])


def _read_head(spooled: SpooledFile) -> bytes:
    with spooled.path.open("rb") as file:
        return file.read(HEAD_BYTES)


async def _plan(head: bytes, options: ImportOptions) -> Plan:
    try:
        return await asyncio.to_thread(plan_import, head, options)
    except UnreadableFileError as error:
        raise RuleBrokenError("unreadable_file", str(error)) from error
