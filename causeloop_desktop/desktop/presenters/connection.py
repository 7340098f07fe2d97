"""One connection: how it stands, what its runs brought, and what can be done with it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError, Problem
from causeloop_desktop.contract.connectors import (
    BackfillRequest,
    CatalogEntry,
    Connector,
    ConnectorId,
    ConnectorPatch,
    ScheduleUpdate,
    SyncRun,
)
from causeloop_desktop.contract.jobs import JobStatus
from causeloop_desktop.contract.remaps import RemapResult
from causeloop_desktop.desktop.presenters.base import Phase, Presenter
from causeloop_desktop.desktop.presenters.reading import PAGE, Reading

if TYPE_CHECKING:
    from datetime import datetime

    from causeloop_desktop.client.connectors import ConnectorsClient
    from causeloop_desktop.contract.base import Page
    from causeloop_desktop.contract.connectors import BackfillEstimate, SkippedRow
    from causeloop_desktop.contract.jobs import Job
    from causeloop_desktop.desktop.presenters.session import Session


@dataclass(frozen=True)
class ConnectionState:
    """What the page of a connection shows.

    Attributes:
        runs: The first page of its runs, newest first.
        run: The one that is looked at.
        job: What runs now.
    """

    phase: Phase = Phase.LOADING
    problem: Problem | None = None
    connection: Connector | None = None
    entry: CatalogEntry | None = None
    runs: tuple[SyncRun, ...] = ()
    runs_total: int = 0
    run: SyncRun | None = None
    job: Job | None = None


class ConnectionPresenter(Presenter[ConnectionState]):
    """Reads one connection and carries out what is asked of it."""

    def __init__(self, session: Session) -> None:
        super().__init__(ConnectionState())
        self._session = session
        self._id = ConnectorId("")
        self._runs = Reading(self._fetch_runs)

    @property
    def id(self) -> ConnectorId:
        """Which one it is; empty while none is looked at."""
        return self._id

    async def open(self, id_: ConnectorId) -> None:
        """Look at another connection."""
        if id_ != self._id:
            self._id = id_
            self._change(**vars(ConnectionState()))
        await self.load()

    def forget(self) -> None:
        """Look at none."""
        self._id = ConnectorId("")
        self._change(**vars(ConnectionState()))

    async def load(self) -> None:
        """Read it and its runs anew."""
        if not self._id:
            return
        try:
            connection, _ = await asyncio.gather(self._client.get(self._id), self._runs.begin())
            entry = self.state.entry or await self._client.entry(connection.type)
        except ClientError as error:
            self._change(phase=Phase.FAILED, problem=error.problem)
            return
        self._take(connection, entry)

    async def runs_from(self, first: int) -> tuple[SyncRun, ...]:
        """Read the runs from number ``first`` on."""
        return await self._runs.page(first)

    def look_at(self, run: SyncRun) -> None:
        """Tell of one run."""
        self._change(run=run)

    def hear(self, job: Job) -> bool:
        """Note how the run that is under way comes along; tell whether it was this one's."""
        connection = self.state.connection
        last = connection.last_run if connection else None
        if last is None or last.job_id != job.id:
            return False
        self._change(job=job if connection and connection.running else None)
        return True

    async def sync(self) -> None:
        """Fetch what is new."""
        await self._client.sync(self._id)
        await self.load()

    async def cancel(self) -> None:
        """Stop the run that is under way."""
        await self._client.cancel(self._id)

    async def backfill(self, begin: datetime, end: datetime | None) -> None:
        """Read a part of the past again."""
        await self._client.backfill(self._id, backfill_request(begin, end))
        await self.load()

    async def estimate(self, begin: datetime, end: datetime | None) -> BackfillEstimate:
        """Learn what that would take."""
        return await self._client.estimate(self._id, backfill_request(begin, end))

    async def remap(self, *, preview: bool) -> RemapResult:
        """Read what is kept of it again, or only look what that would change.

        Raises:
            ClientError: It cannot be read again; the sentence says why.
        """
        client = self._session.client
        started = await client.remaps.start(self._id, preview=preview)
        job = await client.jobs.wait(started.job_id)
        if job.status is not JobStatus.SUCCEEDED:
            raise ClientError(Problem(job.title, job.error or job.message))
        return RemapResult.model_validate(job.result)

    async def pause(self, reason: str) -> None:
        """Let it rest."""
        self._take(await self._client.pause(self._id, reason))

    async def resume(self) -> None:
        """Let it sync again."""
        self._take(await self._client.resume(self._id))

    async def change(self, patch: ConnectorPatch) -> Connector:
        """Change its name, settings, budget or credentials."""
        connection = await self._client.change(self._id, patch)
        self._take(connection)
        return connection

    async def set_schedule(self, cron: str, timezone: str) -> None:
        """Set when it syncs."""
        await self._client.schedule(self._id, ScheduleUpdate(cron=cron, timezone=timezone))
        await self.load()

    async def remove(self) -> None:
        """Disconnect it."""
        await self._client.remove(self._id)
        self.forget()

    async def skipped(self, run: SyncRun) -> tuple[SkippedRow, ...]:
        """Read the rows that a run could not take, up to a hundred of them."""
        return (await self._client.skipped(self._id, run.id, limit=PAGE)).data

    @property
    def _client(self) -> ConnectorsClient:
        return self._session.client.connectors

    def _take(self, connection: Connector, entry: CatalogEntry | None = None) -> None:
        runs, before = self._runs.rows, self.state
        follows = bool(before.run and before.runs and before.run.id == before.runs[0].id)
        same = (run for run in runs if before.run and run.id == before.run.id and not follows)
        self._change(
            phase=Phase.READY,
            problem=None,
            connection=connection,
            entry=entry or self.state.entry,
            runs=runs,
            runs_total=self._runs.total,
            run=next(same, runs[0] if runs else None),
            job=self.state.job if connection.running else None,
        )

    async def _fetch_runs(self, cursor: str | None) -> Page[SyncRun]:
        return await self._client.runs(self._id, limit=PAGE, cursor=cursor)


def backfill_request(begin: datetime, end: datetime | None) -> BackfillRequest:
    """Ask for the past from one moment to another; ``None`` is now."""
    given = {"from": begin} if end is None else {"from": begin, "to": end}
    return BackfillRequest.model_validate(given)
