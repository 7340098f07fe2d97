"""Walk through a stream page by page, without any input or output of its own.

Whoever drives a walk asks ``walk.ask`` and hands the answer to ``walk.take``; after each page the
bookmark says how to go on, so a kill at any page loses nothing and doubles nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict

from causeloop_desktop.connectors.description import Order, Place, Row, Span, Stream
from causeloop_desktop.connectors.errors import EndlessListError, SkipRowError
from causeloop_desktop.connectors.messages import Answer, Ask
from causeloop_desktop.connectors.paging import CeilingReachedError
from causeloop_desktop.connectors.ties import Ties
from causeloop_desktop.contract.ingest import IngestEvent

EMPTY_PAGES = 1_000
"""So many empty pages in a row, each with a next one, are no list any more."""

SAME_PAGES = 2
"""So many pages in a row that repeat the one before are no list any more."""

SHORTEST_SLICE = timedelta(minutes=1)
"""A list that is too long for its pages within this time is no list any more."""


class Bookmark(BaseModel):
    """How far a stream has been read at one place.

    Attributes:
        watermark: Everything that changed up to here has been taken.
        newest: The newest change seen in the walk that is not finished.
        since: Where that walk's present question begins.
        until: Where the walk ends, where that was said.
        ask: The next request of that walk; ``None`` where no walk is under way.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    watermark: datetime | None = None
    newest: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A row, what tells it apart, within what its id is unique, and its record."""

    row: Row
    key: str
    origin: str
    record: IngestEvent


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that could not become a record, and why."""

    row: Any
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer held, where to go on, and the place as its account tells it."""

    taken: tuple[Taken, ...]
    skipped: tuple[Skipped, ...]
    bookmark: Bookmark
    place: Place


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


def read_rows(
    stream: Stream, place: Place, rows: Sequence[Row]
) -> tuple[list[Taken], list[Skipped]]:
    """Read rows in their order; those that are none of ours are left out."""
    taken: list[Taken] = []
    skipped: list[Skipped] = []
    for row in rows:
        try:
            one = take_row(stream, place, row)
        except SkipRowError as error:
            skipped.append(Skipped(row, error.sentence))
            continue
        if one is not None:
            taken.append(one)
    return taken, skipped


def take_row(stream: Stream, place: Place, row: Row) -> Taken | None:
    """Read a row; ``None`` is given for one that is none of ours.

    Raises:
        SkipRowError: Its shape is unknown; the others can still be read.
    """
    try:
        record = stream.to_record(row, place)
        if record is None:
            return None
        return Taken(row, stream.key(row), stream.origin(row, place), record)
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        message = f"The row has an unknown shape: {type(error).__name__}: {error}"
        raise SkipRowError(message) from error


def _endless() -> EndlessListError:
    return EndlessListError(
        "The provider's list repeats itself, so reading it was stopped; what came before is kept."
    )
