"""An import: look at the file, map its columns, send it, watch it, and see what was refused."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError
from causeloop_desktop.contract.imports import ImportOptions, ImportResult, IssueField
from causeloop_desktop.contract.jobs import Job, JobStatus
from causeloop_desktop.desktop.presenters.base import Presenter

if TYPE_CHECKING:
    from pathlib import Path

    from causeloop_desktop.client.errors import Problem
    from causeloop_desktop.contract.imports import ImportPreview, RowRejection
    from causeloop_desktop.desktop.presenters.session import Session

Mapping = dict[IssueField, str]
REJECTIONS = 100


class Step(StrEnum):
    """How far an import has come."""

    READING = "reading"
    MAPPING = "mapping"
    SENDING = "sending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class ImportState:
    """What the import dialog shows.

    Attributes:
        mapping: Which column fills which field; all other columns go to the metadata.
        size: How many bytes the file has.
        sent: The share of the file that was sent, 0 to 1.
        job: What the engine does with it, once it has it all.
        problem: Why a request failed.
        unread: What the system says of a file that cannot be read.
    """

    file: Path
    step: Step = Step.READING
    preview: ImportPreview | None = None
    mapping: tuple[tuple[IssueField, str], ...] = ()
    source: str = ""
    size: int = 0
    sent: float = 0.0
    job: Job | None = None
    result: ImportResult | None = None
    rejections: tuple[RowRejection, ...] = ()
    problem: Problem | None = None
    unread: str = ""


class ImportPresenter(Presenter[ImportState]):
    """Brings one file into the workspace."""

    def __init__(self, session: Session, file: Path) -> None:
        super().__init__(ImportState(file))
        self._session = session

    @property
    def into_sample(self) -> bool:
        """Whether the sample is looked at, which takes nothing in."""
        workspace = self._session.state.workspace
        return workspace is not None and workspace.is_sample

    async def look(self) -> None:
        """Read the beginning of the file and guess what its columns are."""
        try:
            preview = await self._session.client.imports.preview(self.state.file)
        except (ClientError, OSError) as error:
            self._fail(error)
            return
        guesses = [(column.field, column.name) for column in preview.columns if column.field]
        self._change(step=Step.MAPPING, preview=preview, mapping=tuple(guesses), problem=None)

    def map(self, column: str, field: IssueField | None) -> None:
        """Fill ``field`` from ``column``; a field has one column and a column one field."""
        kept = [(f, c) for f, c in self.state.mapping if c != column and f != field]
        added = [(field, column)] if field else []
        self._change(mapping=tuple(kept + added))

    def name_source(self, source: str) -> None:
        """Say where rows come from that do not say it themselves."""
        self._change(source=source.strip())

    async def run(self) -> None:
        """Send the file, wait until it is read, and fetch what was refused."""
        try:
            there = await asyncio.to_thread(self.state.file.stat)
            self._change(step=Step.SENDING, sent=0.0, size=there.st_size)
            imports = self._session.client.imports
            started = await imports.start(self.state.file, self._options(), self._note_sent)
            self._change(step=Step.RUNNING)
            job = await self._session.client.jobs.wait(started.job_id, self._note_job)
            await self._finish(job)
        except (ClientError, OSError) as error:
            self._fail(error)

    async def cancel(self) -> None:
        """Stop reading; the rows that were taken in stay."""
        if self.state.job is not None:
            await self._session.client.jobs.cancel(self.state.job.id)

    async def save_rejections(self, file: Path) -> None:
        """Write all refused rows with their line and reason to ``file`` as CSV."""
        if self.state.job is None:
            return
        with await asyncio.to_thread(file.open, "wb") as stream:
            async for chunk in self._session.client.imports.rejections_csv(self.state.job.id):
                await asyncio.to_thread(stream.write, chunk)

    def _options(self) -> ImportOptions:
        return ImportOptions(
            name=self.state.file.name,
            mapping=dict(self.state.mapping),
            source=self.state.source or None,
        )

    def _note_sent(self, sent: int, total: int | None) -> None:
        self._change(sent=sent / total if total else 1.0)

    def _note_job(self, job: Job) -> None:
        self._change(job=job)

    async def _finish(self, job: Job) -> None:
        if job.status is JobStatus.FAILED:
            self._change(step=Step.FAILED, job=job)
            return
        result = ImportResult.model_validate(job.result)
        rejections: tuple[RowRejection, ...] = ()
        if result.rejected:
            page = await self._session.client.imports.rejections(job.id, limit=REJECTIONS)
            rejections = page.data
        self._change(step=Step.DONE, result=result, rejections=rejections)

    def _fail(self, error: ClientError | OSError) -> None:
        if isinstance(error, ClientError):
            self._change(step=Step.FAILED, problem=error.problem)
        else:
            self._change(step=Step.FAILED, unread=error.strerror or str(error))
