"""Jobs, run by real worker processes."""

import asyncio
import errno
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from causeloop_desktop.contract.jobs import FINISHED, Job, JobKind, JobStatus
from causeloop_desktop.contract.stream import FrameType
from causeloop_desktop.engine.services.errors import NotFoundError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.jobs.service import COMPUTING_LANES, LANES, JobService
from causeloop_desktop.engine.services.jobs.workers import Workers
from causeloop_desktop.engine.services.stream.hub import Hub
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.errors import DiskFullError
from causeloop_desktop.engine.store.work.job_queue import JobQueue
from causeloop_desktop.engine.store.work.jobs import JobRow, JobStore
from tests.support.databases import add_workspace, open_database
from tests.support.waiting import until_answered
from tests.support.workers import StepsHandler, worker_command

pytestmark = pytest.mark.anyio


@dataclass
class Shop:
    """A job service at work in one workspace."""

    database: Database
    hub: Hub
    jobs: JobService
    handler: StepsHandler
    workspace: int

    async def enqueue(self, **params: object) -> Job:
        return await self.jobs.enqueue(self.workspace, JobKind.IMPORT, "Count", params)

    async def ended(self, job: Job) -> Job:
        return await self.until(job, lambda now: now.status in FINISHED)

    async def until(self, job: Job, reached: Callable[[Job], bool]) -> Job:
        async def is_reached() -> bool:
            return reached(await self.jobs.get(self.workspace, job.id))

        await until_answered(is_reached, step=0.01)
        return await self.jobs.get(self.workspace, job.id)


def service(database: Database, hub: Hub, folder: Path, owner: str = "me") -> JobService:
    workers = Workers(worker_command(folder), folder / "worker.log")
    cursors = Cursors(b"secret")
    return JobService(database, hub, cursors, workers, owner=owner, exclusive=True)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    database, hub, handler = open_database(tmp_path), Hub(), StepsHandler()
    jobs = service(database, hub, tmp_path)
    jobs.register(handler)
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(jobs.serve())
        yield Shop(database, hub, jobs, handler, add_workspace(database))
        serving.cancel()
    database.close()


async def test_a_job_runs_to_its_end_and_keeps_its_result(shop: Shop) -> None:
    job = await shop.ended(await shop.enqueue(steps=3))
    assert job.status is JobStatus.SUCCEEDED
    assert (job.progress, job.message, job.result) == (1.0, "Counted.", {"steps": 3})
    assert shop.handler.numbers == [1, 2, 3]
    assert job.finished_at is not None


async def test_listeners_hear_a_job_wait_run_and_end(shop: Shop) -> None:
    heard = shop.hub.subscribe(shop.workspace)
    await shop.ended(await shop.enqueue(steps=3))
    statuses: list[JobStatus] = []
    while not statuses or statuses[-1] not in FINISHED:
        message = await heard.next()
        assert message.type is FrameType.JOB_UPDATED
        assert isinstance(message.payload, Job)
        statuses.append(message.payload.status)
    assert list(dict.fromkeys(statuses)) == [
        JobStatus.PENDING,
        JobStatus.RUNNING,
        JobStatus.SUCCEEDED,
    ]


async def test_progress_is_told_at_most_five_times_a_second(shop: Shop) -> None:
    heard = shop.hub.subscribe(shop.workspace)
    await shop.ended(await shop.enqueue(steps=400))
    told = 0
    while not isinstance(payload := (await heard.next()).payload, Job) or (
        payload.status not in FINISHED
    ):
        told += 1
    assert told < 15


async def test_a_running_job_is_cancelled_at_once_and_keeps_what_it_did(shop: Shop) -> None:
    job = await shop.enqueue(steps=1000, pause=0.05)
    await shop.until(job, lambda now: now.done > 0)
    asked = time.monotonic()
    answer = await shop.jobs.cancel(shop.workspace, job.id)
    assert time.monotonic() - asked < 0.2
    assert answer.message == "Cancelling…"
    ended = await shop.ended(job)
    assert ended.status is JobStatus.CANCELLED
    assert ended.result == {"counted": len(shop.handler.numbers)}


