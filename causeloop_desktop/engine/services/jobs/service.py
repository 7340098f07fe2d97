"""Jobs: long work in workers, queued in one table, shown, cancelled, resumed after a kill."""

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TypeVar

from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.jobs import FINISHED, Job, JobKind, JobStatus
from causeloop_desktop.contract.stream import FrameType
from causeloop_desktop.engine.services.errors import NotFoundError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.foundation.guard import insist
from causeloop_desktop.engine.services.jobs.queueing import queue_once, withdraw
from causeloop_desktop.engine.services.jobs.run import JobHandler, JobRun
from causeloop_desktop.engine.services.jobs.workers import Workers
from causeloop_desktop.engine.services.stream.hub import Hub, Message
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.work.job_queue import JobQueue
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow, JobStore

LEASE_US = 30_000_000
"""How long a job stays ours without a heartbeat."""

HEARTBEAT_SECONDS = 10.0

LANES: Mapping[JobKind, int] = {JobKind.SYNC: 4}
"""How many of a kind run side by side in one workspace; one, where it is not said."""

LANES_EVERYWHERE: Mapping[JobKind, int] = {JobKind.SYNC: 8}
"""How many of a kind run side by side in all workspaces, where it is not ``COMPUTING_LANES``."""

COMPUTING_LANES = min(4, max(2, os.cpu_count() or 1))
"""How many of a kind may compute at once: each takes a processor, and memory by its size."""

T = TypeVar("T")


