"""Fitting to finished windows: when it may, and that it finds what is there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from causeloop_desktop.engine.domain.forecasts.local.activity import FEATURES, Features
from causeloop_desktop.engine.domain.forecasts.local.fitting import (
    ENOUGH_OWN,
    LEAST_ROWS,
    MOST_ROWS,
    FinishedWindows,
    begun_of,
    said_by_all,
    said_together,
)
from causeloop_desktop.engine.domain.forecasts.local.model import Method, WorkspaceModel
from causeloop_desktop.engine.domain.forecasts.local.regression import NOTHING
from causeloop_desktop.engine.domain.forecasts.rates import clipped, from_log_odds, log_odds

if TYPE_CHECKING:
    from causeloop_desktop.engine.domain.forecasts.local.logistic import LocalModel

Rows = tuple[list[Features], list[float], list[bool]]


def drawn(count: int, seed: int = 7, sign: int = 1) -> Rows:
    """Draw rows whose first feature alone decides; the formula knows nothing of it."""
    dice = np.random.default_rng(seed)
    rows = dice.normal(3, 2, (count, len(FEATURES)))
    happened = sign * (rows[:, 0] - 3) + dice.normal(0, 1, count) > 0
    return [tuple(row) for row in rows.tolist()], [0.0] * count, happened.tolist()


def finished_with(*parts: Rows, days: int = 7) -> FinishedWindows:
    finished = FinishedWindows(days, 7)
    for part in parts:
        finished.add(*part)
    return finished


def local_of(finished: FinishedWindows) -> LocalModel:
    found = finished.methods().local
    assert found is not None
    return found


def test_the_correction_begins_with_the_first_window() -> None:
    assert FinishedWindows(7, 7).methods().corrected is None
    finished = finished_with(drawn(LEAST_ROWS - 1))
    assert finished.methods().corrected is not None
    assert finished.methods().local is None
    assert finished_with(drawn(LEAST_ROWS)).methods().local is not None


def test_one_window_moves_it_a_little_and_ten_a_lot() -> None:
    features, _, _ = drawn(10)
    odds = []
    for count in (1, 10):
        rows = (features[:count], [-1.0] * count, [False] * count)
        corrected = finished_with(rows).methods().corrected
        assert corrected is not None
        odds.append(corrected.log_odds(-1.0, features[0]))
    assert odds[1] < -2.0 < odds[0] < -1.0


def test_a_longer_horizon_begins_where_the_shorter_one_is() -> None:
    features, _, _ = drawn(300)
    shorter = finished_with((features, [0.0] * 300, [False] * 300)).methods().corrected
    longer = FinishedWindows(30, 7)
    assert longer.methods(shorter).corrected is shorter
    longer.add(features[:1], [0.0], [True])
    methods = longer.methods(shorter)
    assert shorter is not None
    assert methods.corrected is not None
    assert methods.corrected.log_odds(0.0, features[0]) == pytest.approx(
        shorter.log_odds(0.0, features[0]), abs=0.7
    )


def test_a_quarter_is_corrected_from_what_a_month_says() -> None:
    features, _, _ = drawn(300)
    shorter = finished_with((features, [0.0] * 300, [False] * 300)).methods().corrected
    assert shorter is not None
    quarter = FinishedWindows(90, 7)
    assert quarter.methods(shorter).corrected == NOTHING
    quarter.add(features[:1], [2.0], [False], [0.0])
    corrected = quarter.methods(shorter).corrected
    assert corrected is not None
    begun = begun_of(90, shorter, np.zeros(300), np.array(features))
    assert begun is not None
    told = [corrected.log_odds(one, row) for one, row in zip(begun, features, strict=True)]
    assert told == pytest.approx(begun.tolist(), abs=0.7)


def test_many_quarters_begin_from_the_same_as_each_alone() -> None:
    features, _, happened = drawn(300)
    odds = np.random.default_rng(4).normal(0, 3, 300)
    month = FinishedWindows(30, 7)
    month.add(features, odds.tolist(), happened)
    methods = month.methods()
    begun = begun_of(90, methods.corrected, odds, np.array(features))
    assert begun is not None
    model = WorkspaceModel({30: methods})
    for row, one, found in zip(features, odds.tolist(), begun.tolist(), strict=True):
        *_, alone = model.continued([0.0, from_log_odds(one), 0.0], row)
        assert alone is not None
        assert found == pytest.approx(log_odds(alone), abs=1e-6)


def test_the_past_before_a_pattern_was_known_teaches_only_at_first() -> None:
    features, shipped, _ = drawn(300)
    finished = FinishedWindows(7, 7)
    finished.add(features, shipped, [False] * 300, known=False)
    unknown = finished.methods().average
    finished.add(features[:ENOUGH_OWN], shipped[:ENOUGH_OWN], [True] * ENOUGH_OWN)
    known = finished.methods().average
    assert unknown is not None
    assert known is not None
    assert unknown < 0.01 < 0.99 < known


def test_one_kind_of_outcome_fits_no_model_of_its_own() -> None:
    features, shipped, _ = drawn(LEAST_ROWS)
    finished = finished_with((features, shipped, [at < 4 for at in range(LEAST_ROWS)]))
    assert finished.methods().local is None


def test_it_finds_the_feature_that_decides() -> None:
    model = local_of(finished_with(drawn(1_000)))
    first, *others = model.coefficients
    assert first > 2
    assert max(map(abs, others)) < 0.3
    low, high = (0.0, *(3.0,) * 8), (6.0, *(3.0,) * 8)
    assert model.log_odds(0.0, high) > 2 > -2 > model.log_odds(0.0, low)


def test_no_coefficient_goes_against_silence_and_events() -> None:
    methods = finished_with(drawn(1_000, sign=-1)).methods()
    for model in (methods.local, methods.corrected):
        assert model is not None
        *rates, recency, gaps, episodes, age, unevenness = model.coefficients
        assert min(*rates, episodes, model.slope) >= 0.0
        assert max(recency, gaps, age) <= 0.0
        assert unevenness == 0.0


def test_the_correction_learns_that_hardly_anything_comes_back() -> None:
    features, _, _ = drawn(400)
    finished = finished_with((features, [0.0] * 400, [at % 100 == 0 for at in range(400)]))
    corrected = finished.methods().corrected
    assert corrected is not None
    said = [from_log_odds(corrected.log_odds(0.0, row)) for row in features]
    assert sum(said) / len(said) == pytest.approx(0.01, abs=0.01)
    assert finished.methods().average == pytest.approx(0.01, abs=0.01)


def test_the_correction_stays_with_a_formula_that_is_right() -> None:
    dice = np.random.default_rng(3)
    odds = dice.normal(0, 1.5, 3_000)
    happened = dice.uniform(size=3_000) < 1 / (1 + np.exp(-odds))
    features, _, _ = drawn(3_000)
    finished = finished_with((features, odds.tolist(), happened.tolist()))
    corrected = finished.methods().corrected
    assert corrected is not None
    assert corrected.slope == pytest.approx(1.0, abs=0.12)
    assert corrected.log_odds(1.0, features[0]) == pytest.approx(1.0, abs=0.4)


def test_a_feature_that_never_changes_does_no_harm() -> None:
    features, shipped, happened = drawn(LEAST_ROWS)
    model = local_of(
        finished_with(([(*row[:-2], 1.0, 1.0) for row in features], shipped, happened))
    )
    assert model.coefficients[-2] == pytest.approx(0.0)


@pytest.mark.parametrize(("days", "rows"), [(7, 700.0), (30, 700 * 7 / 30), (3, 700.0)])
def test_overlapping_windows_count_less(days: int, rows: float) -> None:
    methods = finished_with(drawn(700), days=days).methods()
    assert methods.effective_rows == pytest.approx(rows)


def test_only_the_latest_rows_are_fitted() -> None:
    quarter = MOST_ROWS // 4
    finished = finished_with(drawn(quarter, sign=-1), *(drawn(quarter, seed) for seed in range(4)))
    assert local_of(finished).coefficients[0] > 2
    assert finished.methods().effective_rows == MOST_ROWS


def test_it_is_fitted_anew_only_once_enough_has_come() -> None:
    finished = finished_with(drawn(1_000))
    first = finished.methods()
    finished.add(*drawn(40, seed=1))
    assert finished.methods() is first
    finished.add(*drawn(40, seed=2))
    assert finished.methods() is not first


def test_many_patterns_at_once_are_told_the_same_as_each_alone() -> None:
    features, _, happened = drawn(1_000)
    odds = np.random.default_rng(2).normal(0, 1, 1_000)
    methods = finished_with((features, odds.tolist(), happened)).methods()
    columns = said_by_all(methods, odds, np.array(features))
    for method, column in columns.items():
        alone = [
            clipped(methods.said_by(method, from_log_odds(one), row), methods.least)
            for one, row in zip(odds.tolist(), features, strict=True)
        ]
        assert column.tolist() == pytest.approx(alone)


def test_together_they_say_the_same_of_many_as_of_each() -> None:
    features, _, happened = drawn(1_000)
    odds = np.random.default_rng(2).normal(0, 1, 1_000)
    fitted = finished_with((features, odds.tolist(), happened)).methods()
    weights = {Method.CORRECTED: 0.5, Method.POOLED: 0.3, Method.AVERAGE: 0.2}
    methods = replace(fitted, weights=weights)
    together = said_together(methods, said_by_all(methods, odds, np.array(features)))
    alone = [
        methods.probability(from_log_odds(one), row)
        for one, row in zip(odds.tolist(), features, strict=True)
    ]
    assert together.tolist() == pytest.approx(alone, abs=methods.least)
