"""Syncs: runs that are asked for, runs that are due, and their history."""

import asyncio
from functools import partial

from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.connectors import (
    BackfillRequest,
    SkippedRow,
    SyncRun,
    SyncStarted,
    SyncStatus,
)
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.services.connectors.connections import find_row
from causeloop_desktop.engine.services.connectors.faces import as_it_stands
from causeloop_desktop.engine.services.connectors.syncs.starting import (
    BACKFILL,
    BY_HAND,
    Occasion,
    asked_span,
    due_now,
    start_due_run,
    start_run,
)
from causeloop_desktop.engine.services.errors import NotFoundError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.foundation.guard import Guard
from causeloop_desktop.engine.services.jobs.service import JobService
from causeloop_desktop.engine.store.database import Database, Read
from causeloop_desktop.engine.store.sources.sync_runs import SyncRunRow, SyncRunStore

LOOK_SECONDS = 5.0
"""How often due connections are looked for."""


class SyncService:
    """Starts syncs and tells of them.

    Args:
        database: Where connections and runs are.
        jobs: Runs them.
        cursors: Signs the pages of lists.
        clock: The time, in UTC microseconds.
    """

    def __init__(
        self,
        database: Database,
        jobs: JobService,
        cursors: Cursors,
        clock: Clock,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._cursors = cursors
        self._clock = clock

    async def serve(self) -> None:
        """Start runs that are due, until cancelled.

        A time that passed while nothing ran is made up for once, however often it came.
        """
        while True:
            with Guard("looking for connections that are due failed; trying again"):
                await self.start_due()
            await asyncio.sleep(LOOK_SECONDS)

    async def start_due(self) -> int:
        """Start every run that is due; give how many."""
        now_us = self._clock()
        waiting = await self._database.read(lambda read: due_now(read, now_us))
        for workspace_key, key in waiting:
            started = await self._database.write(partial(start_due_run, workspace_key, key, now_us))
            if started is not None:
                self._jobs.announce(started)
        return len(waiting)

    async def start(
        self, workspace_key: int, connector_id: str, occasion: Occasion = BY_HAND
    ) -> SyncStarted:
        """Start a run, or join the one that is under way; one to be recorded joins no other.

        Raises:
            NotFoundError: The workspace has no such connection.
            ConflictError: It cannot sync as it stands; the message says why.
        """
        run, job, joined = await self._database.write(
            partial(start_run, workspace_key, connector_id, occasion)
        )
        if not joined:
            self._jobs.announce(job)
        return SyncStarted(sync_run_id=run.model.id, job_id=job.id, joined=joined)

    async def backfill(
        self, workspace_key: int, connector_id: str, request: BackfillRequest
    ) -> SyncStarted:
        """Read a part of the past again.

        Raises:
            NotFoundError: The workspace has no such connection.
            InvalidError: The span is empty.
            ConflictError: A run is under way, or it cannot sync as it stands.
        """
        span = asked_span(request.from_, request.to, self._clock(), BACKFILL)
        return await self.start(workspace_key, connector_id, Occasion("backfill", span))

    async def cancel(self, workspace_key: int, connector_id: str) -> SyncRun:
        """Stop the run that is under way; what was read stays.

        Raises:
            NotFoundError: The workspace has no such connection, or it does not run.
        """
        run = await self._database.read(partial(_open_run, workspace_key, connector_id))
        if run.model.job_id is not None:
            await self._jobs.cancel(workspace_key, run.model.job_id)
        return run.model

    async def list(
        self, workspace_key: int, connector_id: str, limit: int, cursor: str | None
    ) -> Page[SyncRun]:
        """Give a page of a connection's runs, newest first.

        Raises:
            NotFoundError: The workspace has no such connection.
        """
        scope = f"{workspace_key}:{connector_id}:sync-runs"
        before = self._cursors.after(scope, cursor)
        rows, total = await self._database.read(
            partial(_page, workspace_key, connector_id, before, limit + 1)
        )
        info = self._cursors.info(scope, [row.key for row in rows], limit, total)
        now = from_micros(self._clock())
        shown = tuple(as_it_stands(row.model, now) for row in rows[:limit])
        return Page(data=shown, page=info)

    async def get(self, workspace_key: int, connector_id: str, run_id: str) -> SyncRun:
        """Give a run.

        Raises:
            NotFoundError: The connection has none of this id.
        """
        run = await self._database.read(partial(_run, workspace_key, connector_id, run_id))
        return as_it_stands(run.model, from_micros(self._clock()))

    async def skipped(
        self, workspace_key: int, connector_id: str, run_id: str, limit: int, cursor: str | None
    ) -> Page[SkippedRow]:
        """Give a page of the rows that a run could not take, as they came.

        Raises:
            NotFoundError: The connection has no run of this id.
        """
        scope = f"{workspace_key}:{run_id}:skipped"
        after = self._cursors.after(scope, cursor) or 0
        run = await self._database.read(partial(_run, workspace_key, connector_id, run_id))
        rows = await self._database.read(
            lambda read: SyncRunStore(read, workspace_key).skipped(run.key, after, limit + 1)
        )
        info = self._cursors.info(scope, [key for key, _ in rows], limit, run.model.skipped)
        return Page(data=tuple(model for _, model in rows[:limit]), page=info)


def _open_run(workspace_key: int, connector_id: str, read: Read) -> SyncRunRow:
    row = find_row(workspace_key, connector_id, read)
    run = SyncRunStore(read, workspace_key).open_of(row.key)
    if run is None or run.model.status not in (SyncStatus.PENDING, SyncStatus.RUNNING):
        raise NotFoundError("running sync of", connector_id)
    return run


def _run(workspace_key: int, connector_id: str, run_id: str, read: Read) -> SyncRunRow:
    row = find_row(workspace_key, connector_id, read)
    run = SyncRunStore(read, workspace_key).find(row.key, run_id)
    if run is None:
        raise NotFoundError("sync run", run_id)
    return run


def _page(
    workspace_key: int, connector_id: str, before: int | None, limit: int, read: Read
) -> tuple[list[SyncRunRow], int]:
    row = find_row(workspace_key, connector_id, read)
    store = SyncRunStore(read, workspace_key)
    return store.page(row.key, before, limit), store.count(row.key)
