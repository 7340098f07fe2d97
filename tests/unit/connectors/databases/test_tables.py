"""Tables are offered with their rows, read by columns that are called as is usual, one by one."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.catalog.database import CONNECTOR
from causeloop_desktop.connectors.databases import tables
from causeloop_desktop.connectors.databases.conventions import Role, column_of
from causeloop_desktop.connectors.description.pages import Bookmark, Taken
from causeloop_desktop.connectors.description.scopes import Choice
from causeloop_desktop.connectors.errors import AskOperatorError, NotFoundError
from causeloop_desktop.connectors.readers.opening import opened
from causeloop_desktop.connectors.walking.spans import scopes_of

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
STREAM = CONNECTOR.streams[0]

SCHEMA = """
CREATE TABLE tickets (
    ticket_no INTEGER PRIMARY KEY, Subject TEXT, description TEXT, priority INTEGER,
    state TEXT, component TEXT, opened_at TEXT, updatedAt TEXT, ward INTEGER
);
CREATE TABLE "error log" (id INTEGER PRIMARY KEY, message TEXT, ts INTEGER);
CREATE TABLE ward (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE votes (ticket INTEGER, voter INTEGER, updated_at TEXT, PRIMARY KEY (ticket, voter));
CREATE VIEW late AS SELECT ticket_no AS id, Subject AS title, updatedAt FROM tickets;
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "ward.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.executescript(SCHEMA)
        database.executemany(
            "INSERT INTO tickets VALUES (?, ?, 'The pump stands still.', 1, 'open', 'pumps',"
            " '2026-03-01 08:00:00', ?, 4)",
            [(n, f"Pump {n} stopped", _at(n)) for n in range(1, 6)],
        )
        database.execute("INSERT INTO \"error log\" VALUES (1, 'Disk full', 1772355600)")
    return file


def _at(hours: int) -> str:
    return (BEGIN + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M:%S")


def _choices(file: Path) -> list[Choice]:
    async def run() -> list[Choice]:
        async with opened(CONNECTOR, Place(), {"url": f"sqlite:///{file}"}) as reader:
            return [choice async for choice in reader.choices()]

    return asyncio.run(run())


def _read(file: Path, table: str, **settings: Any) -> list[Taken]:
    async def run() -> list[Taken]:
        place = Place(settings={"tables": [table], **settings})
        (scope,) = scopes_of(CONNECTOR, STREAM, place)
        async with opened(CONNECTOR, place, {"url": f"sqlite:///{file}"}) as reader:
            pages = reader.pages(STREAM, scope, Span(BEGIN), Bookmark())
            return [taken async for page in pages for taken in page.taken]

    return asyncio.run(run())


def test_what_can_be_read_is_offered_with_its_rows(file: Path) -> None:
    choices = {choice.value: choice for choice in _choices(file)}
    sizes = {name: choice.size for name, choice in choices.items()}
    assert sizes == {"error log": "1 row", "late": "5 rows", "tickets": "5 rows"}
    assert choices["error log"].hint.startswith("New rows")
    assert not choices["tickets"].hint


def test_a_large_table_is_not_counted_to_its_end(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_COUNTED", 4)
    sizes = {choice.value: choice.size for choice in _choices(file)}
    assert sizes["tickets"] == "more than 4 rows"
    monkeypatch.setattr(tables, "COUNT_SECONDS", 0.0)
    assert {choice.size for choice in _choices(file)} == {""}


def test_a_picked_table_needs_no_names_of_columns(file: Path) -> None:
    taken = _read(file, "tickets", page_size=2)
    assert [one.record.external_id for one in taken] == ["1", "2", "3", "4", "5"]
    record = taken[0].record
    assert (record.title, record.body) == ("Pump 1 stopped", "The pump stands still.")
    assert (record.severity, record.status, record.service) == ("p1", "open", "pumps")
    assert record.source_created_at == BEGIN + timedelta(hours=8)
    assert record.source_updated_at == BEGIN + timedelta(hours=1)
    assert record.metadata == {"ticket_no": 1, "ward": 4}
    assert taken[0].origin == f"local/{file}/tickets"


def test_a_table_that_only_grows_is_read_by_when_its_rows_were_made(file: Path) -> None:
    (taken,) = _read(file, "error log")
    assert taken.record.title == "Disk full"
    assert taken.record.source_created_at == datetime.fromtimestamp(1772355600, UTC)


def test_a_named_column_goes_before_the_usual_one(file: Path) -> None:
    taken = _read(file, "tickets", title_column="component", updated_column="opened_at")
    assert {one.record.title for one in taken} == {"pumps"}
    # What another table of the connection calls it is no loss to this one.
    assert _read(file, "error log", title_column="component")[0].record.title == "Disk full"


def test_what_cannot_be_read_is_told(file: Path) -> None:
    with pytest.raises(AskOperatorError, match="id_column"):
        _read(file, "votes")
    with pytest.raises(AskOperatorError, match="updated_column"):
        _read(file, "ward")
    with pytest.raises(NotFoundError, match="tickets_2025 is gone"):
        _read(file, "tickets_2025")


def test_a_database_without_such_tables_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "empty.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE ward (id INTEGER PRIMARY KEY, name TEXT)")
    with pytest.raises(AskOperatorError, match="Write a query"):
        _choices(file)


def test_the_most_telling_name_wins() -> None:
    columns = ("Name", "created", "Short_Description", "last-modified")
    assert column_of(Role.TITLE, columns, {}) == "Short_Description"
    assert column_of(Role.UPDATED, columns, {}) == "last-modified"
    assert column_of(Role.UPDATED, columns, {"updated_column": "created"}) == "created"
    assert column_of(Role.SEVERITY, columns, {}) is None