class JobService:
    """Queues jobs, runs as many of a kind as there are lanes for it, and tells how they go.

    Args:
        database: Where jobs are kept.
        hub: Who hears of them.
        cursors: Signs the pages of the list.
        workers: Starts worker processes.
        owner: This engine's name on its leases.
        exclusive: Whether no other engine can use the database, so that any foreign lease is
            dead.
    """

    def __init__(
        self,
        database: Database,
        hub: Hub,
        cursors: Cursors,
        workers: Workers,
        *,
        owner: str,
        exclusive: bool,
    ) -> None:
        self._database = database
        self._hub = hub
        self._cursors = cursors
        self._workers = workers
        self._owner = owner
        self._exclusive = exclusive
        self._handlers: dict[JobKind, JobHandler] = {}
        self._runs: dict[int, JobRun] = {}
        self._wake = asyncio.Event()
        self._group: asyncio.TaskGroup | None = None

    def register(self, handler: JobHandler) -> None:
        """Run jobs of the handler's kind with it; done once, before ``serve``."""
        self._handlers[handler.kind] = handler

    async def enqueue(
        self, workspace_key: int, kind: JobKind, title: str, params: Mapping[str, object]
    ) -> Job:
        """Queue a job and give it; it is durable when this returns."""
        row = await self._database.write(
            lambda write: JobStore(write.connection, workspace_key).add(
                write.now_us, kind, title, params
            )
        )
        self.announce(row)
        return row.model

    async def enqueue_once(
        self,
        workspace_key: int,
        kind: JobKind,
        title: str,
        params: Mapping[str, object],
        alike: Collection[str] = (),
    ) -> tuple[Job, bool]:
        """Queue a job, or join the one of its kind that already waits; true where it joined.

        Args:
            workspace_key: Whose job it is.
            kind: What it does.
            title: What it is called.
            params: The kind's own parameters.
            alike: Which of them must be the same for a waiting job to be joined.
        """
        row, joined = await self._database.write(
            lambda write: queue_once(
                JobStore(write.connection, workspace_key), write.now_us, kind, title, params, alike
            )
        )
        if not joined:
            self.announce(row)
        return row.model, joined

    async def get(self, workspace_key: int, job_id: str) -> Job:
        """Give a job.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        return self._shown(await self._find(workspace_key, job_id))

    async def list(self, workspace_key: int, limit: int, cursor: str | None) -> Page[Job]:
        """Give a page of jobs, newest first; pushes apart."""
        scope = f"{workspace_key}:jobs"
        before = self._cursors.after(scope, cursor)

        rows, total = await self._database.read(
            lambda read: _page(JobStore(read, workspace_key), before, limit + 1)
        )
        info = self._cursors.info(scope, [row.key for row in rows], limit, total)
        return Page(data=tuple(map(self._shown, rows[:limit])), page=info)

    async def cancel(self, workspace_key: int, job_id: str) -> Job:
        """Cancel a job and answer at once; one that already ended stays as it is.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        key = (await self._find(workspace_key, job_id)).key
        row = await self._database.write(lambda write: withdraw(write, workspace_key, key))
        run = self._runs.get(key)
        if run is None or row.model.status in FINISHED:
            self._tell(row, None)
            await self._tidy_up(row)
            return row.model
        if self._group is not None:
            self._group.create_task(run.cancel())
        return self._shown(row).model_copy(update={"message": "Cancelling…"})

    def announce(self, job: JobRow) -> None:
        """Tell of a job that another service queued in its own transaction, and start it."""
        self._tell(job, None)
        self._wake.set()

    async def serve(self) -> None:
        """Run jobs until cancelled; what runs then is resumed by the next engine."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            group.create_task(self._keep_leases())
            while True:
                self._wake.clear()
                await self._start_waiting(group)
                await self._wake.wait()

    async def _start_waiting(self, group: asyncio.TaskGroup) -> None:
        while (job := await self._take()) is not None:
            handler = self._handlers[job.kind]
            run = JobRun(job, handler, self._database, self._workers, self._tell)
            self._runs[job.key] = run
            self._tell(job, None)
            group.create_task(self._run(run))

    async def _tidy_up(self, job: JobRow) -> None:
        """Let a job that was cancelled before it began leave nothing behind."""
        handler = self._handlers.get(job.kind)
        if handler is not None and job.model.status is JobStatus.CANCELLED:
            await handler.on_stopped(job, Ending(JobStatus.CANCELLED, job.model.message))

    async def _take(self) -> JobRow | None:
        going = Counter((run.job.workspace_key, run.job.kind) for run in self._runs.values())
        busy = [lane for lane, count in going.items() if count >= LANES.get(lane[1], 1)]
        everywhere = Counter(run.job.kind for run in self._runs.values())
        kinds = [
            kind
            for kind in self._handlers
            if everywhere[kind] < LANES_EVERYWHERE.get(kind, COMPUTING_LANES)
        ]
        return await self._persist(
            lambda write: JobQueue(write, self._owner).take(busy, kinds, LEASE_US)
        )

    async def _run(self, run: JobRun) -> None:
        job = run.job
        ending = await run.run()
        row = await self._persist(
            lambda write: JobStore(write.connection, job.workspace_key).finish(
                job.key, write.now_us, ending
            )
        )
        del self._runs[job.key]
        self._tell(row, None)
        self._wake.set()

    async def _keep_leases(self) -> None:
        while True:
            await self._persist(partial(self._beat, list(self._runs)))
            self._wake.set()
            await asyncio.sleep(HEARTBEAT_SECONDS)

    def _beat(self, running: Sequence[int], write: WriteTransaction) -> None:
        queue = JobQueue(write, self._owner)
        queue.reclaim(everything=self._exclusive)
        queue.renew(running, LEASE_US)

    async def _persist(self, work: Callable[[WriteTransaction], T]) -> T:
        write = partial(self._database.write, work)
        return await insist(write, "a job could not be written; trying again")

    async def _find(self, workspace_key: int, job_id: str) -> JobRow:
        row = await self._database.read(lambda read: JobStore(read, workspace_key).find(job_id))
        if row is None:
            raise NotFoundError("job", job_id)
        return row

    def _tell(self, job: JobRow, rate: float | None) -> None:
        shown = job.model if rate is None else job.model.model_copy(update={"rate": rate})
        self._hub.publish(job.workspace_key, Message(FrameType.JOB_UPDATED, shown))

    def _shown(self, job: JobRow) -> Job:
        run = self._runs.get(job.key)
        if run is None or run.rate is None:
            return job.model
        return job.model.model_copy(update={"rate": run.rate})


def _page(store: JobStore, before: int | None, limit: int) -> tuple[list[JobRow], int]:
    return store.page(before, limit), store.count()
