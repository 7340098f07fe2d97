"""Counts per local day or week, on clock-change days too, and their band."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.episodes import DAY_US, HOUR_US, Episode
from causeloop_desktop.engine.domain.forecasts.counts import (
    Step,
    Unit,
    band,
    coming_buckets,
    count_in,
    default_step,
    midnight_us,
    past_buckets,
)
from causeloop_desktop.engine.domain.forecasts.forecast import Forecast, forecast
from causeloop_desktop.engine.domain.forecasts.reasons import local_day

AUCKLAND = ZoneInfo("Pacific/Auckland")
ZONES = [AUCKLAND, ZoneInfo("Europe/Berlin"), ZoneInfo("America/Santiago"), ZoneInfo("UTC")]


def micros(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000


def steady(now: int, *, sizes: tuple[int, ...] = (1, 1, 1)) -> tuple[tuple[Episode, ...], Forecast]:
    episodes = tuple(
        Episode(now - 9 * n * DAY_US, now - 9 * n * DAY_US + HOUR_US, sizes[n % len(sizes)])
        for n in range(30, 0, -1)
    )
    made = forecast(episodes, now)
    assert made is not None
    return episodes, made


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 4, 5), 25), (date(2026, 9, 27), 23), (date(2026, 7, 1), 24)],
)
def test_auckland_days_have_their_own_length(day: date, hours: int) -> None:
    noon = micros(datetime(day.year, day.month, day.day, 12, tzinfo=AUCKLAND))
    (bucket,) = past_buckets(noon, AUCKLAND, Step.DAY, 1)
    assert bucket.first_day == day
    assert bucket.end_us - bucket.start_us == hours * HOUR_US


def test_a_day_may_begin_after_midnight() -> None:
    santiago = ZoneInfo("America/Santiago")
    start = midnight_us(date(2026, 9, 6), santiago)
    assert local_day(start, santiago) == date(2026, 9, 6)
    assert local_day(start - 1, santiago) == date(2026, 9, 5)


@settings(deadline=None)
@given(
    st.sampled_from(ZONES),
    st.integers(0, 4 * 365 * 24 * 60),
    st.sampled_from(list(Step)),
    st.lists(st.integers(0, 420 * 24 * 60)),
)
def test_every_time_is_counted_once_on_its_own_day(
    zone: ZoneInfo, minute: int, step: Step, minutes_ago: list[int]
) -> None:
    as_of = micros(datetime(2024, 1, 1, tzinfo=UTC)) + minute * 60_000_000
    times = [as_of - minutes * 60_000_000 for minutes in minutes_ago]
    counts = count_in(past_buckets(as_of, zone, step, 61), times)
    assert all(a.bucket.end_us == b.bucket.start_us for a, b in pairwise(counts))
    days = [local_day(time, zone) for time in times]
    for count in counts:
        last = count.bucket.first_day + timedelta(days=step.days - 1)
        assert count.count == sum(count.bucket.first_day <= day <= last for day in days)


@given(st.sampled_from(ZONES), st.integers(0, 800), st.sampled_from(list(Step)))
def test_what_comes_begins_where_the_past_ends(zone: ZoneInfo, day: int, step: Step) -> None:
    now = micros(datetime(2025, 1, 1, 15, 30, tzinfo=UTC)) + day * DAY_US
    past = past_buckets(now, zone, step, 3)
    coming = coming_buckets(now, zone, step, 3)
    assert past[-1].start_us <= now < past[-1].end_us
    assert past[-1].end_us == coming[0].start_us


def test_the_first_week_agrees_with_the_probability() -> None:
    now = micros(datetime(2026, 11, 1, tzinfo=UTC))
    _, made = steady(now)
    (week,) = band(made, coming_buckets(now, AUCKLAND, Step.WEEK, 1), Step.WEEK)
    belief = made.belief(7)
    none = (belief.exposure / (belief.exposure + 7)) ** belief.weight
    assert 1 - none == pytest.approx(made.within(7).probability)
    assert week.expected == pytest.approx(belief.rate_per_day * 7)
    assert week.low == 0
    assert week.high == 2


def test_a_band_of_issues_is_as_large_as_its_episodes() -> None:
    now = micros(datetime(2026, 11, 1, tzinfo=UTC))
    episodes, made = steady(now, sizes=(2, 4, 6))
    weeks = coming_buckets(now, AUCKLAND, Step.WEEK, 13)
    by_episode = band(made, weeks, Step.WEEK)
    by_issue = band(made, weeks, Step.WEEK, episodes, Unit.ISSUES)
    for few, many in zip(by_episode, by_issue, strict=True):
        assert many.expected == pytest.approx(4 * few.expected)
        assert many.high > few.high


def test_rare_patterns_are_shown_by_weeks() -> None:
    assert default_step(0.2, 90) is Step.WEEK
    assert default_step(3.0, 90) is Step.DAY
    assert default_step(0.2, 7) is Step.DAY
