"""Logistic regressions with a prior and signs that must hold (numpy, for the worker only)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from causeloop_desktop.engine.domain.forecasts.local.logistic import FARTHEST, LocalModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

Numbers: TypeAlias = "npt.NDArray[np.float64]"

SIGNS = (1, 1, 1, 1, -1, -1, 1, -1, 0)
"""Silence must lower and an episode must raise: rates and their number up, quiet and age down.
The unevenness of gaps can go either way with the next episode, so it has no say."""

PENALTY = 0.3
"""The inverse strength of the ridge on features alone, after standardising."""

COEFFICIENT_SPREAD, SHIFT_SPREAD = 0.3, 2.0
"""How far a correction of the formula is expected to reach: the standard deviations of its
coefficients and of its shift, in log-odds. Workspaces differ by more in how often anything comes
back than in what it depends on."""

STEP_SPREAD, STEP_SHIFT_SPREAD = 0.15, 0.7
"""The same for the way from the correction of the next shorter horizon."""

_CENTRES = (-2.46, -3.21, -3.51, -3.56, 3.44, 1.88, 3.4, 6.94, 1.32)
_SCALES = (0.49, 0.85, 1.04, 1.1, 1.35, 2.84, 1.46, 0.98, 0.62)
# Means and standard deviations over the public events that the formula was fitted to: corrections
# of all horizons and workspaces speak of the same units.

_FLAT = 1e-9
_STEPS = 60
_CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class Prior:
    """Where each coefficient is expected, how firmly, and what it may not pass."""

    means: Numbers
    precisions: Numbers
    low: Numbers
    high: Numbers


@dataclass(frozen=True, slots=True)
class Rows:
    """Finished windows: features, what the formula said in log-odds, and what came (0 or 1).

    Attributes:
        before: What it said of the next shorter horizon.
    """

    features: Numbers
    shipped: Numbers
    before: Numbers
    happened: Numbers


def fit_alone(rows: Rows) -> LocalModel:
    """Fit to features alone; only the intercept is free of the ridge."""
    scales = rows.features.std(axis=0)
    scales[scales < _FLAT] = 1.0
    means = rows.features.mean(axis=0)
    precisions = np.array([1.0 / PENALTY] * len(SIGNS) + [0.0])
    share = min(max(float(rows.happened.mean()), _CLOSE), 1.0 - _CLOSE)
    start = np.array([0.0] * len(SIGNS) + [np.log(share / (1.0 - share))])
    prior = Prior(np.zeros(len(start)), precisions, *_bounds(1))
    columns = _columns(rows.features, means, scales)
    found = fitted(columns, rows.happened, prior, start, 1.0)
    return _model(means.tolist(), scales.tolist(), found[:-1], found[-1], 0.0)


NOTHING = LocalModel(_CENTRES, _SCALES, (0.0,) * len(SIGNS), 0.0, 1.0)
"""A correction that changes nothing."""


def fit_correction(
    rows: Rows, begun: Numbers, shorter: LocalModel | None, overlap: float
) -> LocalModel:
    """Fit near what is expected of the correction, or else near no correction at all.

    Args:
        rows: Finished windows.
        begun: The log-odds that are corrected.
        shorter: What is expected, if windows of the next shorter horizon have told: they end
            sooner and so teach first.
        overlap: How many windows of a pattern are open at once; they tell the same, so each of
            them counts less.
    """
    steps = len(SIGNS) + 1
    expected = shorter or NOTHING
    means = np.array([*expected.coefficients, expected.slope, expected.intercept])
    spreads = np.array([COEFFICIENT_SPREAD] * steps + [SHIFT_SPREAD])
    if shorter is not None:
        spreads = np.array([STEP_SPREAD] * steps + [STEP_SHIFT_SPREAD])
    columns = _columns(rows.features, np.array(_CENTRES), np.array(_SCALES))
    columns = np.insert(columns, len(SIGNS), begun, axis=1)
    prior = Prior(means, spreads**-2, *_bounds(2))
    found = fitted(columns, rows.happened, prior, means, 1.0 / overlap)
    return _model(_CENTRES, _SCALES, found[:-2], found[-1], found[-2])


def odds_of(model: LocalModel, shipped: Numbers, features: Numbers) -> Numbers:
    """The log-odds of many patterns at once; ``LocalModel.log_odds`` in columns."""
    far = (features - np.array(model.means)) / np.array(model.scales)
    told: Numbers = np.clip(far, -FARTHEST, FARTHEST) @ np.array(model.coefficients)
    return model.intercept + model.slope * shipped + told


def chances(odds: Numbers) -> Numbers:
    """The probabilities of log-odds."""
    found: Numbers = 0.5 * (1.0 + np.tanh(0.5 * odds))
    return found


def _columns(features: Numbers, means: Numbers, scales: Numbers) -> Numbers:
    standard = np.clip((features - means) / scales, -FARTHEST, FARTHEST)
    return np.column_stack([standard, np.ones(len(features))])


def _model(
    means: Sequence[float],
    scales: Sequence[float],
    coefficients: Numbers,
    intercept: float,
    slope: float,
) -> LocalModel:
    return LocalModel(
        means=tuple(means),
        scales=tuple(scales),
        coefficients=tuple(coefficients.tolist()),
        intercept=float(intercept),
        slope=float(slope),
    )


def _bounds(others: int) -> tuple[Numbers, Numbers]:
    """What coefficients may not pass: those of features and of ``others``, the last one free."""
    signs = np.array([*SIGNS, *[1] * others])
    low = np.where(signs < 0, -np.inf, 0.0)
    high = np.where(signs > 0, np.inf, 0.0)
    low[-1] = -np.inf
    return low, high


def fitted(
    columns: Numbers, happened: Numbers, prior: Prior, start: Numbers, each: float
) -> Numbers:
    """Find the most probable coefficients by Newton steps projected into the bounds.

    After Bertsekas (1982): what lies at its bound and is pushed beyond it stays there, the others
    take a Newton step, halved until it helps.

    Args:
        columns: The rows, with a column of ones.
        happened: What came of each, 0 or 1.
        prior: What is expected before looking.
        start: Where to begin, within the bounds.
        each: How much a row counts.
    """
    here = start
    loss = _loss(columns, happened, prior, here, each)
    for _ in range(_STEPS):
        step = _newton_step(columns, happened, prior, here, each)
        size, moved = 1.0, here
        while size > _CLOSE:
            moved = np.clip(here - size * step, prior.low, prior.high)
            if (lower := _loss(columns, happened, prior, moved, each)) <= loss:
                break
            size /= 2.0
        else:
            return here
        if float(np.abs(moved - here).max()) < _CLOSE:
            return moved
        here, loss = moved, lower
    return here


def _newton_step(
    columns: Numbers, happened: Numbers, prior: Prior, here: Numbers, each: float
) -> Numbers:
    said = chances(columns @ here)
    slope = each * (columns.T @ (said - happened)) + prior.precisions * (here - prior.means)
    stuck = ((here <= prior.low) & (slope > 0)) | ((here >= prior.high) & (slope < 0))
    free = np.flatnonzero(~stuck)
    step = np.zeros(len(here))
    weighted = columns[:, free] * (each * said * (1.0 - said))[:, None]
    curve = weighted.T @ columns[:, free] + np.diag(prior.precisions[free] + _FLAT)
    step[free] = np.linalg.solve(curve, slope[free])
    return step


def _loss(columns: Numbers, happened: Numbers, prior: Prior, here: Numbers, each: float) -> float:
    odds = columns @ here
    surprise = np.logaddexp(0.0, odds) - happened * odds
    strain = prior.precisions * (here - prior.means) ** 2
    return float(each * surprise.sum() + 0.5 * strain.sum())
