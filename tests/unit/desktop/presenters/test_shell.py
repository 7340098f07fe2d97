from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from causeloop_desktop.desktop.presenters.shell import end_of_day


def test_the_whole_day_is_seen() -> None:
    evening = datetime(2009, 5, 12, 18, 30, tzinfo=UTC)
    assert end_of_day(evening) == datetime(2009, 5, 12, 23, 59, 59, tzinfo=UTC)


def test_the_day_is_that_of_utc() -> None:
    late = datetime(2009, 5, 12, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert end_of_day(late) == datetime(2009, 5, 13, 23, 59, 59, tzinfo=UTC)
