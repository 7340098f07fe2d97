"""Reads a source: who are we there, what can be picked, and its streams page by page."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from causeloop_desktop.connectors.contacts import Contacts
from causeloop_desktop.connectors.description import Choice, Connector, Place, Span, Stream
from causeloop_desktop.connectors.errors import CredentialsRefusedError
from causeloop_desktop.connectors.exchange import Exchange
from causeloop_desktop.connectors.sizing import Size, size_of
from causeloop_desktop.connectors.walk import Bookmark, Page, Walk

MOST_CHOICES = 5_000


class Reader(Protocol):
    """One connection to a source."""

    async def check(self) -> str:
        """Try the credentials; give who the source says we are.

        Raises:
            ConnectorError: They do not work; its class says what to do.
        """

    def choices(self) -> AsyncIterator[Choice]:
        """Give what can be picked, as it comes."""

    def pages(
        self, stream: Stream, scope: str, span: Span, bookmark: Bookmark
    ) -> AsyncIterator[Page]:
        """Read what changed, page by page.

        Raises:
            ConnectorError: It cannot go on; the last page's bookmark says where to go on later.
        """

    async def size(self, stream: Stream, scope: str, span: Span, now: datetime) -> Size:
        """Find out what reading a span would take, without reading it.

        Raises:
            ConnectorError: It does not answer.
        """


class HttpReader:
    """Reads a source whose description says everything.

    Args:
        connector: The description.
        place: The settings and the base address.
        exchange: Asks the provider.
    """

    def __init__(self, connector: Connector, place: Place, exchange: Exchange) -> None:
        self._connector = connector
        self._place = place
        self._exchange = exchange
        self._has_learned = False

    async def check(self) -> str:
        """Ask for something cheap."""
        check = self._connector.check
        if check is None:
            return ""
        answer = await self._exchange.ask(check.ask(self._place))
        who = check.who(answer)
        if not who:
            message = "The provider answers, but does not know these credentials. Check them."
            raise CredentialsRefusedError(message)
        return who

    async def choices(self) -> AsyncIterator[Choice]:
        """Walk through the list of scopes."""
        scopes = self._connector.scopes
        ask = scopes.ask(self._place) if scopes else None
        count = 0
        while scopes and ask and count < MOST_CHOICES:
            answer = await self._exchange.ask(ask)
            rows = scopes.rows(answer)
            for choice in filter(None, map(scopes.to_choice, rows)):
                count += 1
                yield choice
            following = scopes.pager.following(ask, answer, len(rows))
            ask = following if following != ask else None

    async def pages(
        self, stream: Stream, scope: str, span: Span, bookmark: Bookmark
    ) -> AsyncIterator[Page]:
        """Walk through a stream."""
        place = replace(await self._learned(), scope=scope)
        walk = Walk(stream, place, span, bookmark)
        while walk.ask is not None:
            yield walk.take(await self._exchange.ask(walk.ask))

    async def size(self, stream: Stream, scope: str, span: Span, now: datetime) -> Size:
        """Let it count, or judge by the first page."""
        place = replace(await self._learned(), scope=scope)
        return await size_of(self._exchange.ask, stream, place, span, now)

    async def _learned(self) -> Place:
        """Give the place with what the account tells of itself; asked once."""
        check = self._connector.check
        if check is not None and check.learns is not None and not self._has_learned:
            learned = check.learns(await self._exchange.ask(check.ask(self._place)))
            self._place = replace(self._place, settings={**self._place.settings, **learned})
        self._has_learned = True
        return self._place


class CountedReader:
    """Counts what a reader that does not speak HTTP asks for, by the machine that it asks.

    Args:
        inner: What reads.
        host: The machine; empty where none is contacted.
        contacts: Counts.
    """

    def __init__(self, inner: Reader, host: str, contacts: Contacts) -> None:
        self._inner = inner
        self._host = host
        self._contacts = contacts

    async def check(self) -> str:
        """Try the credentials."""
        self._note()
        return await self._inner.check()

    async def choices(self) -> AsyncIterator[Choice]:
        """Give what can be picked."""
        self._note()
        async for choice in self._inner.choices():
            yield choice

    async def pages(
        self, stream: Stream, scope: str, span: Span, bookmark: Bookmark
    ) -> AsyncIterator[Page]:
        """Read what changed; each page is a request, one that brings none too."""
        self._note()
        async for page in self._inner.pages(stream, scope, span, bookmark):
            yield page
            if page.bookmark.ask is not None:
                self._note()

    async def size(self, stream: Stream, scope: str, span: Span, now: datetime) -> Size:
        """Find out what reading would take."""
        self._note()
        return await self._inner.size(stream, scope, span, now)

    def _note(self) -> None:
        if self._host:
            self._contacts.note(self._host)
