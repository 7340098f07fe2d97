"""Reads a source over HTTP whose description says everything."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

from causeloop_desktop.connectors.asking.messages import Row
from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.description.pages import Bookmark, Page
from causeloop_desktop.connectors.description.scopes import Choice
from causeloop_desktop.connectors.description.sizes import Size
from causeloop_desktop.connectors.description.streams import Detail, Stream
from causeloop_desktop.connectors.errors import CredentialsRefusedError, NotFoundError
from causeloop_desktop.connectors.transport.exchange import Exchange
from causeloop_desktop.connectors.walking.rows import read_rows
from causeloop_desktop.connectors.walking.sizing import size_of
from causeloop_desktop.connectors.walking.walk import Walk

MOST_CHOICES = 5_000


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
        """Ask for something cheap and give whose account it is.

        Raises:
            CredentialsRefusedError: The provider answers without knowing us.
        """
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
            page = walk.take(await self._exchange.ask(walk.ask))
            yield page if stream.detail is None else await self._whole(stream, stream.detail, page)

    async def size(self, stream: Stream, scope: str, span: Span, now: datetime) -> Size:
        """Let it count, or judge by the first page."""
        place = replace(await self._learned(), scope=scope)
        size = await size_of(self._exchange.ask, stream, place, span, now)
        if stream.detail is None or size.rows is None or size.requests is None:
            return size
        return replace(size, requests=size.requests + size.rows)

    async def _whole(self, stream: Stream, detail: Detail, page: Page) -> Page:
        """Ask for the rest of every row of a page."""
        rows = [await self._detailed(detail, one.row, page.place) for one in page.taken]
        taken, skipped = read_rows(stream, page.place, rows)
        return replace(page, taken=tuple(taken), skipped=(*page.skipped, *skipped))

    async def _detailed(self, detail: Detail, row: Row, place: Place) -> Row:
        """Give a row with the rest of it; one that is gone by now stays as the list had it."""
        try:
            answer = await self._exchange.ask(detail.ask(row, place))
        except NotFoundError:
            return row
        return {**row, **detail.read(answer)}

    async def _learned(self) -> Place:
        """Give the place with what the account tells of itself; asked once."""
        check = self._connector.check
        if check is not None and check.learns is not None and not self._has_learned:
            learned = check.learns(await self._exchange.ask(check.ask(self._place)))
            self._place = replace(self._place, settings={**self._place.settings, **learned})
        self._has_learned = True
        return self._place