class Slow(StepsHandler):
    """Takes for ever to say what its worker needs, unless somebody interrupts it."""

    def __init__(self) -> None:
        super().__init__(JobKind.SYNC)
        self._interrupted = asyncio.Event()

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Wait."""
        await self._interrupted.wait()
        return await super().spec(job)

    def interrupt(self, job: JobRow) -> None:
        """Wait no longer."""
        self._interrupted.set()


async def test_a_job_is_cancelled_while_its_handler_prepares_it(shop: Shop) -> None:
    slow = Slow()
    shop.jobs.register(slow)
    job = await shop.jobs.enqueue(shop.workspace, JobKind.SYNC, "Slow", {"steps": 3})
    await shop.until(job, lambda now: now.status is JobStatus.RUNNING)
    await shop.jobs.cancel(shop.workspace, job.id)
    assert (await shop.ended(job)).status is JobStatus.CANCELLED
    assert (slow.numbers, slow.stopped) == ([], [JobStatus.CANCELLED])


async def test_a_worker_that_does_not_listen_is_killed_within_a_second(shop: Shop) -> None:
    job = await shop.enqueue(steps=1000, pause=0.05, deaf=True)
    await shop.until(job, lambda now: now.done > 0)
    asked = time.monotonic()
    await shop.jobs.cancel(shop.workspace, job.id)
    assert (await shop.ended(job)).status is JobStatus.CANCELLED
    assert 0.9 < time.monotonic() - asked < 2


async def test_a_waiting_job_is_cancelled_without_running(shop: Shop) -> None:
    running = await shop.enqueue(steps=1000, pause=0.05)
    waiting = await shop.enqueue(steps=1)
    cancelled = await shop.jobs.cancel(shop.workspace, waiting.id)
    assert cancelled.status is JobStatus.CANCELLED
    assert shop.handler.stopped == [JobStatus.CANCELLED]
    await shop.jobs.cancel(shop.workspace, running.id)
    await shop.ended(running)


async def test_a_job_that_ended_stays_as_it_is(shop: Shop) -> None:
    ended = await shop.ended(await shop.enqueue(steps=1))
    assert await shop.jobs.cancel(shop.workspace, ended.id) == ended


async def test_one_of_a_kind_runs_in_a_workspace_at_a_time(shop: Shop) -> None:
    first = await shop.enqueue(steps=20, pause=0.02)
    second = await shop.enqueue(steps=1)
    other = add_workspace(shop.database)
    elsewhere = await shop.jobs.enqueue(other, JobKind.IMPORT, "Count", {"steps": 1})
    first, second = await shop.ended(first), await shop.ended(second)
    third = await shop.jobs.get(other, elsewhere.id)
    assert first.finished_at is not None
    assert second.started_at is not None
    assert third.finished_at is not None
    assert second.started_at >= first.finished_at > third.finished_at


async def test_many_workspaces_wait_for_each_other(shop: Shop) -> None:
    places = [add_workspace(shop.database) for _ in range(COMPUTING_LANES + 1)]
    endless = {"steps": 100_000, "pause": 0.05}
    made = [await shop.jobs.enqueue(place, JobKind.IMPORT, "Count", endless) for place in places]

    async def running() -> list[bool]:
        now = [await shop.jobs.get(place, job.id) for place, job in zip(places, made, strict=True)]
        return [job.status is JobStatus.RUNNING for job in now]

    async def first_ones_run() -> bool:
        return await running() == [True] * COMPUTING_LANES + [False]

    async def last_one_runs() -> bool:
        return (await running())[-1]

    await until_answered(first_ones_run, step=0.01)
    await shop.jobs.cancel(places[0], made[0].id)
    await until_answered(last_one_runs, step=0.01)


async def test_syncs_of_a_workspace_run_side_by_side_as_far_as_there_are_lanes(shop: Shop) -> None:
    shop.jobs.register(StepsHandler(kind=JobKind.SYNC))
    params = {"steps": 400, "pause": 0.05}
    lanes = LANES[JobKind.SYNC]
    jobs = [
        await shop.jobs.enqueue(shop.workspace, JobKind.SYNC, "Sync", params)
        for _ in range(lanes + 1)
    ]

    async def all_lanes_are_taken() -> bool:
        now = [await shop.jobs.get(shop.workspace, job.id) for job in jobs]
        return [job.done > 0 for job in now] == [True] * lanes + [False]

    await until_answered(all_lanes_are_taken, step=0.02)
    for job in jobs:
        await shop.jobs.cancel(shop.workspace, job.id)
    for job in jobs:
        assert (await shop.ended(job)).status is JobStatus.CANCELLED


async def test_a_second_call_joins_the_job_that_waits(shop: Shop) -> None:
    running = await shop.enqueue(steps=1000, pause=0.05)
    await shop.until(running, lambda now: now.status is JobStatus.RUNNING)
    first, joined_first = await shop.jobs.enqueue_once(shop.workspace, JobKind.IMPORT, "x", {})
    second, joined_second = await shop.jobs.enqueue_once(shop.workspace, JobKind.IMPORT, "x", {})
    assert (joined_first, joined_second) == (False, True)
    assert first.id == second.id != running.id
    await shop.jobs.cancel(shop.workspace, first.id)
    await shop.jobs.cancel(shop.workspace, running.id)
    await shop.ended(running)


async def test_a_refusal_of_the_worker_is_told(shop: Shop) -> None:
    job = await shop.ended(await shop.enqueue(steps=0, error="The file is empty."))
    assert (job.status, job.error) == (JobStatus.FAILED, "The file is empty.")
    assert shop.handler.stopped == [JobStatus.FAILED]


@pytest.mark.parametrize("fault", [DiskFullError(), OSError(errno.ENOSPC, "No space left")])
async def test_a_full_disk_is_told_as_what_it_is(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    async def fill(*_: object) -> None:
        raise fault

    monkeypatch.setattr(shop.handler, "on_rows", fill)
    job = await shop.ended(await shop.enqueue(steps=1))
    assert job.status is JobStatus.FAILED
    assert job.error is not None
    assert job.error.startswith("The disk that holds the data is full")


async def test_a_worker_that_crashes_fails_its_job_only(shop: Shop) -> None:
    job = await shop.ended(await shop.enqueue(steps=1, crash=True))
    assert job.status is JobStatus.FAILED
    assert job.error is not None
    assert "exit code 7" in job.error
    assert (await shop.ended(await shop.enqueue(steps=1))).status is JobStatus.SUCCEEDED


async def test_a_foreign_workspace_does_not_see_a_job(shop: Shop) -> None:
    job = await shop.enqueue(steps=1)
    with pytest.raises(NotFoundError):
        await shop.jobs.get(add_workspace(shop.database), job.id)
    await shop.ended(job)


async def test_jobs_are_listed_newest_first_in_pages(shop: Shop) -> None:
    made = [await shop.ended(await shop.enqueue(steps=0)) for _ in range(3)]
    first = await shop.jobs.list(shop.workspace, 2, None)
    rest = await shop.jobs.list(shop.workspace, 2, first.page.next_cursor)
    assert [job.id for job in (*first.data, *rest.data)] == [job.id for job in reversed(made)]
    assert (first.page.total, first.page.has_more, rest.page.has_more) == (3, True, False)


async def test_a_job_of_a_killed_engine_is_resumed_from_its_checkpoint(tmp_path: Path) -> None:
    database, hub, handler = open_database(tmp_path), Hub(), StepsHandler()
    workspace = add_workspace(database)
    jobs = service(database, hub, tmp_path, owner="new")
    jobs.register(handler)
    job = await jobs.enqueue(workspace, JobKind.IMPORT, "Count", {"steps": 5})
    taken = await database.write(lambda write: JobQueue(write, "dead").take([], [job.kind], 1))
    assert taken is not None
    await database.write(
        lambda write: JobStore(write.connection, workspace).checkpoint(taken.key, {"from": 3})
    )
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(jobs.serve())
        shop = Shop(database, hub, jobs, handler, workspace)
        assert (await shop.ended(job)).status is JobStatus.SUCCEEDED
        serving.cancel()
    assert handler.numbers == [4, 5]
    database.close()


async def test_a_job_that_runs_when_the_engine_stops_is_left_to_the_next(tmp_path: Path) -> None:
    database, hub, handler = open_database(tmp_path), Hub(), StepsHandler()
    jobs = service(database, hub, tmp_path)
    jobs.register(handler)
    shop = Shop(database, hub, jobs, handler, add_workspace(database))
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(jobs.serve())
        job = await shop.enqueue(steps=1000, pause=0.05)
        await shop.until(job, lambda now: now.done > 0)
        serving.cancel()
    assert (await jobs.get(shop.workspace, job.id)).status is JobStatus.RUNNING
    assert handler.stopped == []
    database.close()
