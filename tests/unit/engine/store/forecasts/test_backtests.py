"""What a backtest reads of real issues: times that are known, also of what came again."""

from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.store.database import Database, Read
from causeloop_desktop.engine.store.forecasts.backtests import Event, EventStore
from causeloop_desktop.engine.store.intake.ingest import UpsertResult, upsert
from tests.support.databases import NOON_US

HOUR_US = 3_600_000_000


def happened(number: int, time_us: int | None, again_us: int | None = None) -> Record:
    return Record(
        source="jira",
        origin="",
        external_id=f"A-{number}",
        title=f"Issue {number}",
        fingerprint="disk" if number % 2 else None,
        created_us=time_us,
        again_us=again_us,
    )


def write(database: Database, workspace: int, *records: Record) -> UpsertResult:
    return database.submit(lambda opened: upsert(opened, workspace, records)).result()


def read(
    database: Database, workspace: int, after: int = 0, until_us: int = NOON_US
) -> list[Event]:
    def work(connection: Read) -> list[Event]:
        store = EventStore(connection, workspace)
        return store.of_issues(after, store.newest_issue(), until_us)

    return database.read_now(work)


def test_every_known_time_is_an_event(database: Database, workspace: int) -> None:
    first = NOON_US - 5 * HOUR_US
    made = write(database, workspace, happened(1, first), happened(2, first + HOUR_US))
    write(database, workspace, happened(1, first, again_us=first + 2 * HOUR_US))
    assert sorted(read(database, workspace)) == [
        (made.keys[0], made.ids[0], "disk", first, None),
        (made.keys[0], made.ids[0], "disk", first + 2 * HOUR_US, None),
        (made.keys[1], made.ids[1], None, first + HOUR_US, None),
    ]


def test_an_unknown_time_is_none(database: Database, workspace: int) -> None:
    write(database, workspace, happened(1, None))
    assert read(database, workspace) == []


def test_pages_go_by_issue_and_end_at_a_moment(database: Database, workspace: int) -> None:
    made = write(database, workspace, *(happened(n, NOON_US - n * HOUR_US) for n in range(1, 5)))
    assert {event.issue for event in read(database, workspace, made.keys[1])} == set(made.keys[2:])
    until = NOON_US - 3 * HOUR_US
    assert {event.issue for event in read(database, workspace, 0, until)} == set(made.keys[2:])


def test_an_empty_workspace_has_no_newest_issue(database: Database, workspace: int) -> None:
    assert database.read_now(lambda read: EventStore(read, workspace).newest_issue()) == 0
