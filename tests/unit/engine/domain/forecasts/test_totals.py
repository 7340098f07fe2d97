"""Totals of a workspace and the number of patterns that recur."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.forecasts.counts import (
    Count,
    Step,
    coming_buckets,
    past_buckets,
)
from causeloop_desktop.engine.domain.forecasts.totals import (
    SHIFT,
    Missed,
    missed,
    recurring,
    shift_of,
    total_band,
)

UTC_ZONE = ZoneInfo("UTC")
NOW = int(datetime(2026, 11, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000
DAYS = 420


def busy_on_weekdays(seed: int) -> tuple[Count, ...]:
    """Days with a gamma-distributed mean of 20, a fifth of it at weekends."""
    dice = np.random.default_rng(seed)
    buckets = past_buckets(NOW, UTC_ZONE, Step.DAY, DAYS)
    means = [20.0 if bucket.first_day.weekday() < 5 else 4.0 for bucket in buckets]
    counts = dice.poisson(np.array(means) * dice.gamma(8.0, 1 / 8.0, DAYS))
    return tuple(Count(b, int(c)) for b, c in zip(buckets, counts, strict=True))


def test_weekends_are_expected_to_be_quiet() -> None:
    coming = coming_buckets(NOW, UTC_ZONE, Step.DAY, 14)
    bands = total_band(busy_on_weekdays(1), coming, Step.DAY)
    weekdays = [b.expected for b in bands if b.bucket.first_day.weekday() < 5]
    weekends = [b.expected for b in bands if b.bucket.first_day.weekday() >= 5]
    assert sum(weekdays) / len(weekdays) == pytest.approx(20, rel=0.25)
    assert sum(weekends) / len(weekends) < 8


def test_eight_of_ten_days_fall_into_the_band() -> None:
    inside = total = 0
    for seed in range(12):
        history = busy_on_weekdays(seed)
        for cut in range(300, DAYS - 1, 8):
            (made,) = total_band(history[:cut], [history[cut].bucket], Step.DAY)
            inside += made.low <= history[cut].count <= made.high
            total += 1
    assert 0.76 <= inside / total <= 0.88


def growing(seed: int) -> tuple[Count, ...]:
    """A quarter of a busy workspace: quiet weekends, a level that wanders and at times jumps."""
    dice = np.random.default_rng(seed)
    buckets = past_buckets(NOW, UTC_ZONE, Step.DAY, 91)
    level = 200 * np.exp(np.cumsum(0.04 * dice.standard_t(3, 91)))
    shares = np.array([1.2 if bucket.first_day.weekday() < 5 else 0.5 for bucket in buckets])
    counts = dice.poisson(level * shares * dice.gamma(30.0, 1 / 30.0, 91))
    return tuple(Count(b, int(c)) for b, c in zip(buckets, counts, strict=True))


def test_a_young_workspace_that_grows_is_not_promised_too_narrow_a_band() -> None:
    inside = []
    for seed in range(12):
        history = growing(seed)
        for cut in range(28, 91, 3):
            (made,) = total_band(history[:cut], [history[cut].bucket], Step.DAY)
            inside.append(made.low <= history[cut].count <= made.high)
    assert 0.76 <= sum(inside) / len(inside) <= 0.9


def test_a_band_widens_with_distance() -> None:
    coming = coming_buckets(NOW, UTC_ZONE, Step.DAY, 85)
    bands = total_band(busy_on_weekdays(3), coming, Step.DAY)
    assert bands[0].high - bands[0].low <= bands[84].high - bands[84].low


def test_three_weeks_are_the_least() -> None:
    history = busy_on_weekdays(4)
    coming = coming_buckets(NOW, UTC_ZONE, Step.DAY, 7)
    assert total_band(history[-20:], coming, Step.DAY) == ()
    assert len(total_band(history[-21:], coming, Step.DAY)) == 7


def test_weeks_of_nothing_stay_nothing() -> None:
    buckets = past_buckets(NOW, UTC_ZONE, Step.WEEK, 10)
    silent = tuple(Count(bucket, 0) for bucket in buckets)
    (made,) = total_band(silent, coming_buckets(NOW, UTC_ZONE, Step.WEEK, 1), Step.WEEK)
    assert (made.expected, made.low, made.high) == (0.0, 0, 0)


def test_expected_number_of_patterns() -> None:
    told = recurring([0.5] * 36, shift=0.0)
    assert (told.expected, told.low, told.high, told.patterns) == (18.0, 14, 22, 36)
    assert told.weighted_share == pytest.approx(0.5)


def test_weights_shift_the_share_not_the_number() -> None:
    told = recurring([0.9, 0.1], weights=[3.0, 1.0])
    assert told.expected == pytest.approx(1.0)
    assert told.weighted_share == pytest.approx(0.7)


def test_no_patterns_expect_nothing() -> None:
    assert recurring([]).high == 0


def test_many_patterns_share_more_luck_than_few() -> None:
    few, many = (recurring([0.5] * count, shift=0.5) for count in (4, 400))
    assert few.high - few.low <= 4
    assert many.high - many.low > 4 * 20


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=80), st.floats(0.0, 2.0))
def test_the_range_holds_what_is_expected(probabilities: list[float], shift: float) -> None:
    told = recurring(probabilities, shift=shift)
    assert 0 <= told.low <= round(told.expected) + 1
    assert told.low <= told.high <= len(probabilities)
    assert told.low - 1 <= told.expected <= told.high + 1
    wider = recurring(probabilities, shift=shift + 0.5)
    assert wider.low <= told.low
    assert told.high <= wider.high


def test_a_young_workspace_is_given_the_usual_shift() -> None:
    assert shift_of([]) == SHIFT
    assert shift_of([missed([], 0)]) == SHIFT


def test_past_weeks_say_how_wide_the_range_must_be() -> None:
    calm, wild = Missed(100.0, 10.0), Missed(100.0, 100.0)
    assert shift_of([wild] * 52) == pytest.approx(1.0, abs=0.05)
    assert shift_of([calm] * 52) == pytest.approx(0.0, abs=0.15)
    assert shift_of([wild] * 100 + [calm] * 52) < shift_of([calm] * 4) < SHIFT
    assert shift_of([Missed(4.0, 0.0)] * 52) == 0.0


@pytest.mark.parametrize(("patterns", "from_week"), [(60, 20), (600, 0)])
def test_taught_by_its_own_past_the_range_holds(patterns: int, from_week: int) -> None:
    """Patterns share good and bad weeks; the range learns from earlier ones and covers most."""
    dice = np.random.default_rng(4)
    weeks: list[Missed] = []
    inside = []
    for _ in range(200):
        said = dice.uniform(0.05, 0.6, patterns)
        shared = dice.normal(0, 0.8)
        truth = 1 / (1 + np.exp(-(np.log(said / (1 - said)) + shared)))
        recurred = int((dice.uniform(size=patterns) < truth).sum())
        made = recurring(said.tolist(), shift=shift_of(weeks))
        inside.append(made.low <= recurred <= made.high)
        weeks.append(missed(said.tolist(), recurred))
    assert 0.72 <= np.mean(inside[from_week:]) <= 0.92


def test_what_was_missed_is_said_in_patterns() -> None:
    assert missed([0.5] * 4, 4) == Missed(1.0, 2.0)
