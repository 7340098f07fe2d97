"""From when on a run reads."""

from datetime import UTC, datetime, timedelta

from causeloop_desktop.connectors.catalog.github import CONNECTOR
from causeloop_desktop.connectors.description.pages import Bookmark
from causeloop_desktop.connectors.walking.spans import FIRST_BACKFILL, span_after

NOW = datetime(2026, 3, 1, tzinfo=UTC)
(STREAM, *_) = CONNECTOR.streams


def test_a_run_goes_on_where_the_last_one_ended() -> None:
    for watermark in (NOW - timedelta(hours=1), NOW + timedelta(minutes=5)):
        span = span_after(STREAM, Bookmark(watermark=watermark), NOW)
        assert span.since == watermark - STREAM.overlap


def test_a_bookmark_from_a_clock_that_was_wrong_is_no_place_to_go_on_from() -> None:
    span = span_after(STREAM, Bookmark(watermark=NOW + timedelta(days=365)), NOW)
    assert span.since == NOW - FIRST_BACKFILL
