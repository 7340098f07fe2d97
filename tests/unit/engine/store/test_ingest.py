import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Row, select, text

from causeloop_desktop.engine.domain.normalise import Record
from causeloop_desktop.engine.store import search
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.ingest import UpsertResult, upsert
from causeloop_desktop.engine.store.schema import issues
from tests.support.databases import NOON_US, Clock, add_workspace

HOUR_US = 3_600_000_000


def _record(external_id: str = "A-1", **values: Any) -> Record:
    given_values = {"source": "jira", "origin": "", "title": "Disk full on db1", **values}
    return Record(external_id=external_id, **given_values)


def _put(database: Database, workspace: int, *records: Record) -> UpsertResult:
    return database.submit(lambda write: upsert(write, workspace, records)).result()


def _rows(database: Database, workspace: int, columns: str = "*") -> Sequence[Row[Any]]:
    names = issues.c.keys() if columns == "*" else columns.split(", ")
    statement = select(*(issues.c[name] for name in names)).order_by(issues.c.key)
    mine = statement.where(issues.c.workspace_key == workspace)
    return database.read_now(lambda read: read.execute(mine).fetchall())


def _counts(result: UpsertResult) -> tuple[int, int, int, int]:
    return result.created, result.updated, result.unchanged, result.ignored_older


def _found(database: Database, word: str) -> list[int]:
    found = database.read_now(lambda read: search.find(read, word))
    return [int(key) for key in found.split(",") if key]


def test_ids_follow_the_order_of_the_records(database: Database, workspace: int) -> None:
    first = _put(database, workspace, _record("B"), _record("A"))
    again = _put(database, workspace, _record("A", title="New"), _record("C"), _record("B"))
    assert again.ids[0] == first.ids[1]
    assert again.ids[2] == first.ids[0]
    assert _counts(again) == (1, 1, 1, 0)


def test_equal_content_writes_nothing(database: Database, workspace: int) -> None:
    _put(database, workspace, _record())
    before = _rows(database, workspace)
    sequence = text("SELECT sequence FROM workspaces WHERE key = :w")
    told = database.read_now(lambda read: read.scalar(sequence, {"w": workspace}))
    assert _counts(_put(database, workspace, _record())) == (0, 0, 1, 0)
    assert _rows(database, workspace) == before
    assert database.read_now(lambda read: read.scalar(sequence, {"w": workspace})) == told


def test_older_news_is_ignored(database: Database, workspace: int) -> None:
    _put(database, workspace, _record(title="Now", updated_us=NOON_US))
    old = _put(database, workspace, _record(title="Before", updated_us=NOON_US - 1))
    assert _counts(old) == (0, 0, 0, 1)
    assert _rows(database, workspace, "title")[0].title == "Now"


def test_one_issue_twice_in_a_batch_ends_as_the_later(database: Database, workspace: int) -> None:
    result = _put(database, workspace, _record(title="One"), _record(title="Two"))
    assert _counts(result) == (1, 1, 0, 0)
    assert result.ids[0] == result.ids[1]
    assert _rows(database, workspace, "title")[0].title == "Two"


def test_sources_origins_and_workspaces_keep_apart(database: Database, workspace: int) -> None:
    other = add_workspace(database)
    places = [("jira", "site-a"), ("jira", "site-b"), ("custom_api", "nagios")]
    for source, origin in places:
        _put(database, workspace, _record(source=source, origin=origin))
    _put(database, other, _record(source="jira", origin="site-a"))
    assert len(_rows(database, workspace)) == 3
    assert len(_rows(database, other)) == 1


def test_a_push_finds_the_one_synced_issue(database: Database, workspace: int) -> None:
    synced = _put(database, workspace, _record(origin="site-a"))
    pushed = _put(database, workspace, _record(title="Pushed"))
    assert pushed.ids == synced.ids


def test_a_push_that_could_mean_two_is_a_third(database: Database, workspace: int) -> None:
    _put(database, workspace, _record(origin="site-a"))
    _put(database, workspace, _record(origin="site-b"))
    assert _put(database, workspace, _record()).created == 1


def test_search_goes_with_the_text(database: Database, workspace: int) -> None:
    [key] = _put(database, workspace, _record(body="kernel panic")).keys
    assert _found(database, "panic") == [key]
    _put(database, workspace, _record(body="oom killer"))
    assert _found(database, "panic") == []
    assert _found(database, "oom kill") == [key]
    _put(database, workspace, _record(body="oom killer", severity=1))
    assert _found(database, "oom") == [key]


