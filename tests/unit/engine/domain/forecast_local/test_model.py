"""Pooling with a local model: how much it counts, and what must hold for every model."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecast import HORIZONS, LEAST, MOST, forecast_onsets
from causeloop_desktop.engine.domain.forecast_local.activity import FEATURES, Activity
from causeloop_desktop.engine.domain.forecast_local.model import (
    LocalModel,
    log_odds,
    pooled_probabilities,
    with_local,
)

NOW = 20_000 * DAY_US
NINE = len(FEATURES)
numbers = st.lists(st.floats(-5.0, 5.0), min_size=NINE, max_size=NINE).map(tuple)


def model(days: int = 7, intercept: float = 0.0, rows: float = 1_000.0) -> LocalModel:
    return LocalModel(days, (0.0,) * NINE, (1.0,) * NINE, (0.0,) * NINE, intercept, rows)


def test_it_weighs_more_with_its_rows_and_never_more_than_half() -> None:
    assert model(rows=250.0).weight == pytest.approx(0.2)
    assert model(rows=1_000.0).weight == 0.5
    assert model(rows=1e9).weight == 0.5


def test_two_opinions_meet_in_log_odds() -> None:
    certain = model(intercept=log_odds(0.8))
    assert certain.pooled(0.2, (0.0,) * NINE) == pytest.approx(0.5)
    assert replace(certain, effective_rows=0.0).pooled(0.2, (0.0,) * NINE) == pytest.approx(0.2)


def test_it_survives_json() -> None:
    fitted = replace(model(), coefficients=tuple(0.1 * n for n in range(NINE)))
    assert LocalModel.from_json(json.loads(json.dumps(fitted.to_json()))) == fitted


@given(numbers, st.lists(st.floats(-30.0, 30.0), min_size=3, max_size=3))
def test_longer_windows_are_never_less_likely(
    coefficients: tuple[float, ...], intercepts: list[float]
) -> None:
    models = {
        days: replace(model(days, intercept), coefficients=coefficients)
        for days, intercept in zip(HORIZONS, intercepts, strict=True)
    }
    activity = Activity.of([NOW - 90 * DAY_US, NOW - 5 * DAY_US])
    said = pooled_probabilities(activity.beliefs(NOW), activity.features(NOW), models)
    assert list(said) == sorted(said)
    assert said[0] >= LEAST
    assert said[-1] <= MOST


@given(st.floats(-8.0, 8.0))
def test_the_range_goes_along_with_its_probability(intercept: float) -> None:
    onsets = [NOW - 90 * DAY_US, NOW - 40 * DAY_US, NOW - 5 * DAY_US]
    shipped = forecast_onsets(onsets, NOW)
    assert shipped is not None
    features = Activity.of(onsets).features(NOW)
    made = with_local(shipped, features, {7: model(7, intercept)})
    for window in made.horizons:
        assert LEAST <= window.low <= window.probability <= window.high <= MOST
    raised = intercept > log_odds(shipped.within(7).probability)
    assert (made.within(7).high >= shipped.within(7).high) == raised


def test_without_a_local_model_the_forecast_stays() -> None:
    onsets = [NOW - 90 * DAY_US, NOW - 5 * DAY_US]
    shipped = forecast_onsets(onsets, NOW)
    assert shipped is not None
    made = with_local(shipped, Activity.of(onsets).features(NOW), {})
    for mine, its in zip(made.horizons, shipped.horizons, strict=True):
        assert (mine.probability, mine.low, mine.high) == pytest.approx(
            (its.probability, its.low, its.high)
        )
