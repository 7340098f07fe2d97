"""The lists of a provider: how they are asked for, and where their traps are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from causeloop_desktop.connectors.asking.answers import WHOLE_ANSWER
from causeloop_desktop.connectors.asking.messages import Answer, Ask, Row
from causeloop_desktop.connectors.asking.paging import ONE_PAGE, Pager
from causeloop_desktop.connectors.asking.places import Place, Span, host_of
from causeloop_desktop.contract.ingest import IngestEvent


class Order(StrEnum):
    """In which order the rows of a stream come, by the time that ``changed`` reads."""

    OLDEST_FIRST = "oldest_first"
    NEWEST_FIRST = "newest_first"


@dataclass(frozen=True, slots=True)
class Count:
    """How a provider counts the rows of a stream without giving them.

    Attributes:
        ask: A cheap question for the number of rows of a span at a place.
        read: The number in its answer; ``None`` where it holds none.
        open_ended: Whether the number goes up to the present, whatever the end of the span; what
            is younger than that end is then counted too and taken off.
    """

    ask: Callable[[Span, Place], Ask]
    read: Callable[[Answer], int | None]
    open_ended: bool = True


@dataclass(frozen=True, slots=True)
class Detail:
    """What a list leaves out of its rows, so that each has to be asked for alone.

    Attributes:
        ask: The question for one row.
        read: What its answer adds to the row.
    """

    ask: Callable[[Row, Place], Ask]
    read: Callable[[Answer], Row]


@dataclass(frozen=True, slots=True)
class PartOf:
    """Whose rows a stream tells in part.

    Attributes:
        stream: The name of the one that has them whole.
        row: A row of that one, as far as it is told; what is left out stays as it was read there.
    """

    stream: str
    row: Callable[[Row], Row]


@dataclass(frozen=True, slots=True)
class Stream:
    """One list of a provider.

    Attributes:
        name: Its key in bookmarks.
        title: What it holds, for people.
        ask: The first page of a span at a place; inclusive of ``since``.
        to_record: A row as a record; ``None`` for a row that is none of ours.
        changed: When a row last changed, by the provider's clock and the list's own order.
        key: What tells two rows apart.
        keys_of_scope: Whether that holds within a scope alone.
        rows: Where the rows stand in an answer.
        pager: How the next page is found.
        order: How the rows come.
        overlap: How far before the bookmark a run begins, for the provider's precision and delays.
        longest_span: The longest time that one question may cover.
        moves: Whether rows change their page while the list is read; reading then begins again at
            the last row's time instead of asking for the next page. Only where more rows than a
            page holds changed at one moment is the next page asked for all the same.
        scoped: Whether it is read once for each chosen scope.
        backfills: Whether it has the past; one that only tells of changes begins with the first
            run.
        detail: How the rest of a row is asked for, where the list gives but a part.
        part_of: What its rows leave out that another stream has brought; that stays.
        origin: Within what ``external_id`` is unique: the account or site that a row is from.
        count: How the provider counts its rows; without it the first page is judged by.
        page_size: How many rows an answer holds, where they are counted.
    """

    name: str
    title: str
    ask: Callable[[Span, Place], Ask]
    to_record: Callable[[Row, Place], IngestEvent | None]
    changed: Callable[[Row], datetime | None]
    key: Callable[[Row], str] = lambda row: str(row["id"])
    keys_of_scope: bool = False
    rows: Callable[[Answer], Sequence[Row]] = WHOLE_ANSWER
    pager: Pager = ONE_PAGE
    order: Order = Order.OLDEST_FIRST
    overlap: timedelta = timedelta(minutes=2)
    longest_span: timedelta | None = None
    moves: bool = False
    scoped: bool = False
    backfills: bool = True
    detail: Detail | None = None
    part_of: PartOf | None = None
    origin: Callable[[Row, Place], str] = lambda _row, place: host_of(place.base_url)
    count: Count | None = None
    page_size: int = 100

    def key_at(self, row: Row, place: Place) -> str:
        """Give what tells a row apart from all others of the stream."""
        key = self.key(row)
        return f"{place.scope}:{key}" if self.keys_of_scope and place.scope else key
