"""Reads a database by keyset: rows in the order of (updated, id), each page after the last row.

The question is asked inside a transaction that cannot write and is rolled back. Rows that change
while the pages are read come again at the end; transactions that commit late with an older time
are met by the stream's overlap.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from causeloop_desktop.connectors.databases.keyset import count_of, page_of
from causeloop_desktop.connectors.databases.questions import asked_query, page_size_of
from causeloop_desktop.connectors.databases.tables import choices_of, find_table
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

    from causeloop_desktop.connectors.asking.messages import Answer, Ask
    from causeloop_desktop.connectors.asking.places import Place, Span
    from causeloop_desktop.connectors.databases.questions import Question
    from causeloop_desktop.connectors.description.pages import Bookmark, Page
    from causeloop_desktop.connectors.description.scopes import Choice
    from causeloop_desktop.connectors.description.streams import Stream

Found = TypeVar("Found")

COUNT_MILLISECONDS = 15_000
"""So long a database may count."""


class DatabaseReader:
    """One connection to a database.

    Args:
        place: The settings: the tables or the query, and columns that are not called as is usual.
        secrets: The URL.
    """

    def __init__(self, place: Place, secrets: Mapping[str, str]) -> None:
        self._place = place
        self._url = secrets.get("url", "")

    async def check(self) -> str:
        """Ask for no row of the query, or for none at all, and name the database."""
        url = _parsed(self._url)
        await asyncio.to_thread(self._within, self._ask_nothing)
        return url.render_as_string(hide_password=True)

    async def choices(self) -> AsyncIterator[Choice]:
        """Give the tables that can be read."""
        settings = self._place.settings
        for choice in await asyncio.to_thread(self._within, lambda one: choices_of(one, settings)):
            yield choice

    async def pages(
        self, stream: Stream, scope: str, span: Span, bookmark: Bookmark
    ) -> AsyncIterator[Page]:
        """Read rows of a table, or of the query where the scope is empty, after the bookmark."""
        url = _parsed(self._url)
        where = f"{url.host or 'local'}/{url.database or ''}"
        place = replace(self._place, scope=scope, base_url=where)
        walk = Walk(stream, place, span, bookmark)
        while walk.ask is not None:
            yield walk.take(await asyncio.to_thread(self._answer, scope, walk.ask))

    async def size(self, stream: Stream, scope: str, span: Span, now: datetime) -> Size:
        """Let the database count; where it would take long, nobody knows."""
        del stream, now  # there is one alone, and rows are counted up to any moment
        try:
            count = await asyncio.to_thread(self._within, lambda one: self._count(one, scope, span))
        except RequestRefusedError:
            return UNKNOWN
        found = paged(count, page_size_of(self._place.settings))
        # The rows without a time are asked for by a request of their own.
        return replace(found, requests=(found.requests or 0) + 1)

    def _answer(self, scope: str, ask: Ask) -> Answer:
        return self._within(lambda one: page_of(one, self._question(one, scope), ask))

    def _count(self, connection: Connection, scope: str, span: Span) -> int:
        """Count, but not for longer than a person waits, where the database can be told so."""
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {COUNT_MILLISECONDS}")
        question = self._question(connection, scope)
        after = count_of(connection, question, span.until) if span.until else 0
        return max(0, count_of(connection, question, span.since) - after)

    def _ask_nothing(self, connection: Connection) -> None:
        if self._place.settings.get("query"):
            connection.execute(asked_query(connection, self._place.settings).rows.limit(0))

    def _question(self, connection: Connection, scope: str) -> Question:
        settings = self._place.settings
        if scope:
            return find_table(connection, scope).question(settings)
        if not settings.get("query"):
            message = "Nothing is chosen. Pick tables, or write a query, in its settings."
            raise AskOperatorError(message)
        return asked_query(connection, settings)

    def _within(self, work: Callable[[Connection], Found]) -> Found:
        """Work in a transaction that cannot write.

        Raises:
            ConnectorError: The database cannot be reached, or refuses.
        """
        engine = _engine(self._url)
        try:
            with _connected(engine) as connection:
                return _asked(connection, lambda: work(connection))
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


def _asked(connection: Connection, work: Callable[[], Found]) -> Found:
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


def _unreachable(error: DBAPIError) -> ConnectorError:
    said = str(error.orig)
    if any(word in said.lower() for word in ("password", "authentication", "access denied")):
        message = "The database refuses the account. Check user and password in the URL."
        return CredentialsRefusedError(message, said)
    message = "The database cannot be reached. Check its address and that it is running."
    return UnreachableError(message, said)
