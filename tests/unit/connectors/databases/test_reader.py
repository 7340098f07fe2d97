"""A database is read whole, again only what changed, and never written to."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.catalog.database import CONNECTOR
from causeloop_desktop.connectors.description.pages import Bookmark, Page
from causeloop_desktop.connectors.description.sizes import Size
from causeloop_desktop.connectors.errors import (
    AskOperatorError,
    ConnectorError,
    RequestRefusedError,
    UnreachableError,
)
from causeloop_desktop.connectors.readers.opening import opened

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
SETTINGS: dict[str, Any] = {
    "query": "SELECT * FROM tickets WHERE kind = 'failure'",
    "id_column": "id",
    "updated_column": "updated_at",
    "title_column": "subject",
    "severity_column": "priority",
    "page_size": 3,
}

KINDS: dict[str, Callable[[datetime], Any]] = {
    "text": lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S"),
    "iso text": lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
    "seconds": lambda moment: int(moment.timestamp()),
    "milliseconds": lambda moment: int(moment.timestamp() * 1000),
}


def _fill(file: Path, rows: list[tuple[Any, ...]]) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(
            "CREATE TABLE IF NOT EXISTS tickets"
            " (id PRIMARY KEY, subject, priority, kind, updated_at)"
        )
        database.executemany("INSERT OR REPLACE INTO tickets VALUES (?, ?, ?, 'failure', ?)", rows)


def _read(
    file: Path, since: datetime = BEGIN, bookmark: Bookmark | None = None, **settings: Any
) -> list[Page]:
    async def run() -> list[Page]:
        place = Place(settings={**SETTINGS, **settings})
        secrets = {"url": f"sqlite:///{file}"}
        async with opened(CONNECTOR, place, secrets) as reader:
            pages = reader.pages(CONNECTOR.streams[0], "", Span(since), bookmark or Bookmark())
            return [page async for page in pages]

    return asyncio.run(run())


def _ids(pages: list[Page]) -> list[str]:
    return [str(taken.record.external_id) for page in pages for taken in page.taken]


def _check(url: str, **settings: Any) -> str:
    async def run() -> str:
        place = Place(settings={**SETTINGS, **settings})
        async with opened(CONNECTOR, place, {"url": url}) as reader:
            return await reader.check()

    return asyncio.run(run())


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_is_read_once_whatever_keeps_its_time(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "shop.db"
    # Six rows share a moment, so that a page ends among them.
    moments = [BEGIN + timedelta(minutes=minute) for minute in (1, 2, 2, 2, 2, 2, 2, 3, 4, 5)]
    rows = [(n, f"Fails {n}", 2, KINDS[kind](moment)) for n, moment in enumerate(moments)]
    _fill(file, rows)
    pages = _read(file)
    assert sorted(_ids(pages), key=int) == [str(n) for n in range(10)]
    assert pages[-1].bookmark.watermark == moments[-1]


@pytest.mark.parametrize("kind", KINDS)
def test_resuming_after_any_page_reads_the_rest(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "shop.db"
    moments = [BEGIN + timedelta(minutes=minute // 4) for minute in range(12)]
    _fill(file, [(f"T-{n}", "x", 2, KINDS[kind](moment)) for n, moment in enumerate(moments)])
    whole = _read(file)
    for stop in range(1, len(whole)):
        kept = Bookmark.model_validate_json(whole[stop - 1].bookmark.model_dump_json())
        assert _ids(whole[:stop]) + _ids(_read(file, bookmark=kept)) == _ids(whole)


def test_only_what_changed_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    say = KINDS["text"]
    _fill(file, [(n, "x", 2, say(BEGIN + timedelta(minutes=n))) for n in range(8)])
    watermark = _read(file)[-1].bookmark.watermark
    assert watermark is not None
    _fill(file, [(3, "again", 1, say(BEGIN + timedelta(hours=2)))])
    pages = _read(file, since=watermark + timedelta(minutes=1))
    assert _ids(pages) == ["3"]
    assert pages[0].taken[0].record.severity == "p1"


def test_rows_without_a_time_are_read_too(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    _fill(file, [(n, "x", 2, None) for n in range(7)])
    _fill(file, [(7, "x", 2, KINDS["text"](BEGIN))])
    assert sorted(_ids(_read(file)), key=int) == [str(n) for n in range(8)]


def test_a_time_without_a_zone_is_read_in_the_settings_zone(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    _fill(file, [(1, "x", 2, "2026-03-01 13:30:00")])
    page = _read(file, time_zone="Pacific/Auckland")[0]
    assert page.taken[0].record.source_updated_at == datetime(2026, 3, 1, 0, 30, tzinfo=UTC)


def test_a_query_that_writes_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    _fill(file, [(1, "x", 2, "2026-03-01 13:30:00")])
    for query in ("DELETE FROM tickets", "DROP TABLE tickets"):
        with pytest.raises(AskOperatorError, match="one SELECT"):
            _read(file, query=query)
    sneaky = "SELECT 1) AS x; DELETE FROM tickets; --"
    with pytest.raises(ConnectorError):
        _read(file, query=sneaky)
    assert _ids(_read(file)) == ["1"]


def test_what_is_wrong_is_said_without_the_password(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    _fill(file, [(1, "x", 2, "2026-03-01 13:30:00")])
    assert _check(f"sqlite:///{file}").startswith("sqlite:///")
    with pytest.raises(RequestRefusedError, match="Correct the query"):
        _check(f"sqlite:///{file}", query="SELECT nothing FROM tickets")
    with pytest.raises(UnreachableError):
        _check(f"sqlite:///{tmp_path}/nowhere/shop.db")
    with pytest.raises(AskOperatorError, match="no database URL"):
        _check("shop")
    with pytest.raises(AskOperatorError, match="driver") as caught:
        _check("oracle+nothing://ada:very-secret@host/shop")
    assert "very-secret" not in f"{caught.value} {caught.value.upstream}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_database_counts_what_a_backfill_would_read(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "shop.db"
    write = KINDS[kind]
    _fill(file, [(n, "x", 2, write(BEGIN + timedelta(hours=n))) for n in range(10)])

    async def run(span: Span) -> Size:
        secrets = {"url": f"sqlite:///{file}"}
        async with opened(CONNECTOR, Place(settings=SETTINGS), secrets) as reader:
            return await reader.size(CONNECTOR.streams[0], "", span, BEGIN)

    whole = asyncio.run(run(Span(BEGIN)))
    assert (whole.rows, whole.requests) == (10, 5)
    part = asyncio.run(run(Span(BEGIN + timedelta(hours=2), BEGIN + timedelta(hours=9))))
    assert part.rows == 7
