"""What reads a source; one that does not speak HTTP brings its own."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Protocol

from causeloop_desktop.connectors.asking.places import Span
from causeloop_desktop.connectors.description.pages import Bookmark, Page
from causeloop_desktop.connectors.description.scopes import Choice
from causeloop_desktop.connectors.description.sizes import Size
from causeloop_desktop.connectors.description.streams import Stream


class Pages(Protocol):
    """The part of a reader that a sync goes by."""

    def pages(
        self, stream: Stream, scope: str, span: Span, bookmark: Bookmark
    ) -> AsyncIterator[Page]:
        """Read what changed, page by page.

        Raises:
            ConnectorError: It cannot go on; the last page's bookmark says where to go on later.
        """


class Reader(Pages, Protocol):
    """One connection to a source."""

    async def check(self) -> str:
        """Try the credentials; give who the source says we are.

        Raises:
            ConnectorError: They do not work; its class says what to do.
        """

    def choices(self) -> AsyncIterator[Choice]:
        """Give what can be picked, as it comes."""

    async def size(self, stream: Stream, scope: str, span: Span, now: datetime) -> Size:
        """Find out what reading a span would take, without reading it.

        Raises:
            ConnectorError: It does not answer.
        """