def test_the_search_index_agrees_with_the_table(database: Database, workspace: int) -> None:
    for body in ("one two", "two three", "three four"):
        _put(database, workspace, _record(body=body), _record("B", body=body[::-1]))
    check = text("INSERT INTO issue_search(issue_search, rank) VALUES ('integrity-check', 1)")
    database.submit(lambda write: write.connection.execute(check)).result()


def test_a_status_moves_the_stage_only_when_it_changed(database: Database, workspace: int) -> None:
    _put(database, workspace, _record(status="open"))
    by_hand = text("UPDATE issues SET stage = 5")
    database.submit(lambda write: write.connection.execute(by_hand)).result()
    _put(database, workspace, _record(status="open", title="Other words"))
    assert _rows(database, workspace, "stage")[0].stage == 5
    _put(database, workspace, _record(status="in progress"))
    assert _rows(database, workspace, "stage")[0].stage == 1


def test_a_team_stays_with_the_person_who_set_it(database: Database, workspace: int) -> None:
    _put(database, workspace, _record(team="core"))
    by_hand = text("UPDATE issues SET team = 'mine', team_by_person = 1")
    database.submit(lambda write: write.connection.execute(by_hand)).result()
    _put(database, workspace, _record(team="theirs"))
    assert _rows(database, workspace, "team")[0].team == "mine"


def test_firing_again_is_an_occurrence_once(database: Database, workspace: int) -> None:
    created = _record(created_us=NOON_US)
    _put(database, workspace, created)
    for _ in range(2):
        _put(database, workspace, created._replace(again_us=NOON_US + HOUR_US))
    assert _rows(database, workspace, "occurrence_count")[0].occurrence_count == 2
    again = text("SELECT time_us, cause FROM occurrences")
    found = database.read_now(lambda read: read.execute(again).fetchall())
    assert [tuple(row) for row in found] == [(NOON_US + HOUR_US, "fired_again")]


def test_reopening_is_an_occurrence_and_new_text_is_none(
    database: Database, workspace: int
) -> None:
    _put(database, workspace, _record(status="done", updated_us=NOON_US))
    _put(database, workspace, _record(status="done", updated_us=NOON_US + 1, body="more"))
    assert _rows(database, workspace, "occurrence_count")[0].occurrence_count == 1
    _put(database, workspace, _record(status="reopened", updated_us=NOON_US + 2))
    row = _rows(database, workspace, "occurrence_count, stage")[0]
    assert tuple(row) == (2, 0)


def test_without_a_time_of_its_own_an_issue_has_that_of_its_arrival(
    database: Database, workspace: int
) -> None:
    _put(database, workspace, _record())
    row = _rows(database, workspace, "occurred_us, time_known, ingested_us")[0]
    assert (row.occurred_us, row.time_known) == (row.ingested_us, 0)
    _put(database, workspace, _record(created_us=NOON_US - HOUR_US))
    row = _rows(database, workspace, "occurred_us, time_known")[0]
    assert tuple(row) == (NOON_US - HOUR_US, 1)


def test_a_clock_set_back_makes_nothing_older(
    database: Database, workspace: int, clock: Clock
) -> None:
    _put(database, workspace, _record("A"))
    clock.now_us -= HOUR_US
    _put(database, workspace, _record("B"))
    first, second = _rows(database, workspace, "updated_us")
    assert second.updated_us > first.updated_us


def test_a_failure_leaves_nothing(database: Database, workspace: int) -> None:
    def work(write: Any) -> None:
        upsert(write, workspace, [_record()])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.submit(work).result()
    assert _rows(database, workspace) == []
    assert _found(database, "disk") == []


pushes = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from("ABC"), st.sampled_from(["x y", "y z", "z"])),
    max_size=12,
)
fresh_ids = itertools.count()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pushes)
def test_two_workspaces_never_see_each_other(
    database: Database, pushes: list[tuple[int, str, str]]
) -> None:
    rooms = [add_workspace(database), add_workspace(database)]
    last: list[dict[str, str]] = [{}, {}]
    prefix = next(fresh_ids)
    for room, name, body in pushes:
        _put(database, rooms[room], _record(f"{prefix}-{name}", body=body))
        last[room][f"{prefix}-{name}"] = body
    for room, expected in zip(rooms, last, strict=True):
        rows = _rows(database, room, "external_id, body")
        assert {row.external_id: row.body for row in rows} == expected
