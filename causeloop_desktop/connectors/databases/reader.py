"""Reads a database by keyset: rows in the order of (updated, id), each page after the last row.

The question is asked inside a transaction that cannot write and is rolled back. Rows that change
while the pages are read come again at the end; transactions that commit late with an older time
are met by the stream's overlap.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from causeloop_desktop.connectors.asking.messages import Answer
from causeloop_desktop.connectors.databases.keyset import PAGE, count_of, page_of, rows_of
from causeloop_desktop.connectors.description.sizes import UNKNOWN, Size, paged
from causeloop_desktop.connectors.errors import (
    AskOperatorError,
    ConnectorError,
    CredentialsRefusedError,
    RequestRefusedError,
    UnreachableError,
)
from causeloop_desktop.connectors.walking.walk import Walk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from datetime import datetime

    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.exc import DBAPIError

    from causeloop_desktop.connectors.asking.messages import Ask
    from causeloop_desktop.connectors.asking.places import Place, Settings, Span
    from causeloop_desktop.connectors.description.pages import Bookmark, Page
    from causeloop_desktop.connectors.description.scopes import Choice
    from causeloop_desktop.connectors.description.streams import Stream

COUNT_MILLISECONDS = 15_000
"""So long a database may count."""


class DatabaseReader:
    """One connection to a database.

    Args:
        place: The settings: the query and its columns.
        secrets: The URL.
    """

    def __init__(self, place: Place, secrets: Mapping[str, str]) -> None:
        self._place = place
        self._url = secrets.get("url", "")

    async def check(self) -> str:
        """Ask for no row of the query, and name the database."""
        url = _parsed(self._url)
        _demand_question(self._place.settings)
        await asyncio.to_thread(self._within, _ask_nothing)
        return url.render_as_string(hide_password=True)

    async def choices(self) -> AsyncIterator[Choice]:
        """Give nothing: the query says what is read."""
        nothing: tuple[Choice, ...] = ()
        for choice in nothing:
            yield choice

    async def pages(
        self, stream: Stream, scope: str, span: Span, bookmark: Bookmark
    ) -> AsyncIterator[Page]:
        """Read rows after the bookmark."""
        del scope  # a query has none
        _demand_question(self._place.settings)
        url = _parsed(self._url)
        where = f"{url.host or 'local'}/{url.database or ''}"
        place = replace(self._place, base_url=where)
        walk = Walk(stream, place, span, bookmark)
        while walk.ask is not None:
            yield walk.take(await asyncio.to_thread(self._answer, walk.ask))

    async def size(self, stream: Stream, scope: str, span: Span, now: datetime) -> Size:
        """Let the database count; where it would take long, nobody knows."""
        del stream, scope, now  # a query has neither, and counts up to any moment
        _demand_question(self._place.settings)
        try:
            answer = await asyncio.to_thread(self._within, partial(_counted, span))
        except RequestRefusedError:
            return UNKNOWN
        size = int(self._place.settings.get("page_size") or PAGE)
        found = paged(answer.body, size)
        # The rows without a time are asked for by a request of their own.
        return replace(found, requests=(found.requests or 0) + 1)

    def _answer(self, ask: Ask) -> Answer:
        return self._within(lambda connection, settings: page_of(connection, settings, ask))

    def _within(self, work: Callable[[Connection, Settings], Answer]) -> Answer:
        """Work in a transaction that cannot write.

        Raises:
            ConnectorError: The database cannot be reached, or refuses.
        """
        engine = _engine(self._url)
        try:
            with _connected(engine) as connection:
                return _asked(connection, lambda: work(connection, self._place.settings))
        finally:
            engine.dispose()


def machine_of(_place: Place, secrets: Mapping[str, str]) -> str:
    """Give the machine that a database is on; empty for a file, and where the URL cannot be read.

    The URL holds the password, so nothing but SQLAlchemy takes it apart.
    """
    try:
        return _parsed(secrets.get("url", "")).host or ""
    except AskOperatorError:
        return ""


def _demand_question(settings: Settings) -> None:
    """Refuse what is no single SELECT with its two columns named.

    Raises:
        AskOperatorError: Something is missing or would not only read.
    """
    question = str(settings.get("query") or "").strip().rstrip(";")
    if question.split(None, 1)[:1] not in (["SELECT"], ["select"], ["WITH"], ["with"]):
        message = "The query must be one SELECT. Correct it in the settings of this source."
        raise AskOperatorError(message)
    for name in ("id_column", "updated_column"):
        if not settings.get(name):
            message = f"The setting {name} is missing. Name the column."
            raise AskOperatorError(message)


def _parsed(text: str) -> URL:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(text)
    except ArgumentError as error:
        message = "That is no database URL. Write it as postgresql+psycopg://user:…@host/name."
        raise AskOperatorError(message) from error


def _engine(text: str) -> Engine:
    """Make an engine without a pool, as a page is asked rarely and a database may go away."""
    from sqlalchemy import create_engine
    from sqlalchemy.exc import NoSuchModuleError
    from sqlalchemy.pool import NullPool

    url = _parsed(text)
    try:
        return create_engine(url, poolclass=NullPool)
    except (NoSuchModuleError, ImportError) as error:
        message = f"The driver for {url.drivername} is not installed. Install it beside Causeloop."
        raise AskOperatorError(message, str(error)) from error


def _connected(engine: Engine) -> Connection:
    from sqlalchemy.exc import DBAPIError

    try:
        return engine.connect()
    except DBAPIError as error:
        raise _unreachable(error) from error


def _asked(connection: Connection, work: Callable[[], Answer]) -> Answer:
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    try:
        _forbid_writing(connection)
        return work()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise _unreachable(error) from error
        message = "The database refuses the query. Correct the query or its columns."
        raise RequestRefusedError(message, str(error.orig)) from error
    except SQLAlchemyError as error:
        message = "The query cannot be asked. Correct the query or its columns."
        raise RequestRefusedError(message, str(error)) from error


def _forbid_writing(connection: Connection) -> None:
    match connection.dialect.name:
        case "sqlite":
            connection.exec_driver_sql("PRAGMA query_only = ON")
        case "postgresql" | "mysql" | "mariadb":
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        case _:
            pass  # nothing that all others know; the account should be one that may only read


def _counted(span: Span, connection: Connection, settings: Settings) -> Answer:
    """Count, but not for longer than a person waits, where the database can be told so."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {COUNT_MILLISECONDS}")
    after = count_of(connection, settings, span.until) if span.until else 0
    return Answer(200, {}, max(0, count_of(connection, settings, span.since) - after))


def _ask_nothing(connection: Connection, settings: Settings) -> Answer:
    connection.execute(rows_of(settings).limit(1))
    return Answer(200)


def _unreachable(error: DBAPIError) -> ConnectorError:
    said = str(error.orig)
    if any(word in said.lower() for word in ("password", "authentication", "access denied")):
        message = "The database refuses the account. Check user and password in the URL."
        return CredentialsRefusedError(message, said)
    message = "The database cannot be reached. Check its address and that it is running."
    return UnreachableError(message, said)
