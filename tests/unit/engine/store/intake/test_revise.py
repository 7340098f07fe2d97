from sqlalchemy import text

from causeloop_desktop.engine.store.database import Database
from tests.support.databases import NOON_US
from tests.support.ingest import counts, put, record, stored

HOUR_US = 3_600_000_000


def test_older_news_is_ignored(database: Database, workspace: int) -> None:
    put(database, workspace, record(title="Now", updated_us=NOON_US))
    old = put(database, workspace, record(title="Before", updated_us=NOON_US - 1))
    assert counts(old) == (0, 0, 0, 1)
    assert stored(database, workspace, "title")[0].title == "Now"


def test_a_status_moves_the_stage_only_when_it_changed(database: Database, workspace: int) -> None:
    put(database, workspace, record(status="open"))
    by_hand = text("UPDATE issues SET stage = 5")
    database.submit(lambda write: write.connection.execute(by_hand)).result()
    put(database, workspace, record(status="open", title="Other words"))
    assert stored(database, workspace, "stage")[0].stage == 5
    put(database, workspace, record(status="in progress"))
    assert stored(database, workspace, "stage")[0].stage == 1


def test_a_team_stays_with_the_person_who_set_it(database: Database, workspace: int) -> None:
    put(database, workspace, record(team="core"))
    by_hand = text("UPDATE issues SET team = 'mine', team_by_person = 1")
    database.submit(lambda write: write.connection.execute(by_hand)).result()
    put(database, workspace, record(team="theirs"))
    assert stored(database, workspace, "team")[0].team == "mine"


def test_firing_again_is_an_occurrence_once(database: Database, workspace: int) -> None:
    created = record(created_us=NOON_US)
    put(database, workspace, created)
    for _ in range(2):
        put(database, workspace, created._replace(again_us=NOON_US + HOUR_US))
    assert stored(database, workspace, "occurrence_count")[0].occurrence_count == 2
    again = text("SELECT time_us, cause FROM occurrences")
    seen = database.read_now(lambda read: read.execute(again).fetchall())
    assert [tuple(row) for row in seen] == [(NOON_US + HOUR_US, "fired_again")]


def test_reopening_is_an_occurrence_and_new_text_is_none(
    database: Database, workspace: int
) -> None:
    put(database, workspace, record(status="done", updated_us=NOON_US))
    put(database, workspace, record(status="done", updated_us=NOON_US + 1, body="more"))
    assert stored(database, workspace, "occurrence_count")[0].occurrence_count == 1
    put(database, workspace, record(status="reopened", updated_us=NOON_US + 2))
    row = stored(database, workspace, "occurrence_count", "stage")[0]
    assert tuple(row) == (2, 0)


def test_without_a_time_of_its_own_an_issue_has_that_of_its_arrival(
    database: Database, workspace: int
) -> None:
    put(database, workspace, record())
    row = stored(database, workspace, "occurred_us", "time_known", "ingested_us")[0]
    assert (row.occurred_us, row.time_known) == (row.ingested_us, 0)
    put(database, workspace, record(created_us=NOON_US - HOUR_US))
    row = stored(database, workspace, "occurred_us", "time_known")[0]
    assert tuple(row) == (NOON_US - HOUR_US, 1)
