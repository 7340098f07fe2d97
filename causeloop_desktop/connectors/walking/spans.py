"""Where a run asks, and for which changes: from its bookmark, or the first backfill."""

from datetime import datetime, timedelta

from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.description.pages import Bookmark
from causeloop_desktop.connectors.description.streams import Stream

FIRST_BACKFILL = timedelta(days=90)

MOST_AHEAD = timedelta(days=1)
"""A provider's clock may be ahead of ours; a bookmark that is more so was set by a wrong clock."""


def span_after(
    stream: Stream, bookmark: Bookmark, now: datetime, backfill: timedelta = FIRST_BACKFILL
) -> Span:
    """Give the span of a run.

    Rows are seen again within the stream's overlap; whoever stores them knows them by their ids.

    Args:
        stream: What is read.
        bookmark: How far it has been read.
        now: The present.
        backfill: How far back the first run goes, where the stream has the past.
    """
    until = None if stream.longest_span is None else now
    if bookmark.watermark is not None and bookmark.watermark <= now + MOST_AHEAD:
        return Span(bookmark.watermark - stream.overlap, until)
    return Span(now - backfill if stream.backfills else now - stream.overlap, until)


def streams_of(connector: Connector, *, is_backfill: bool) -> tuple[Stream, ...]:
    """Give the streams that a run reads; one that only tells of changes has no past to read."""
    if not is_backfill:
        return connector.streams
    return tuple(stream for stream in connector.streams if stream.backfills)


def scopes_of(connector: Connector, stream: Stream, place: Place) -> tuple[str, ...]:
    """Give the places at which a stream is read; empty stands for one that is no scope."""
    if not stream.scoped or connector.scopes is None:
        return ("",)
    picked = tuple(place.settings.get(connector.scopes.setting) or ())
    return picked or (() if connector.scopes.required else ("",))
