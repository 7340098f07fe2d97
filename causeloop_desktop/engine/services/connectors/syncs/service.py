"""Syncs: runs that are asked for, runs that are due, and their history."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial

from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.connectors import (
    BackfillRequest,
    ConnectorStatus,
    SkippedRow,
    SyncRun,
    SyncStarted,
    SyncStatus,
)
from causeloop_desktop.contract.jobs import FINISHED, JobKind
from causeloop_desktop.contract.times import from_micros, to_micros
from causeloop_desktop.engine.services.connectors.catalog import description_of
from causeloop_desktop.engine.services.connectors.connections import find_row
from causeloop_desktop.engine.services.connectors.faces import as_it_stands
from causeloop_desktop.engine.services.connectors.timing import next_run_us
from causeloop_desktop.engine.services.cursors import Cursors
from causeloop_desktop.engine.services.errors import ConflictError, InvalidError, NotFoundError
from causeloop_desktop.engine.services.guard import Guard
from causeloop_desktop.engine.services.jobs import JobRow, JobService
from causeloop_desktop.engine.store.connectors import ConnectorRow, ConnectorStore, due
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.jobs import JobStore
from causeloop_desktop.engine.store.sync_runs import SyncRunRow, SyncRunStore

LOOK_SECONDS = 5.0
"""How often due connections are looked for."""

_NOT_READY = {
    ConnectorStatus.PAUSED: "{name} is paused. Resume it first.",
    ConnectorStatus.PENDING: "{name} is not connected yet. Test its credentials first.",
    ConnectorStatus.OAUTH_EXPIRED: "{name} must be authorised again before it can sync.",
}

Span = tuple[int | None, int | None]
Started = tuple[SyncRunRow, JobRow, bool]


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
        clock: Callable[[], int],
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
        waiting = await self._database.read(lambda read: due(read, now_us))
        for workspace_key, key in waiting:
            started = await self._database.write(partial(_start_due, workspace_key, key, now_us))
            if started is not None:
                self._jobs.announce(started)
        return len(waiting)

    async def start(
        self,
        workspace_key: int,
        connector_id: str,
        reason: str,
        span: Span = (None, None),
        record: Mapping[str, str] | None = None,
    ) -> SyncStarted:
        """Start a run, or join the one that is under way; one to be recorded joins no other.

        Raises:
            NotFoundError: The workspace has no such connection.
            ConflictError: It cannot sync as it stands; the message says why.
        """
        run, job, joined = await self._database.write(
            partial(_start, workspace_key, connector_id, reason, span, record)
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
        to_us = self._clock() if request.to is None else to_micros(request.to)
        span = (to_micros(request.from_), to_us)
        if span[0] >= to_us:
            message = "The backfill must begin before it ends."
            raise InvalidError(message, {"from": message})
        return await self.start(workspace_key, connector_id, "backfill", span)

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


def _start(
    workspace_key: int,
    connector_id: str,
    reason: str,
    span: Span,
    record: Mapping[str, str] | None,
    write: WriteTransaction,
) -> Started:
    row = find_row(workspace_key, connector_id, write.connection)
    demand_ready(row)
    if span == (None, None):
        # What is asked for by hand is not asked for again by a time that has come meanwhile.
        _take_turn(row, write.now_us, ConnectorStore(write.connection, workspace_key))
    return _queue(row, reason, span, write, record)


def _start_due(workspace_key: int, key: int, now_us: int, write: WriteTransaction) -> JobRow | None:
    """Queue a due run and set the next time from now: what was missed is one run."""
    store = ConnectorStore(write.connection, workspace_key)
    row = store.by_key(key)
    if row is None or not _take_turn(row, now_us, store):
        return None
    _, job, joined = _queue(row, "schedule", (None, None), write)
    return None if joined else job


def _take_turn(row: ConnectorRow, now_us: int, store: ConnectorStore) -> bool:
    """Set the next time of a connection whose time has come; tell whether it had."""
    if row.next_run_us is None or row.next_run_us > now_us:
        return False
    store.change(row.key, next_run_us=next_run_us(row.cron, row.timezone, now_us))
    return True


def _queue(
    row: ConnectorRow,
    reason: str,
    span: Span,
    write: WriteTransaction,
    record: Mapping[str, str] | None = None,
) -> Started:
    runs = SyncRunStore(write.connection, row.workspace_key)
    jobs = JobStore(write.connection, row.workspace_key)
    under_way = _under_way(runs, jobs, row.key, write.now_us)
    if under_way is not None and under_way.job_key is not None:
        if span[0] is not None or record is not None:
            message = f"{row.display_name} is syncing. Wait for the end of the run, or cancel it."
            raise ConflictError(message)
        return under_way, jobs.by_key(under_way.job_key), True
    run = runs.add(write.now_us, row.key, reason, span)
    title = f"Sync of {row.display_name}"
    params: dict[str, object] = {"connector": row.key, "run": run.key}
    if record is not None:
        params["record"] = dict(record)
    job = jobs.add(write.now_us, JobKind.SYNC, title, params)
    return runs.change(run.key, job_key=job.key), job, False


def _under_way(runs: SyncRunStore, jobs: JobStore, key: int, now_us: int) -> SyncRunRow | None:
    """Give the open run of a connection; one whose job has ended without it is closed first."""
    run = runs.open_of(key)
    if run is None or run.job_key is None or jobs.by_key(run.job_key).model.status not in FINISHED:
        return run
    runs.finish(run.key, now_us, SyncStatus.CANCELLED)
    return None


def demand_ready(row: ConnectorRow) -> None:
    """Refuse a connection that cannot sync as it stands.

    Raises:
        ConflictError: The message says why, and what to do.
    """
    if not description_of(row.type).streams:
        message = f"{row.display_name} is pushed to; there is nothing to fetch."
        raise ConflictError(message)
    if row.status in _NOT_READY:
        raise ConflictError(_NOT_READY[row.status].format(name=row.display_name))


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
