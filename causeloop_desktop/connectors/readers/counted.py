"""Counts which machine a reader asks that does not speak HTTP."""

from collections.abc import AsyncIterator
from datetime import datetime

from causeloop_desktop.connectors.asking.places import Span
from causeloop_desktop.connectors.description.pages import Bookmark, Page
from causeloop_desktop.connectors.description.reader import Reader
from causeloop_desktop.connectors.description.scopes import Choice
from causeloop_desktop.connectors.description.sizes import Size
from causeloop_desktop.connectors.description.streams import Stream
from causeloop_desktop.connectors.transport.contacts import Contacts


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
