"""Runs of connections as rows: one at a time, what they waited for, and what they skipped."""

import pytest
from sqlalchemy.exc import IntegrityError

from causeloop_desktop.contract.connectors import ConnectorStatus, SyncStatus
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.intake.kept_rows import forget_skipped
from causeloop_desktop.engine.store.sources.connectors import ConnectorStore
from causeloop_desktop.engine.store.sources.sync_runs import SyncRunStore
from tests.support.databases import Clock, add_workspace

SECOND_US = 1_000_000


def _connection(write: WriteTransaction, workspace: int) -> int:
    values = {"display_name": "Our shop", "settings": {}, "cron": "* * * * *", "backfill_days": 90}
    store = ConnectorStore(write.connection, workspace)
    return store.add(write.now_us, "github", ConnectorStatus.CONNECTED, values).key


@pytest.fixture
def workspace(database: Database) -> int:
    return add_workspace(database)


@pytest.fixture
def connection(database: Database, workspace: int) -> int:
    return database.submit(lambda write: _connection(write, workspace)).result()


def test_of_a_connection_one_run_is_open_whoever_starts_it(
    database: Database, workspace: int, connection: int
) -> None:
    def begin(write: WriteTransaction) -> int:
        return SyncRunStore(write.connection, workspace).add(write.now_us, connection, "asked").key

    first = database.submit(begin).result()
    with pytest.raises(IntegrityError):
        database.submit(begin).result()

    def end(write: WriteTransaction) -> None:
        store = SyncRunStore(write.connection, workspace)
        store.finish(first, write.now_us, SyncStatus.SUCCESS)

    database.submit(end).result()
    assert database.submit(begin).result() != first


def test_waits_add_up_and_what_is_left_of_the_last_was_not_waited(
    database: Database, workspace: int, connection: int, clock: Clock
) -> None:
    def begin(write: WriteTransaction) -> int:
        return SyncRunStore(write.connection, workspace).add(write.now_us, connection, "asked").key

    def wait(write: WriteTransaction) -> None:
        SyncRunStore(write.connection, workspace).wait(key, write.now_us, 30, "for its limit")

    def end(write: WriteTransaction) -> None:
        store = SyncRunStore(write.connection, workspace)
        store.finish(key, write.now_us, SyncStatus.CANCELLED)

    key = database.submit(begin).result()
    database.submit(wait).result()
    clock.now_us += 40 * SECOND_US
    database.submit(wait).result()
    waiting = database.read_now(lambda read: SyncRunStore(read, workspace).by_key(key)).model
    assert (waiting.waited_seconds, waiting.waiting_for) == (60, "for its limit")
    clock.now_us += 10 * SECOND_US
    database.submit(end).result()
    ended = database.read_now(lambda read: SyncRunStore(read, workspace).by_key(key)).model
    assert ended.waiting_until is None
    assert ended.waited_seconds in (39, 40)


def test_skipped_rows_go_with_their_runs_time(
    database: Database, workspace: int, connection: int, clock: Clock
) -> None:
    def run(write: WriteTransaction) -> int:
        store = SyncRunStore(write.connection, workspace)
        key = store.add(write.now_us, connection, "asked").key
        store.add_skipped(key, "issues", [{"row": {"id": n}, "reason": "odd"} for n in range(3)])
        store.finish(key, write.now_us, SyncStatus.SUCCESS)
        return key

    old = database.submit(run).result()
    clock.now_us += SECOND_US
    before_us = clock.now_us
    fresh = database.submit(run).result()

    def forget(write: WriteTransaction) -> int:
        return forget_skipped(write.connection, workspace, before_us, 2)

    assert [database.submit(forget).result() for _ in range(3)] == [2, 1, 0]
    left = database.read_now(
        lambda read: [len(SyncRunStore(read, workspace).skipped(key, 0, 9)) for key in (old, fresh)]
    )
    assert left == [0, 3]
