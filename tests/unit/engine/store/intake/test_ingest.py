import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.intake.ingest import upsert
from tests.support.databases import Clock, add_workspace
from tests.support.ingest import counts, found, put, record, stored

HOUR_US = 3_600_000_000


def test_ids_follow_the_order_of_the_records(database: Database, workspace: int) -> None:
    first = put(database, workspace, record("B"), record("A"))
    again = put(database, workspace, record("A", title="New"), record("C"), record("B"))
    assert again.ids[0] == first.ids[1]
    assert again.ids[2] == first.ids[0]
    assert counts(again) == (1, 1, 1, 0)


def test_equal_content_writes_nothing(database: Database, workspace: int) -> None:
    put(database, workspace, record())
    before = stored(database, workspace)
    sequence = text("SELECT sequence FROM workspaces WHERE key = :w")
    told = database.read_now(lambda read: read.scalar(sequence, {"w": workspace}))
    assert counts(put(database, workspace, record())) == (0, 0, 1, 0)
    assert stored(database, workspace) == before
    assert database.read_now(lambda read: read.scalar(sequence, {"w": workspace})) == told


def test_one_issue_twice_in_a_batch_ends_as_the_later(database: Database, workspace: int) -> None:
    result = put(database, workspace, record(title="One"), record(title="Two"))
    assert counts(result) == (1, 1, 0, 0)
    assert result.ids[0] == result.ids[1]
    assert stored(database, workspace, "title")[0].title == "Two"


def test_search_goes_with_the_text(database: Database, workspace: int) -> None:
    [key] = put(database, workspace, record(body="kernel panic")).keys
    assert found(database, "panic") == [key]
    put(database, workspace, record(body="oom killer"))
    assert found(database, "panic") == []
    assert found(database, "oom kill") == [key]
    put(database, workspace, record(body="oom killer", severity=1))
    assert found(database, "oom") == [key]


def test_the_search_index_agrees_with_the_table(database: Database, workspace: int) -> None:
    for body in ("one two", "two three", "three four"):
        put(database, workspace, record(body=body), record("B", body=body[::-1]))
    check = text("INSERT INTO issue_search(issue_search, rank) VALUES ('integrity-check', 1)")
    database.submit(lambda write: write.connection.execute(check)).result()


def test_a_clock_set_back_makes_nothing_older(
    database: Database, workspace: int, clock: Clock
) -> None:
    put(database, workspace, record("A"))
    clock.now_us -= HOUR_US
    put(database, workspace, record("B"))
    first, second = stored(database, workspace, "updated_us")
    assert second.updated_us > first.updated_us


def test_a_failure_leaves_nothing(database: Database, workspace: int) -> None:
    def work(write: Any) -> None:
        upsert(write, workspace, [record()])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.submit(work).result()
    assert stored(database, workspace) == []
    assert found(database, "disk") == []


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
        put(database, rooms[room], record(f"{prefix}-{name}", body=body))
        last[room][f"{prefix}-{name}"] = body
    for room, expected in zip(rooms, last, strict=True):
        rows = stored(database, room, "external_id", "body")
        assert {row.external_id: row.body for row in rows} == expected
