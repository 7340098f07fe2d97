"""Cassettes: syncs that are recorded, and recordings that are played again."""

import asyncio
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.cassettes import (
    PlayedRow,
    PlayResult,
    PlayStarted,
    RecordRequest,
)
from causeloop_desktop.contract.connectors import SyncStarted, SyncStatus
from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.services.connectors.syncs.service import SyncService
from causeloop_desktop.engine.services.connectors.syncs.starting import (
    WHAT_HAS_CHANGED,
    Occasion,
    asked_span,
)
from causeloop_desktop.engine.services.errors import RuleBrokenError
from causeloop_desktop.engine.services.foundation.spool import Spool, Upload
from causeloop_desktop.engine.services.jobs.file_handler import FileTask
from causeloop_desktop.engine.services.jobs.row_files import RowFiles
from causeloop_desktop.engine.services.jobs.rows import JobRows, RowKind
from causeloop_desktop.engine.services.jobs.service import JobService

SALT_BYTES = 16

NONE_KEPT = (
    "This run was not recorded, or its recording is no longer kept. "
    "Record one with `causeloop connectors record`."
)


class CassetteService:
    """Records syncs and plays recordings.

    Args:
        syncs: Runs what is recorded.
        jobs: Plays.
        spool: Takes cassettes that are sent.
        tapes: Where recordings are, by the ids of their runs.
        rows: What came out of played ones.
        clock: The time, in UTC microseconds.
    """

    def __init__(
        self,
        syncs: SyncService,
        jobs: JobService,
        spool: Spool,
        tapes: RowFiles,
        rows: JobRows[PlayedRow],
        clock: Clock,
    ) -> None:
        self._syncs = syncs
        self._jobs = jobs
        self._spool = spool
        self._tapes = tapes
        self._rows = rows
        self._clock = clock

    async def record(
        self, workspace_key: int, connector_id: str, request: RecordRequest
    ) -> SyncStarted:
        """Sync a connection and record it.

        Raises:
            NotFoundError: The workspace has no such connection.
            InvalidError: The span is empty.
            ConflictError: A run is under way, or it cannot sync as it stands.
        """
        span = WHAT_HAS_CHANGED
        if request.from_ is not None:
            span = asked_span(request.from_, request.to, self._clock(), "What is recorded")
        record = {"salt": secrets.token_hex(SALT_BYTES)}
        occasion = Occasion("recording", span, record)
        return await self._syncs.start(workspace_key, connector_id, occasion)

    async def tape(self, workspace_key: int, connector_id: str, run_id: str) -> Path:
        """Give the recording of a run.

        Raises:
            NotFoundError: The connection has no run of this id.
            RuleBrokenError: It still runs, or there is no recording of it.
        """
        run = await self._syncs.get(workspace_key, connector_id, run_id)
        if run.status in (SyncStatus.PENDING, SyncStatus.RUNNING):
            raise RuleBrokenError("sync_running", "The sync is still running. Wait for its job.")
        path = self._tapes.path(workspace_key, run.id)
        if not await asyncio.to_thread(path.is_file):
            raise RuleBrokenError("not_recorded", NONE_KEPT)
        return path

    async def play(
        self,
        workspace_key: int,
        upload: Upload,
        source: str | None,
    ) -> PlayStarted:
        """Take a cassette and queue the job that plays it; the workspace stays as it is.

        Raises:
            RuleBrokenError: The disk is full.
        """
        spooled = await self._spool.receive(upload, self._clock())
        params: dict[str, object] = {"file": spooled.path.name, "source": source}
        try:
            job = await self._jobs.enqueue(
                workspace_key, JobKind.CASSETTE, "Playing a cassette", params
            )
        except BaseException:
            await self._spool.discard(spooled.path)
            raise
        return PlayStarted(job_id=job.id)

    async def rows(
        self, workspace_key: int, job_id: str, limit: int, cursor: str | None
    ) -> Page[PlayedRow]:
        """Give a page of what came out of a cassette, in the order in which it came.

        Raises:
            NotFoundError: The workspace has played none of this id.
            RuleBrokenError: It has not ended, or its rows are no longer kept.
        """
        return await self._rows.page(workspace_key, job_id, limit, cursor)


def said_of(found: PlayResult) -> str:
    """Say what came out of a cassette, beside what was said when it was recorded."""
    as_then = (found.rows, found.skipped, found.failures) == (
        found.recorded_rows,
        found.recorded_skipped,
        found.recorded_failures,
    )
    now = f"{found.rows:,} rows, {found.skipped:,} skipped, {len(found.failures):,} failures"
    if found.is_cut:
        return f"{now}. The recording ends before the sync did, so there was more."
    if as_then:
        return f"{now}: as when it was recorded."
    then = (
        f"{found.recorded_rows:,} rows, {found.recorded_skipped:,} skipped, "
        f"{len(found.recorded_failures):,} failures"
    )
    return f"{now}; when it was recorded: {then}."


def _total(result: Mapping[str, Any]) -> int:
    found = PlayResult.model_validate(result)
    return found.rows + found.skipped


PLAYED = RowKind(JobKind.CASSETTE, PlayedRow.model_validate_json, _total)
PLAYING = FileTask(JobKind.CASSETTE, "source", PlayResult, said_of)
