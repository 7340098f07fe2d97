"""Pooling with local models: how much they count, and what must hold for every model."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecasts.forecast import Forecast, forecast_onsets
from causeloop_desktop.engine.domain.forecasts.local.activity import FEATURES, Activity
from causeloop_desktop.engine.domain.forecasts.local.logistic import LocalModel
from causeloop_desktop.engine.domain.forecasts.local.model import (
    CONTINUED,
    HorizonMethods,
    Method,
    WorkspaceModel,
    continuing,
)
from causeloop_desktop.engine.domain.forecasts.rates import (
    HORIZONS,
    LEAST,
    MOST,
    from_log_odds,
    log_odds,
)

NOW = 20_000 * DAY_US
NINE = len(FEATURES)
NOTHING = (0.0,) * NINE
SIGNS = (1, 1, 1, 1, -1, -1, 1, -1, 0)

sizes = st.lists(st.floats(0.0, 3.0), min_size=NINE, max_size=NINE)
fitted = st.builds(
    lambda size, intercept, slope: LocalModel(
        NOTHING,
        (1.0,) * NINE,
        tuple(sign * one for sign, one in zip(SIGNS, size, strict=True)),
        intercept,
        slope,
    ),
    sizes,
    st.floats(-8.0, 8.0),
    st.floats(0.0, 2.0),
)
shares = st.tuples(*[st.floats(0.01, 1.0)] * len(Method)).map(
    lambda sizes: {method: size / sum(sizes) for method, size in zip(Method, sizes, strict=True)}
)
workspaces = st.builds(
    lambda weights, rows, local, corrected, average: WorkspaceModel(
        {days: HorizonMethods(days, weights, average, rows, local, corrected) for days in HORIZONS}
    ),
    shares,
    st.floats(0.0, 5_000.0),
    st.none() | fitted,
    st.none() | fitted,
    st.floats(0.0, 1.0),
)
ages = st.lists(st.floats(0.0, 1_500.0), min_size=2, max_size=40)


def saying(odds: float) -> LocalModel:
    return LocalModel(NOTHING, (1.0,) * NINE, NOTHING, odds)


NOT_MOVED = LocalModel(NOTHING, (1.0,) * NINE, NOTHING, 0.0, 1.0)


def pooled(rows: float, local: LocalModel | None = None) -> HorizonMethods:
    return HorizonMethods(7, {Method.POOLED: 1.0}, 0.5, rows, local)


def forecast_of(days_ago: list[float], model: WorkspaceModel, now: int = NOW) -> Forecast:
    times = sorted(now - round(age * DAY_US) for age in days_ago)
    made = forecast_onsets(times, now, model)
    assert made is not None
    return made


def test_it_weighs_more_with_its_rows_and_never_more_than_half() -> None:
    assert pooled(1e9).weight == 0.0
    assert pooled(250.0, saying(0.0)).weight == pytest.approx(0.2)
    assert pooled(1_000.0, saying(0.0)).weight == 0.5
    assert pooled(1e9, saying(0.0)).weight == 0.5


def test_two_opinions_meet_in_log_odds() -> None:
    certain = pooled(1_000.0, saying(log_odds(0.8)))
    between = from_log_odds(0.5 * log_odds(0.2) + 0.5 * log_odds(0.8))
    assert certain.probability(0.2, NOTHING) == pytest.approx(between)
    assert replace(certain, effective_rows=0.0).probability(0.2, NOTHING) == pytest.approx(0.2)


def test_the_average_says_the_same_of_everybody() -> None:
    average = replace(pooled(1_000.0), weights={Method.AVERAGE: 1.0}, average=0.03)
    assert average.probability(0.9, NOTHING) == average.probability(0.1, NOTHING) == 0.03


def test_who_is_not_there_yet_leaves_it_to_the_formula() -> None:
    for method in Method:
        young = HorizonMethods(7, {method: 1.0})
        assert young.probability(0.3, NOTHING) == pytest.approx(0.3)
        assert young.leading is Method.FORMULA


def test_who_says_the_same_is_counted_as_one() -> None:
    weights = {
        Method.CORRECTED: 0.2,
        Method.POOLED: 0.25,
        Method.FORMULA: 0.1,
        Method.AVERAGE: 0.45,
    }
    young = HorizonMethods(7, weights, 0.1, 5.0, None, saying(0.0))
    assert young.shares == pytest.approx(
        {Method.AVERAGE: 0.45, Method.FORMULA: 0.35, Method.CORRECTED: 0.2}
    )
    assert list(young.shares) == [Method.AVERAGE, Method.FORMULA, Method.CORRECTED]
    grown = replace(young, local=saying(0.0))
    assert grown.shares == pytest.approx(weights)
    assert grown.leading is Method.AVERAGE


def test_a_quarter_begins_from_what_a_month_says() -> None:
    month = HorizonMethods(30, corrected=saying(log_odds(0.4)))
    quarter = HorizonMethods(90, corrected=NOT_MOVED)
    shipped = [0.1, 0.2, 0.3]
    assert WorkspaceModel({90: quarter}).continued(shipped, NOTHING)[:2] == [None, None]
    *_, begun = WorkspaceModel({30: month, 90: quarter}).continued(shipped, NOTHING)
    assert begun == pytest.approx(1 - 0.6 ** CONTINUED[90])
    assert quarter.probability(0.3, NOTHING, continued=begun) == pytest.approx(begun)
    formula = replace(quarter, weights={Method.FORMULA: 1.0})
    assert formula.probability(0.3, NOTHING, continued=begun) == 0.3


def test_a_month_that_is_certain_makes_a_quarter_that_is() -> None:
    assert 0.99 < continuing(1.0, 90) < 1.0
    assert 0.0 < continuing(0.0, 90) < 0.01


def test_the_more_was_seen_the_surer_one_may_be() -> None:
    nothing = saying(-30.0)
    for rows, least in ((0.0, 0.01), (100.0, 0.005), (1e9, LEAST)):
        methods = HorizonMethods(7, effective_rows=rows, corrected=nothing)
        assert methods.probability(0.3, NOTHING) == pytest.approx(least)
        sure = replace(methods, corrected=saying(30.0))
        assert sure.probability(0.3, NOTHING) == pytest.approx(1 - least)


@given(workspaces)
def test_it_survives_json(model: WorkspaceModel) -> None:
    told = replace(model, shifts={7: 0.3})
    assert WorkspaceModel.from_json(json.loads(json.dumps(told.to_json()))) == told


@given(ages, workspaces)
def test_longer_windows_are_never_less_likely(days_ago: list[float], model: WorkspaceModel) -> None:
    made = forecast_of(days_ago, model)
    for name in ("probability", "low", "high"):
        values = [getattr(horizon, name) for horizon in made.horizons]
        assert values == sorted(values)
    for horizon in made.horizons:
        assert LEAST <= horizon.low <= horizon.probability <= horizon.high <= MOST


@given(ages, st.floats(0.01, 400.0), workspaces)
def test_silence_never_raises(days_ago: list[float], silent: float, model: WorkspaceModel) -> None:
    now = forecast_of(days_ago, model)
    later = forecast_of([age + silent for age in days_ago], model)
    assert all(b >= a - 1e-9 for b, a in zip(now.probabilities, later.probabilities, strict=True))


@given(ages, workspaces)
def test_an_episode_now_never_lowers(days_ago: list[float], model: WorkspaceModel) -> None:
    before = forecast_of(days_ago, model).probabilities
    after = forecast_of([*days_ago, 0.0], model).probabilities
    assert all(a >= b - 1e-9 for a, b in zip(after, before, strict=True))


@given(ages, st.integers(-5_000, 5_000), workspaces)
def test_shifting_all_times_changes_nothing(
    days_ago: list[float], days: int, model: WorkspaceModel
) -> None:
    shifted = forecast_of(days_ago, model, NOW + days * DAY_US)
    assert shifted.probabilities == forecast_of(days_ago, model).probabilities


@given(ages, workspaces)
def test_rate_and_range_are_those_of_the_probability(
    days_ago: list[float], model: WorkspaceModel
) -> None:
    made = forecast_of(days_ago, model)
    shipped = made.activity.beliefs(NOW)
    for belief, own, probability in zip(made.beliefs, shipped, made.probabilities, strict=True):
        least = model.least(belief.model.days)
        if least <= own.probability <= 1 - least:
            assert belief.probability == pytest.approx(probability)


@given(ages, st.floats(0.0, 200.0), workspaces)
def test_silence_told_is_what_will_be_said(
    days_ago: list[float], silent: float, model: WorkspaceModel
) -> None:
    now = forecast_of(days_ago, model)
    later = forecast_of([age + silent for age in days_ago], model)
    for days in HORIZONS:
        told = now.probability_after_silence(days, silent)
        assert told == pytest.approx(later.probability(days), abs=1e-6)


def test_without_a_local_model_the_forecast_stays() -> None:
    days_ago = [90.0, 5.0]
    activity = Activity.of([NOW - round(age * DAY_US) for age in days_ago])
    shipped = [belief.probability for belief in activity.beliefs(NOW)]
    assert forecast_of(days_ago, WorkspaceModel()).probabilities == pytest.approx(shipped)
