"""Which changes a run asks for: from its bookmark, a little earlier, or the first backfill."""

from datetime import datetime, timedelta

from causeloop_desktop.connectors.description import Span, Stream
from causeloop_desktop.connectors.walk import Bookmark

FIRST_BACKFILL = timedelta(days=90)


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
    if bookmark.watermark is not None:
        return Span(bookmark.watermark - stream.overlap, until)
    return Span(now - backfill if stream.backfills else now - stream.overlap, until)
