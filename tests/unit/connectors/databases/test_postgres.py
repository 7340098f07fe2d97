"""PostgreSQL: its own kinds of time, what it refuses, and transactions that commit late."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.catalog.database import CONNECTOR
from causeloop_desktop.connectors.description.pages import Bookmark, Page
from causeloop_desktop.connectors.errors import (
    ConnectorError,
    CredentialsRefusedError,
    UnreachableError,
)
from causeloop_desktop.connectors.readers.opening import opened
from causeloop_desktop.connectors.walking.spans import scopes_of, span_after
from tests.support.postgres import postgres

BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)
STREAM = CONNECTOR.streams[0]
WHOLE = Span(BEGIN)
SETTINGS: dict[str, Any] = {
    "query": "SELECT * FROM tickets",
    "id_column": "id",
    "updated_column": "updated_at",
    "title_column": "subject",
    "page_size": 3,
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgres() as served:
        yield served


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    yield engine
    engine.dispose()


def _make(engine: Engine, kind: str, moments: list[datetime | None]) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS tickets"))
        columns = f"id integer PRIMARY KEY, subject text, updated_at {kind}"
        connection.execute(text(f"CREATE TABLE tickets ({columns})"))
        for number, moment in enumerate(moments):
            connection.execute(
                text("INSERT INTO tickets VALUES (:id, 'It fails', :moment)"),
                {"id": number, "moment": moment},
            )


def _read(
    url: str, span: Span = WHOLE, bookmark: Bookmark | None = None, **settings: Any
) -> list[Page]:
    async def run() -> list[Page]:
        place = Place({**SETTINGS, **settings})
        (scope,) = scopes_of(CONNECTOR, STREAM, place)
        async with opened(CONNECTOR, place, {"url": url}) as reader:
            pages = reader.pages(STREAM, scope, span, bookmark or Bookmark())
            return [page async for page in pages]

    return asyncio.run(run())


def _ids(pages: list[Page]) -> list[str]:
    return [str(taken.record.external_id) for page in pages for taken in page.taken]


@pytest.mark.parametrize("kind", ["timestamptz", "timestamp", "timestamptz(0)"])
def test_every_row_is_read_once_and_a_walk_goes_on_after_any_page(
    url: str, engine: Engine, kind: str
) -> None:
    micro = timedelta(microseconds=123_457)
    moments = [BEGIN + timedelta(minutes=number // 4) + micro for number in range(12)]
    naive = [one.replace(tzinfo=None) for one in moments] if kind == "timestamp" else moments
    _make(engine, kind, [*naive, None])
    whole = _read(url)
    assert sorted(_ids(whole), key=int) == [str(number) for number in range(13)]
    for stop in range(1, len(whole)):
        kept = Bookmark.model_validate_json(whole[stop - 1].bookmark.model_dump_json())
        assert _ids(whole[:stop]) + _ids(_read(url, bookmark=kept)) == _ids(whole)


def test_what_would_write_is_refused_by_the_database(url: str, engine: Engine) -> None:
    _make(engine, "timestamptz", [BEGIN])
    with engine.begin() as connection:
        wipe = "CREATE OR REPLACE FUNCTION wipe() RETURNS int AS 'DELETE FROM tickets; SELECT 1'"
        connection.execute(text(f"{wipe} LANGUAGE sql"))
    for query in (
        "SELECT *, wipe() FROM tickets",
        "WITH gone AS (DELETE FROM tickets RETURNING *) SELECT * FROM gone",
    ):
        with pytest.raises(ConnectorError):
            _read(url, query=query)
    assert _ids(_read(url)) == ["0"]


def test_a_transaction_that_commits_late_is_met_by_the_overlap(url: str, engine: Engine) -> None:
    _make(engine, "timestamptz", [BEGIN, BEGIN + timedelta(minutes=10)])
    late = text("INSERT INTO tickets VALUES (7, 'Late', :moment)")
    with engine.connect() as slow:
        slow.execute(late, {"moment": BEGIN + timedelta(minutes=10) - STREAM.overlap / 2})
        before = _read(url)
        assert _ids(before) == ["0", "1"]
        slow.commit()
    bookmark = before[-1].bookmark
    span = span_after(STREAM, bookmark, BEGIN + timedelta(hours=1))
    assert "7" in _ids(_read(url, span, bookmark))


def test_a_wrong_password_and_a_silent_port_say_so(url: str) -> None:
    wrong = make_url(url).set(password="wrong").render_as_string(hide_password=False)
    with pytest.raises(CredentialsRefusedError):
        _read(wrong)
    with pytest.raises(UnreachableError):
        _read(make_url(url).set(port=1).render_as_string(hide_password=False))


def test_tables_of_all_schemas_are_offered_but_those_that_may_not_be_read(
    url: str, engine: Engine
) -> None:
    _make(engine, "timestamptz", [BEGIN, BEGIN + timedelta(minutes=1)])
    with engine.begin() as connection:
        for statement in (
            "DROP SCHEMA IF EXISTS care CASCADE",
            "CREATE SCHEMA care",
            "CREATE TABLE care.calls (uuid uuid PRIMARY KEY, summary text, modified timestamp)",
            "INSERT INTO care.calls VALUES (gen_random_uuid(), 'No answer', '2026-03-01 13:00')",
            "CREATE TABLE care.files (id integer PRIMARY KEY, created_at timestamptz)",
            "DROP ROLE IF EXISTS reader",
            "CREATE ROLE reader LOGIN PASSWORD 'only-reads'",
            "GRANT USAGE ON SCHEMA care TO reader",
            "GRANT SELECT ON care.calls, tickets TO reader",
        ):
            connection.execute(text(statement))
    own = make_url(url).set(username="reader", password="only-reads")
    reading = own.render_as_string(hide_password=False)

    async def choices() -> dict[str, str]:
        async with opened(CONNECTOR, Place(), {"url": reading}) as reader:
            return {choice.value: choice.size async for choice in reader.choices()}

    assert asyncio.run(choices()) == {"care.calls": "1 row", "tickets": "2 rows"}
    (page, _) = _read(reading, tables=["care.calls"])
    assert [taken.record.title for taken in page.taken] == ["No answer"]
    with engine.begin() as connection:
        connection.execute(text("DROP OWNED BY reader"))
