"""Refused rows on disk."""

from causeloop_desktop.contract.imports import RowRejection
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.intake.refused import RejectionStore, waiting_files
from causeloop_desktop.engine.store.work.jobs import Ending, JobStore
from tests.support.databases import add_workspace


def test_refused_rows_are_paged_in_the_order_of_the_file(
    database: Database, workspace: int
) -> None:
    bad = [RowRejection(line=line, reason="odd") for line in range(5)]
    database.submit(lambda write: RejectionStore(write.connection, workspace).add(7, bad)).result()

    first = database.read_now(lambda read: RejectionStore(read, workspace).page(7, 0, 3))
    rest = database.read_now(lambda read: RejectionStore(read, workspace).page(7, first[-1].key, 3))

    assert [kept.model for kept in (*first, *rest)] == bad
    assert database.read_now(lambda read: RejectionStore(read, workspace).count(7)) == 5


def test_another_workspace_sees_none_of_them(database: Database, workspace: int) -> None:
    other = add_workspace(database)
    bad = [RowRejection(line=1, reason="odd")]
    database.submit(lambda write: RejectionStore(write.connection, workspace).add(7, bad)).result()

    assert database.read_now(lambda read: RejectionStore(read, other).page(7, 0, 3)) == []


def test_files_wait_as_long_as_their_job_is_open(database: Database, workspace: int) -> None:
    def queue(write: WriteTransaction) -> int:
        store = JobStore(write.connection, workspace)
        store.add(write.now_us, JobKind.IMPORT, "Import of a", {"file": "a"})
        return store.add(write.now_us, JobKind.IMPORT, "Import of b", {"file": "b"}).key

    def finish(write: WriteTransaction) -> None:
        JobStore(write.connection, workspace).finish(
            second, write.now_us, Ending(JobStatus.SUCCEEDED)
        )

    second = database.submit(queue).result()
    database.submit(finish).result()

    assert database.read_now(waiting_files) == {"a"}
