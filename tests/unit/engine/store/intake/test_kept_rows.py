"""Rows as sources sent them: the newest state is kept, and goes when its time is over."""

import pytest

from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.intake.kept_rows import (
    FIRST_ROW,
    KeptRow,
    KeptRowStore,
    forget_rows,
    kept_rows,
    old_rows,
)
from tests.support.databases import Clock, add_workspace

SECOND_US = 1_000_000
CONNECTOR = 7


@pytest.fixture
def workspace(database: Database) -> int:
    return add_workspace(database)


def test_old_rows_are_found_page_by_page_and_one_that_came_again_stays(
    database: Database, workspace: int, clock: Clock
) -> None:
    def keep(write: WriteTransaction, *keys: str) -> int:
        rows = {key: {"id": key} for key in keys}
        KeptRowStore(write.connection, workspace, CONNECTOR).keep(write.now_us, "issues", "", rows)
        return write.now_us

    database.submit(lambda write: keep(write, "a", "b", "c")).result()
    clock.now_us += SECOND_US
    before_us = database.submit(lambda write: keep(write, "d")).result()
    found = database.read_now(lambda read: old_rows(read, workspace, before_us, FIRST_ROW, 2))
    assert [key for _, _, key in found] == ["a", "b"]
    rest = database.read_now(lambda read: old_rows(read, workspace, before_us, found[-1], 2))
    assert [key for _, _, key in rest] == ["c"]

    database.submit(lambda write: keep(write, "b")).result()
    gone = database.submit(lambda write: forget_rows(write.connection, before_us, found)).result()
    assert gone == 1
    rows, stored = database.read_now(lambda read: kept_rows(read, workspace))
    assert rows == 3
    assert stored > 0
    assert database.read_now(lambda read: kept_rows(read, workspace + 1)) == (0, 0)


def test_what_is_told_of_rows_is_laid_over_those_that_are_kept(
    database: Database, workspace: int
) -> None:
    def write_all(write: WriteTransaction) -> list[KeptRow]:
        store = KeptRowStore(write.connection, workspace, CONNECTOR)
        store.keep(write.now_us, "incidents", "one", {"a": {"text": "long", "status": "open"}})
        store.keep(write.now_us, "incidents", "two", {"b": {"text": "short", "status": "open"}})
        told = {"a": {"status": "closed"}, "c": {"status": "closed"}}
        store.lay_over(write.now_us, "incidents", told)
        return store.page("incidents", "", 9)

    kept = database.submit(write_all).result()
    assert kept == [
        KeptRow("a", "one", {"text": "long", "status": "closed"}),
        KeptRow("b", "two", {"text": "short", "status": "open"}),
    ]
