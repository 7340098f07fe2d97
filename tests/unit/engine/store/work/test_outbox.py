"""What each commit changed."""

from causeloop_desktop.contract.base import ChangeKind, Changes
from causeloop_desktop.contract.connectors import ConnectorId, ConnectorStatus
from causeloop_desktop.contract.events import ConnectorEvent, EventType
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceStore
from causeloop_desktop.engine.store.work.outbox import (
    KEPT_US,
    MAX_IDS,
    changes_of,
    changes_since,
    events_since,
    oldest_sequence,
    prune,
    record_change,
    record_event,
)
from tests.support.databases import Clock, add_workspace


def commit(database: Database, key: int, *ids: str) -> int:
    return database.submit(lambda write: record_change(write, key, ChangeKind.ISSUES, ids)).result()


def since(database: Database, key: int, sequence: int, limit: int = 10) -> tuple[Changes, ...]:
    return database.read_now(lambda read: changes_since(read, key, sequence, limit))


def test_a_transaction_has_one_sequence_whatever_it_changes(database: Database) -> None:
    key = add_workspace(database)

    def work(write: WriteTransaction) -> Changes:
        first = record_change(write, key, ChangeKind.ISSUES, ["iss_1"])
        second = record_change(write, key, ChangeKind.PATTERNS, ["pat_1"], count=3)
        assert first == second == 1
        return changes_of(write, key)

    changes = database.submit(work).result()
    assert changes.counts == {ChangeKind.ISSUES: 1, ChangeKind.PATTERNS: 3}
    assert changes.ids == ("iss_1", "pat_1")
    assert since(database, key, 0) == (changes,)
    assert database.read_now(lambda read: WorkspaceStore(read).sequence(key)) == 1


def test_sequences_count_commits_of_a_workspace(database: Database) -> None:
    first, second = add_workspace(database), add_workspace(database)
    assert [commit(database, first, "a"), commit(database, second, "b")] == [1, 1]
    assert commit(database, first, "c") == 2
    assert [one.ids for one in since(database, first, 1)] == [("c",)]


def test_a_commit_names_fifty_and_counts_all(database: Database) -> None:
    key = add_workspace(database)
    commit(database, key, *[f"iss_{number}" for number in range(80)])
    (changes,) = since(database, key, 0)
    assert len(changes.ids) == MAX_IDS
    assert changes.counts == {ChangeKind.ISSUES: 80}


def test_what_is_rolled_back_is_not_told(database: Database) -> None:
    key = add_workspace(database)

    def work(write: WriteTransaction) -> None:
        record_change(write, key, ChangeKind.ISSUES, ["iss_1"])
        raise KeyError

    assert isinstance(database.submit(work).exception(), KeyError)
    assert since(database, key, 0) == ()
    assert commit(database, key, "iss_2") == 1


def test_a_replay_is_limited_by_commits(database: Database) -> None:
    key = add_workspace(database)
    for number in range(4):
        commit(database, key, f"iss_{number}")
    assert [one.sequence for one in since(database, key, 1, limit=2)] == [2, 3]


def test_a_week_is_remembered(database: Database, clock: Clock) -> None:
    key = add_workspace(database)
    commit(database, key, "iss_1")
    clock.now_us += KEPT_US + 1
    commit(database, key, "iss_2")
    assert database.submit(prune).result() == 1
    assert database.read_now(lambda read: oldest_sequence(read, key)) == 2


def test_an_event_shares_the_commit_and_is_told_apart_from_what_changed(
    database: Database,
) -> None:
    key, other = add_workspace(database), add_workspace(database)
    payload = ConnectorEvent(
        connector_id=ConnectorId("con_1"),
        type="jira",
        display_name="Our Jira",
        status=ConnectorStatus.ERROR,
    )

    def work(write: WriteTransaction) -> int:
        record_change(write, key, ChangeKind.CONNECTORS, ["con_1"])
        return record_event(write, key, EventType.SYNC_FAILED, payload).sequence

    sequence = database.submit(work).result()
    (event,) = database.read_now(lambda read: events_since(read, key, 0, 10))
    assert (event.type, event.sequence) == ("connector.sync.failed", sequence)
    assert ConnectorEvent.model_validate(event.payload) == payload
    (changes,) = since(database, key, 0)
    assert changes.counts == {ChangeKind.CONNECTORS: 1}
    assert database.read_now(lambda read: events_since(read, key, sequence, 10)) == ()
    assert database.read_now(lambda read: events_since(read, other, 0, 10)) == ()
