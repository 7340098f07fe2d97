"""How much a span holds, before it is read: counted, or judged by its first page."""

import math
from collections.abc import Awaitable, Callable
from datetime import datetime

from causeloop_desktop.connectors.asking.messages import Answer, Ask
from causeloop_desktop.connectors.asking.paging import CeilingReachedError
from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.description.sizes import (
    UNKNOWN,
    Certainty,
    Size,
    paged,
    scaled,
    total,
)
from causeloop_desktop.connectors.description.streams import Count, Order, Stream
from causeloop_desktop.connectors.errors import (
    ConnectorError,
    CredentialsRefusedError,
    RetryLaterError,
)

SLICES_ASKED = 4
"""Where a span is asked for in more slices than this, the rest is taken to be like the newest."""

Asking = Callable[[Ask], Awaitable[Answer]]


async def size_of(asking: Asking, stream: Stream, place: Place, span: Span, now: datetime) -> Size:
    """Find out what reading a span takes, by as few requests as it can be.

    Args:
        asking: Asks the provider.
        stream: What would be read.
        place: Where.
        span: From when on; where its end is not said, it is now.
        now: The present.

    Raises:
        ConnectorError: The provider does not answer us at all.
    """
    whole = Span(span.since, span.until or now)
    slices = slices_of(stream, whole)
    asked = slices[-SLICES_ASKED:]
    sizes = [await _size_of_slice(asking, stream, place, one, now) for one in asked]
    return scaled(total(sizes), len(slices) / len(asked))


def slices_of(stream: Stream, span: Span) -> list[Span]:
    """Cut a span into what one question may cover."""
    until, longest = span.until, stream.longest_span
    if longest is None or until is None:
        return [span]
    slices, since = [], span.since
    while since < until:
        slices.append(Span(since, min(until, since + longest)))
        since += longest
    return slices or [span]


async def _size_of_slice(
    asking: Asking, stream: Stream, place: Place, span: Span, now: datetime
) -> Size:
    if stream.count is not None:
        rows = await _counted(asking, stream.count, place, span, now)
        if rows is not None:
            return paged(rows, stream.page_size)
    return _judged(stream, span, await asking(stream.ask(span, place)), place)


async def _counted(
    asking: Asking, count: Count, place: Place, span: Span, now: datetime
) -> int | None:
    """Let the provider count; ``None`` where it does not do so for these credentials."""
    try:
        found = count.read(await asking(count.ask(span, place)))
        if found is None or not count.open_ended or span.until is None or span.until >= now:
            return found
        after = count.read(await asking(count.ask(Span(span.until), place)))
        return None if after is None else max(0, found - after)
    except (CredentialsRefusedError, RetryLaterError):
        raise
    except ConnectorError:
        return None


def _judged(stream: Stream, span: Span, answer: Answer, place: Place) -> Size:
    """Judge a span by its first page: how many rows it holds, and what time they cover."""
    rows = stream.rows(answer)
    try:
        following = stream.pager.following(stream.ask(span, place), answer, len(rows))
    except CeilingReachedError:
        following = stream.ask(span, place)
    if following is None:
        return paged(len(rows), max(1, len(rows)))
    times = [moment for moment in map(stream.changed, rows) if moment is not None]
    if not times or span.until is None:
        return UNKNOWN
    is_newest_first = stream.order is Order.NEWEST_FIRST
    covered = span.until - min(times) if is_newest_first else max(times) - span.since
    if covered.total_seconds() <= 0:
        return UNKNOWN
    pages = max(1.0, (span.until - span.since) / covered)
    return Size(round(len(rows) * pages), math.ceil(pages), Certainty.JUDGED)
