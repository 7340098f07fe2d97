"""Fitting to finished windows: when it may, and that it finds what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from causeloop_desktop.engine.domain.forecast_local.activity import FEATURES, Features
from causeloop_desktop.engine.domain.forecast_local.fitting import (
    LEAST_CORRECTED_ROWS,
    LEAST_ROWS,
    MOST_ROWS,
    FinishedWindows,
    said_by_all,
)
from causeloop_desktop.engine.domain.rates import clipped, from_log_odds

if TYPE_CHECKING:
    from causeloop_desktop.engine.domain.forecast_local.model import LocalModel

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


def test_too_few_rows_fit_nothing() -> None:
    finished = finished_with(drawn(LEAST_CORRECTED_ROWS - 1))
    assert finished.methods().corrected is None
    finished = finished_with(drawn(LEAST_ROWS - 1))
    assert finished.methods().corrected is not None
    assert finished.methods().local is None
    assert finished_with(drawn(LEAST_ROWS)).methods().local is not None


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
            clipped(methods.said_by(method, from_log_odds(one), row))
            for one, row in zip(odds.tolist(), features, strict=True)
        ]
        assert column.tolist() == pytest.approx(alone)
