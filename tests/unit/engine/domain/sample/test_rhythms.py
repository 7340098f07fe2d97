"""Rhythms of failure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from causeloop_desktop.engine.domain.sample.dice import Dice
from causeloop_desktop.engine.domain.sample.rhythms import (
    DAYS,
    Rhythm,
    after_releases,
    every,
    fading,
    monthly,
    on,
    quickening,
    weekly,
)

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


def moments(rhythm: Rhythm, seed: int = 3) -> list[datetime]:
    return sorted(rhythm(Dice(seed), NOW))


@pytest.mark.parametrize(
    "rhythm",
    [
        weekly(0, 3),
        monthly(12, 9),
        every(9.0),
        quickening(20.0, 3.0, newest=0.2),
        fading(8.0, 60.0),
        after_releases(0.7),
        on(150, 40),
    ],
)
def test_all_stay_within_half_a_year(rhythm: Rhythm) -> None:
    for seed in range(10):
        found = moments(rhythm, seed)
        assert found
        assert found[0] >= NOW - timedelta(days=DAYS + 1)


def test_weekly_is_one_weekday() -> None:
    found = moments(weekly(4, 15))
    assert {moment.weekday() for moment in found} == {4}
    assert len(found) > 15


def test_monthly_is_one_day() -> None:
    assert [moment.month for moment in moments(monthly(12, 9))] == [6, 7, 8, 9, 10, 11]


def test_quickening_ends_faster_than_it_began() -> None:
    found = moments(quickening(24.0, 2.0, newest=0.1))
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(found)]
    assert sum(gaps[:3]) > 3 * sum(gaps[-3:])
    assert NOW - found[-1] == timedelta(days=0.1)


def test_a_fix_leaves_two_stragglers() -> None:
    found = moments(fading(8.0, 60.0))
    assert sum(moment > NOW - timedelta(days=60) for moment in found) == 2


def test_releases_are_thursdays_of_every_other_week() -> None:
    found = moments(after_releases(1.0))
    thursdays = sorted({moment.date() for moment in found if moment.weekday() == 3})
    assert {(b - a).days for a, b in pairwise(thursdays)} == {14}
