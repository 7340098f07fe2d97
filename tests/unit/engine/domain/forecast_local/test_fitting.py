"""Fitting to finished windows: when it may, and that it finds what is there."""

from __future__ import annotations

import numpy as np
import pytest

from causeloop_desktop.engine.domain.forecast_local.activity import FEATURES, Features
from causeloop_desktop.engine.domain.forecast_local.fitting import (
    LEAST_ROWS,
    MOST_ROWS,
    FinishedWindows,
)


def drawn(count: int, seed: int = 7) -> tuple[list[Features], list[bool]]:
    """Draw rows whose first feature alone decides."""
    dice = np.random.default_rng(seed)
    rows = dice.normal(3, 2, (count, len(FEATURES)))
    happened = rows[:, 0] + dice.normal(0, 1, count) > 3
    return [tuple(row) for row in rows.tolist()], happened.tolist()


def test_too_few_rows_fit_nothing() -> None:
    finished = FinishedWindows(7, 7)
    finished.add(*drawn(LEAST_ROWS - 1))
    assert finished.model() is None
    finished.add(*drawn(1))
    assert finished.model() is not None


def test_one_kind_of_outcome_fits_nothing() -> None:
    features, _ = drawn(LEAST_ROWS)
    finished = FinishedWindows(7, 7)
    finished.add(features, [at < 4 for at in range(LEAST_ROWS)])
    assert finished.model() is None


def test_it_finds_the_feature_that_decides() -> None:
    finished = FinishedWindows(7, 7)
    finished.add(*drawn(1_000))
    model = finished.model()
    assert model is not None
    first, *others = model.coefficients
    assert first > 2
    assert max(map(abs, others)) < 0.3
    assert model.log_odds((6.0, *(3.0,) * 8)) > 2 > -2 > model.log_odds((0.0, *(3.0,) * 8))


def test_a_feature_that_never_changes_does_no_harm() -> None:
    features, happened = drawn(LEAST_ROWS)
    finished = FinishedWindows(7, 7)
    finished.add([(*row[:-1], 1.0) for row in features], happened)
    model = finished.model()
    assert model is not None
    assert model.coefficients[-1] == pytest.approx(0.0)


@pytest.mark.parametrize(("days", "rows"), [(7, 700.0), (30, 700 * 7 / 30), (3, 700.0)])
def test_overlapping_windows_count_less(days: int, rows: float) -> None:
    finished = FinishedWindows(days, 7)
    finished.add(*drawn(700))
    model = finished.model()
    assert model is not None
    assert model.effective_rows == pytest.approx(rows)


def test_only_the_latest_rows_are_fitted() -> None:
    features, happened = drawn(MOST_ROWS // 4)
    finished = FinishedWindows(7, 7)
    finished.add(features, [not came for came in happened])
    for seed in range(4):
        finished.add(*drawn(MOST_ROWS // 4, seed))
    model = finished.model()
    assert model is not None
    assert model.coefficients[0] > 2
    assert model.effective_rows == MOST_ROWS


def test_it_is_fitted_anew_only_once_enough_has_come() -> None:
    finished = FinishedWindows(7, 7)
    finished.add(*drawn(1_000))
    first = finished.model()
    finished.add(*drawn(40, seed=1))
    assert finished.model() is first
    finished.add(*drawn(40, seed=2))
    assert finished.model() is not first
