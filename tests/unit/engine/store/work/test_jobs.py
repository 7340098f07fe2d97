"""Jobs as rows."""

from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.work.job_queue import JobQueue
from causeloop_desktop.engine.store.work.jobs import (
    Ending,
    JobRow,
    JobStore,
    Progress,
)
from causeloop_desktop.engine.store.work.pushes import PUSHES_KEPT_US, prune_pushes
from tests.support.databases import Clock, add_workspace

LEASE_US = 30_000_000
KINDS = [JobKind.IMPORT, JobKind.DETECTION]


def add(database: Database, workspace: int, kind: JobKind = JobKind.IMPORT) -> JobRow:
    return database.submit(
        lambda write: JobStore(write.connection, workspace).add(write.now_us, kind, "x", {"a": 1})
    ).result()


def take(
    database: Database, owner: str = "me", busy: tuple[tuple[int, JobKind], ...] = ()
) -> JobRow | None:
    return database.submit(
        lambda write: JobQueue(write, owner).take(busy, KINDS, LEASE_US)
    ).result()


def reclaim(database: Database, *, everything: bool, owner: str = "me") -> int:
    return database.submit(
        lambda write: JobQueue(write, owner).reclaim(everything=everything)
    ).result()


def test_the_oldest_waiting_job_is_leased_once(database: Database, workspace: int) -> None:
    first, second = add(database, workspace), add(database, workspace)
    taken = take(database)
    assert taken is not None
    assert (taken.id, taken.model.status, taken.params) == (first.id, JobStatus.RUNNING, {"a": 1})
    busy = ((workspace, JobKind.IMPORT),)
    assert take(database, busy=busy) is None
    then = take(database)
    assert then is not None
    assert then.id == second.id


def test_a_busy_kind_does_not_hold_up_others(database: Database, workspace: int) -> None:
    add(database, workspace)
    detection = add(database, workspace, JobKind.DETECTION)
    elsewhere = add(database, add_workspace(database))
    busy = ((workspace, JobKind.IMPORT),)
    taken = [take(database, busy=busy), take(database, busy=busy), take(database, busy=busy)]
    assert [job.id if job else None for job in taken] == [detection.id, elsewhere.id, None]


def test_a_kind_that_nobody_runs_waits(database: Database, workspace: int) -> None:
    add(database, workspace, JobKind.MATCHING)
    assert take(database) is None


def test_the_sole_engine_takes_back_every_lease_of_another(
    database: Database, workspace: int
) -> None:
    add(database, workspace)
    taken = take(database, owner="dead")
    assert taken is not None
    assert reclaim(database, everything=True, owner="dead") == 0
    assert reclaim(database, everything=True) == 1
    again = take(database)
    assert again is not None
    assert again.model.started_at == taken.model.started_at


def test_among_several_engines_a_lease_holds_until_it_runs_out(
    database: Database, workspace: int, clock: Clock
) -> None:
    add(database, workspace)
    taken = take(database, owner="other")
    assert taken is not None
    clock.now_us += LEASE_US - 1_000_000
    assert reclaim(database, everything=False) == 0
    database.submit(lambda write: JobQueue(write, "other").renew([taken.key], LEASE_US)).result()
    clock.now_us += LEASE_US - 1_000_000
    assert reclaim(database, everything=False) == 0
    clock.now_us += 2_000_000
    assert reclaim(database, everything=False) == 1


def test_progress_checkpoint_and_ending_are_kept(
    database: Database, workspace: int, clock: Clock
) -> None:
    add(database, workspace)
    job = take(database)
    assert job is not None
    clock.now_us += 2_000_000

    def work(store: JobStore) -> JobRow:
        store.report(job.key, Progress(0.25, "Reading", done=500, total=2000))
        store.checkpoint(job.key, {"offset": 7})
        assert store.by_key(job.key).model.progress == 0.25
        return store.finish(job.key, clock(), Ending(JobStatus.PARTIAL, "Done.", result={"b": 2}))

    row = database.submit(lambda write: work(JobStore(write.connection, workspace))).result()
    assert row.checkpoint == {"offset": 7}
    assert (row.model.status, row.model.progress, row.model.result) == (
        JobStatus.PARTIAL,
        1.0,
        {"b": 2},
    )
    assert row.model.rate is not None
    assert 200 < row.model.rate < 251


def test_a_push_is_forgotten_after_a_day_and_other_jobs_are_not(
    database: Database, workspace: int, clock: Clock
) -> None:
    made = [add(database, workspace, kind) for kind in (JobKind.INGEST, JobKind.IMPORT)]

    def finish(write: WriteTransaction) -> None:
        for job in made:
            store = JobStore(write.connection, workspace)
            store.finish(job.key, write.now_us, Ending(JobStatus.SUCCEEDED))

    database.submit(finish).result()
    assert database.submit(prune_pushes).result() == 0
    clock.now_us += PUSHES_KEPT_US
    assert database.submit(prune_pushes).result() == 1
    kept = database.read_now(lambda read: JobStore(read, workspace).page(None, 10))
    assert [job.id for job in kept] == [made[1].id]


def test_a_store_sees_its_own_workspace_only(database: Database, workspace: int) -> None:
    job = add(database, workspace)
    stranger = add_workspace(database)
    assert database.read_now(lambda read: JobStore(read, stranger).find(job.id)) is None
    assert database.read_now(lambda read: JobStore(read, stranger).count()) == 0
    assert database.read_now(lambda read: JobStore(read, workspace).find(job.id)) == job
