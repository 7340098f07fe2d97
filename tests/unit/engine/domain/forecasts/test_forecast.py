"""Probabilities of recurrence: known values, and what must hold for every history."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.episodes import DAY_US, HOUR_US, episodes_of, onsets
from causeloop_desktop.engine.domain.forecasts.forecast import (
    Evidence,
    Forecast,
    forecast,
    forecast_onsets,
)
from causeloop_desktop.engine.domain.forecasts.rates import HORIZONS, MODELS, Belief

NOW = 20_000 * DAY_US

ages = st.lists(st.floats(0.0, 1_500.0), min_size=2, max_size=60)


def forecast_of(days_ago: list[float], now: int = NOW) -> Forecast:
    times = sorted(now - round(age * DAY_US) for age in days_ago)
    made = forecast_onsets(times, now)
    assert made is not None
    return made


def percents(made: Forecast) -> list[float]:
    return [horizon.probability for horizon in made.horizons]


def test_the_worked_example() -> None:
    belief = Belief(MODELS[0], weight=8.4, effective_days=180 * (1 - math.exp(-216 / 180)))
    assert belief.rate_per_day == pytest.approx(0.050, abs=5e-4)
    assert belief.probability == pytest.approx(0.29, abs=0.005)


def test_two_episodes_in_twelve_days() -> None:
    week = forecast_of([12.0, 0.0]).within(7)
    assert (round(week.probability, 2), round(week.low, 2), round(week.high, 2)) == (
        0.21,
        0.06,
        0.39,
    )


def test_the_formula_term_by_term() -> None:
    made = forecast_of([100.0, 40.0, 3.0])
    weight = sum(math.exp(-age / 365) for age in (100, 40, 3))
    exposure = 144.9 + 365 * (1 - math.exp(-100 / 365))
    expected = 1 - (exposure / (exposure + 90)) ** weight
    assert made.within(90).probability == pytest.approx(expected)


def test_one_episode_is_not_enough() -> None:
    assert forecast((), NOW) is None
    assert forecast(episodes_of([NOW - DAY_US]), NOW) is None


def test_the_future_is_not_seen() -> None:
    known = [NOW - 9 * DAY_US, NOW - 5 * DAY_US]
    assert forecast_onsets([*known, NOW + 1], NOW) == forecast_onsets(known, NOW)
    assert forecast_onsets([NOW - DAY_US, NOW + 1], NOW) is None


def test_evidence_is_limited_up_to_four() -> None:
    assert forecast_of([9.0, 6.0, 4.0, 1.0]).evidence is Evidence.LIMITED
    assert forecast_of([9.0, 7.0, 6.0, 4.0, 1.0]).evidence is Evidence.GOOD


def test_stale_after_three_usual_gaps() -> None:
    assert not forecast_of([50.0, 40.0, 29.0]).stale
    assert forecast_of([53.0, 43.0, 33.0]).stale


def test_pace_tells_quickening_from_slowing() -> None:
    assert forecast_of([300.0, 250.0, 10.0, 6.0, 2.0]).pace > 1.5
    assert forecast_of([300.0, 290.0, 280.0, 275.0, 200.0]).pace < 0.7
    assert forecast_of([5.0, 3.0]).pace == pytest.approx(1.0, abs=0.1)


def test_a_storm_moves_the_forecast_like_one_event() -> None:
    calm = [NOW - day * DAY_US for day in (90, 61, 30)]
    storm = [NOW - HOUR_US + n * 7_000_000 for n in range(500)]
    one, many = (forecast(episodes_of([*calm, *news]), NOW) for news in (storm[:1], storm))
    assert one is not None
    assert many is not None
    assert percents(many) == percents(one)


@given(ages)
def test_longer_windows_are_never_less_likely(days_ago: list[float]) -> None:
    made = forecast_of(days_ago)
    for name in ("probability", "low", "high"):
        values = [getattr(horizon, name) for horizon in made.horizons]
        assert values == sorted(values)


@given(ages)
def test_never_impossible_never_certain(days_ago: list[float]) -> None:
    for horizon in forecast_of(days_ago).horizons:
        assert 0.01 <= horizon.low <= horizon.probability <= horizon.high <= 0.99


@given(ages, st.floats(0.01, 400.0))
def test_silence_lowers(days_ago: list[float], silent: float) -> None:
    now = forecast_of(days_ago)
    later = forecast_of([age + silent for age in days_ago])
    assert all(b >= a for b, a in zip(percents(now), percents(later), strict=True))


@given(ages)
def test_an_episode_now_raises(days_ago: list[float]) -> None:
    before, after = percents(forecast_of(days_ago)), percents(forecast_of([*days_ago, 0.0]))
    assert all(a >= b for a, b in zip(after, before, strict=True))


@given(ages, st.integers(-5_000, 5_000))
def test_shifting_all_times_changes_nothing(days_ago: list[float], days: int) -> None:
    shifted = forecast_of(days_ago, NOW + days * DAY_US)
    assert percents(shifted) == percents(forecast_of(days_ago))


@given(ages, st.floats(0.0, 200.0))
def test_silence_in_closed_form_is_a_new_forecast(days_ago: list[float], silent: float) -> None:
    now = forecast_of(days_ago)
    later = forecast_of([age + silent for age in days_ago])
    for days in HORIZONS:
        told = now.probability_after_silence(days, silent)
        assert told == pytest.approx(later.within(days).probability, abs=1e-6)


def test_gap_zero_counts_every_occurrence() -> None:
    times = [NOW - DAY_US, NOW - DAY_US + HOUR_US, NOW]
    assert len(onsets(episodes_of(times))) == 2
    made = forecast(episodes_of(times, gap_us=0), NOW)
    assert made is not None
    assert made.episodes == 3
