"""Walk through a stream page by page, without any input or output of its own.

Whoever drives a walk asks ``walk.ask`` and hands the answer to ``walk.take``; after each page the
bookmark says how to go on, so a kill at any page loses nothing and doubles nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from causeloop_desktop.connectors.asking.messages import Answer, Ask, Row
from causeloop_desktop.connectors.asking.paging import CeilingReachedError
from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.description.pages import Bookmark, Page
from causeloop_desktop.connectors.description.streams import Order, Stream
from causeloop_desktop.connectors.errors import EndlessListError
from causeloop_desktop.connectors.walking.rows import read_rows
from causeloop_desktop.connectors.walking.ties import Ties

EMPTY_PAGES = 1_000
"""So many empty pages in a row, each with a next one, are no list any more."""

SAME_PAGES = 2
"""So many pages in a row that repeat the one before are no list any more."""

SHORTEST_SLICE = timedelta(minutes=1)
"""A list that is too long for its pages within this time is no list any more."""


class Walk:
    """One walk through a stream at one place.

    Args:
        stream: What is read.
        place: Where.
        span: What is wanted, the overlap included; a stream that is asked in slices needs its end.
        bookmark: Where an earlier walk stopped; one that was not finished goes on.
    """

    def __init__(self, stream: Stream, place: Place, span: Span, bookmark: Bookmark) -> None:
        self._stream = stream
        self._place = place
        self._watermark = bookmark.watermark
        self._empty = self._same = 0
        self._last: tuple[tuple[str, datetime | None], ...] = ()
        self._longest = stream.longest_span
        if bookmark.ask is not None and bookmark.since is not None:
            self._whole = Span(bookmark.since, bookmark.until)
            self._newest = bookmark.newest
        else:
            self._whole, self._newest = span, None
        self._now = self._slice(self._whole.since)
        first = stream.ask(self._now, place)
        self.ask: Ask | None = bookmark.ask or first
        self._ties = Ties(under_way=self.ask != first)

    def take(self, answer: Answer) -> Page:
        """Read a page and decide what is asked next.

        Raises:
            EndlessListError: The pages repeat themselves.
        """
        asked = self._asked()
        rows = self._stream.rows(answer)
        self._guard(rows)
        newest = max(filter(None, map(self._changed, rows)), default=None)
        self._newest = max(filter(None, (self._newest, newest)), default=None)
        self._ties.see({self._key(row) for row in rows if self._changed(row) == self._now.since})
        self.ask = self._following(asked, answer, len(rows), newest)
        taken, skipped = read_rows(self._stream, self._place, rows)
        return Page(tuple(taken), tuple(skipped), self.bookmark, self._place)

    @property
    def bookmark(self) -> Bookmark:
        """How far this walk has come.

        A list with the newest row first has shown nothing for sure before its last page; one with
        the oldest first has shown everything up to the newest row.
        """
        sure = self.ask is None or self._stream.order is Order.OLDEST_FIRST
        watermark = max(
            filter(None, (self._watermark, self._newest if sure else None)), default=None
        )
        if self.ask is None:
            if not self._stream.backfills:
                # Where nothing has changed yet, the next run still has to begin where this one did.
                watermark = watermark or self._whole.since
            return Bookmark(watermark=watermark)
        return Bookmark(
            watermark=watermark,
            newest=self._newest,
            since=self._now.since,
            until=self._whole.until,
            ask=self.ask,
        )

    def _asked(self) -> Ask:
        if self.ask is None:
            message = "The walk is over."
            raise ValueError(message)
        return self.ask

    def _following(
        self, asked: Ask, answer: Answer, count: int, newest: datetime | None
    ) -> Ask | None:
        try:
            following = self._stream.pager.following(asked, answer, count)
        except CeilingReachedError:
            return self._from_last_row(newest)
        if following == asked:
            raise _endless()
        if not self._stream.moves:
            return self._next_slice() if self._is_over(following, newest) else following
        if following is not None and (newest is None or newest <= self._now.since):
            self._ties.go_on()
            return following
        if self._ties.want_another_look():
            self._last = ()  # the same page is what another look hopes to see
            return self._stream.ask(self._now, self._place)
        return (
            self._next_slice() if self._is_over(following, newest) else self._from_last_row(newest)
        )

    def _is_over(self, following: Ask | None, newest: datetime | None) -> bool:
        """Tell whether nothing more of what is wanted follows.

        Few providers let a question end at a moment, so a list with the oldest first is left once
        it has come beyond the end.
        """
        until, stream = self._whole.until, self._stream
        if following is None or until is None or newest is None:
            return following is None
        runs_on = stream.longest_span is None and stream.order is Order.OLDEST_FIRST
        return runs_on and newest >= until

    def _from_last_row(self, newest: datetime | None) -> Ask:
        """Begin again where the last row was seen, as the rest is out of reach or has moved.

        Where the newest row comes first, the last row tells nothing of the rest: the same time is
        asked for in smaller slices.
        """
        if self._stream.order is Order.NEWEST_FIRST:
            return self._in_smaller_slices()
        if newest is None or newest <= self._now.since:
            raise _endless()
        self._now = Span(newest, self._now.until)
        return self._stream.ask(self._now, self._place)

    def _in_smaller_slices(self) -> Ask:
        if self._longest is None or self._longest < SHORTEST_SLICE:
            raise _endless()
        self._longest /= 2
        self._now = self._slice(self._now.since)
        return self._stream.ask(self._now, self._place)

    def _next_slice(self) -> Ask | None:
        end = self._now.until
        if end is None or end == self._whole.until:
            return None
        self._now = self._slice(end)
        return self._stream.ask(self._now, self._place)

    def _slice(self, since: datetime) -> Span:
        until, longest = self._whole.until, self._longest
        if longest is None or (until is not None and until - since <= longest):
            return Span(since, until)
        return Span(since, since + longest)

    def _guard(self, rows: Sequence[Row]) -> None:
        page = tuple((self._key(row), self._changed(row)) for row in rows)
        self._empty = 0 if rows else self._empty + 1
        self._same = self._same + 1 if rows and page == self._last else 0
        self._last = page
        if self._empty >= EMPTY_PAGES or self._same >= SAME_PAGES:
            raise _endless()

    def _changed(self, row: Row) -> datetime | None:
        try:
            return self._stream.changed(row)
        except (AttributeError, KeyError, TypeError, ValueError):
            return None  # the row is skipped with its reason when it is read

    def _key(self, row: Row) -> str:
        try:
            return self._stream.key(row)
        except (AttributeError, KeyError, TypeError):
            return ""


def _endless() -> EndlessListError:
    return EndlessListError(
        "The provider's list repeats itself, so reading it was stopped; what came before is kept."
    )
