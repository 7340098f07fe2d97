"""Schedules keep to the wall clock, on the days of the clock change too."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from causeloop_desktop.engine.domain.schedules import ScheduleError, in_words, next_runs

AUCKLAND = "Pacific/Auckland"


def test_every_half_hour_is_said_and_kept() -> None:
    begin = datetime(2026, 3, 1, 9, 10, tzinfo=UTC)
    runs = next_runs("*/30 * * * *", "UTC", begin, 3)
    assert [run.strftime("%H:%M") for run in runs] == ["09:30", "10:00", "10:30"]
    assert in_words("*/30 * * * *") == "Every 30 minutes"


def test_a_time_that_is_skipped_fires_once_after_the_gap() -> None:
    # In Auckland the clock goes from 02:00 to 03:00 on 27 September 2026.
    begin = datetime(2026, 9, 25, 20, 0, tzinfo=UTC)
    runs = next_runs("30 2 * * *", AUCKLAND, begin, 3)
    days = [run.date() for run in runs]
    assert len(set(days)) == 3
    assert runs[1] == datetime(2026, 9, 27, 14, 30, tzinfo=UTC) - timedelta(hours=1)


def test_a_time_that_comes_twice_fires_once() -> None:
    # In Auckland 02:30 comes twice on 5 April 2026.
    begin = datetime(2026, 4, 3, 20, 0, tzinfo=UTC)
    runs = next_runs("30 2 * * *", AUCKLAND, begin, 3)
    gaps = [second - first for first, second in itertools.pairwise(runs)]
    assert all(gap >= timedelta(hours=23) for gap in gaps)


def test_every_half_hour_goes_on_through_both_changes() -> None:
    for begin in (datetime(2026, 9, 26, 12, tzinfo=UTC), datetime(2026, 4, 4, 12, tzinfo=UTC)):
        runs = next_runs("*/30 * * * *", AUCKLAND, begin, 8)
        gaps = {second - first for first, second in itertools.pairwise(runs)}
        assert gaps == {timedelta(minutes=30)}


@pytest.mark.parametrize("cron", ["", "* * * *", "61 * * * *", "@daily", "a b c d e", "* " * 6])
def test_what_is_no_schedule_is_refused_with_an_example(cron: str) -> None:
    with pytest.raises(ScheduleError, match="such as"):
        in_words(cron)


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ScheduleError, match="Mars"):
        next_runs("* * * * *", "Mars/Base", datetime(2026, 1, 1, tzinfo=UTC))
