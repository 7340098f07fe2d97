"""Fitting the local models to a workspace's own finished windows (numpy, for the worker only)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from causeloop_desktop.engine.domain.forecast_local.activity import FEATURES
from causeloop_desktop.engine.domain.forecast_local.model import (
    FARTHEST,
    HorizonMethods,
    LocalModel,
    Method,
)
from causeloop_desktop.engine.domain.rates import LEAST, MOST

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from causeloop_desktop.engine.domain.forecast_local.activity import Features

    Numbers: TypeAlias = npt.NDArray[np.float64]

LEAST_ROWS = 200
LEAST_OF_A_KIND = 5
LEAST_CORRECTED_ROWS = 30
"""The correction stays near the formula by itself, so it may begin with fewer windows."""

MOST_ROWS = 20_000
"""Only the latest rows are fitted: more cost time, and older ones tell of another time."""

REFIT_SHARE = 0.05
"""Models are fitted anew once so large a share of their rows has come since: every week in a
young workspace, every few weeks where a year of rows says the same as before."""

PENALTY = 0.3
"""The inverse strength of the local model's ridge, after standardising."""

CORRECTION_SPREAD, SHIFT_SPREAD = 0.3, 1.0
"""How far a correction of the formula is expected to reach: the standard deviations of its
coefficients and of its shift, in log-odds."""

PSEUDO_WINDOWS = 2.0
"""Windows in which the formula came true, added to the average."""

# Silence must lower and an episode must raise: rates and their number up, quiet and age down.
# The unevenness of gaps can go either way with the next episode, so it has no say.
_SIGNS = (1, 1, 1, 1, -1, -1, 1, -1, 0)

_FLAT = 1e-9
_STEPS = 60
_CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class _Prior:
    """Where each coefficient is expected, how firmly, and what it may not pass."""

    means: Numbers
    precisions: Numbers
    low: Numbers
    high: Numbers


class FinishedWindows:
    """Rows of one horizon whose windows have ended, oldest first.

    Args:
        days: The horizon.
        step_days: Days from one cut-off to the next; windows longer than that overlap.
    """

    def __init__(self, days: int, step_days: float) -> None:
        self._days = days
        self._overlap = max(days / step_days, 1.0)
        self._features: list[Numbers] = []
        self._shipped: list[Numbers] = []
        self._happened: list[npt.NDArray[np.bool_]] = []
        self._rows = 0
        self._fresh = 0
        self._fitted = HorizonMethods(days)

    @property
    def overlap(self) -> float:
        """How many windows of a pattern are open at once."""
        return self._overlap

    def add(
        self,
        features: Sequence[Features] | Numbers,
        shipped: Sequence[float] | Numbers,
        happened: Sequence[bool],
    ) -> None:
        """Add the rows of a cut-off, in the order of time.

        Args:
            features: Of each pattern.
            shipped: What the formula said, in log-odds.
            happened: What came of it.
        """
        if len(features):
            self._features.append(np.array(features, np.float64).reshape(-1, len(FEATURES)))
            self._shipped.append(np.array(shipped, np.float64))
            self._happened.append(np.array(happened, np.bool_))
            self._rows += len(features)
            self._fresh += len(features)
            self._forget()

    def methods(self) -> HorizonMethods:
        """Give the fitted models, fitted anew where enough has come since."""
        if self._rows and self._fresh >= REFIT_SHARE * self._rows:
            self._fitted = self._fit()
            self._fresh = 0
        return self._fitted

    def _fit(self) -> HorizonMethods:
        rows = np.concatenate(self._features)[-MOST_ROWS:]
        shipped = np.concatenate(self._shipped)[-MOST_ROWS:]
        happened = np.concatenate(self._happened)[-MOST_ROWS:].astype(np.float64)
        trues, count = float(happened.sum()), len(happened)
        expected = float((0.5 * (1.0 + np.tanh(0.5 * shipped))).mean())
        standard = _Standard.of(rows)
        ready = count >= LEAST_ROWS and min(trues, count - trues) >= LEAST_OF_A_KIND
        corrects = count >= LEAST_CORRECTED_ROWS
        return HorizonMethods(
            days=self._days,
            average=(trues + PSEUDO_WINDOWS * expected) / (count + PSEUDO_WINDOWS),
            effective_rows=count / self._overlap if ready else 0.0,
            local=standard.local(rows, happened) if ready else None,
            corrected=(
                standard.corrected(rows, shipped, happened, self._overlap) if corrects else None
            ),
        )

    def _forget(self) -> None:
        """Let go of the oldest cut-offs that no fit will look at any more."""
        while self._rows - len(self._happened[0]) >= MOST_ROWS:
            self._rows -= len(self._happened.pop(0))
            self._features.pop(0)
            self._shipped.pop(0)


def said_by_all(methods: HorizonMethods, shipped: Numbers, rows: Numbers) -> dict[Method, Numbers]:
    """Say what each method says of many patterns at once; ``HorizonMethods.said_by`` in columns.

    Args:
        methods: Of the horizon.
        shipped: What the formula says, in log-odds.
        rows: The features.
    """
    pooled = shipped
    for model in (methods.local, methods.corrected):
        if model is not None:
            pooled = (1.0 - methods.weight) * pooled + methods.weight * _odds(model, shipped, rows)
    corrected = shipped if methods.corrected is None else _odds(methods.corrected, shipped, rows)
    said = {
        Method.FORMULA: _chances(shipped),
        Method.POOLED: _chances(pooled),
        Method.CORRECTED: _chances(corrected),
    }
    average = np.full(len(rows), methods.average or 0.0)
    said[Method.AVERAGE] = said[Method.FORMULA] if methods.average is None else average
    return {method: np.clip(chances, LEAST, MOST) for method, chances in said.items()}


def _odds(model: LocalModel, shipped: Numbers, rows: Numbers) -> Numbers:
    far = (rows - np.array(model.means)) / np.array(model.scales)
    told: Numbers = np.clip(far, -FARTHEST, FARTHEST) @ np.array(model.coefficients)
    return model.intercept + model.slope * shipped + told


def _chances(odds: Numbers) -> Numbers:
    chances: Numbers = 0.5 * (1.0 + np.tanh(0.5 * odds))
    return chances


@dataclass(frozen=True, slots=True)
class _Standard:
    """Means and scales of features."""

    means: Numbers
    scales: Numbers

    @classmethod
    def of(cls, rows: Numbers) -> _Standard:
        scales = rows.std(axis=0)
        scales[scales < _FLAT] = 1.0
        return cls(rows.mean(axis=0), scales)

    def local(self, rows: Numbers, happened: Numbers) -> LocalModel:
        """Fit to features alone; only the intercept is free of the ridge."""
        signs = np.array([*_SIGNS, 1])
        precisions = np.array([1.0 / PENALTY] * len(_SIGNS) + [0.0])
        share = min(max(float(happened.mean()), _CLOSE), 1.0 - _CLOSE)
        start = np.array([0.0] * len(_SIGNS) + [np.log(share / (1.0 - share))])
        prior = _Prior(np.zeros(len(signs)), precisions, *_bounds(signs))
        found = _fitted(self._columns(rows), happened, prior, start, 1.0)
        return self._model(found[:-1], found[-1], 0.0)

    def corrected(
        self, rows: Numbers, shipped: Numbers, happened: Numbers, overlap: float
    ) -> LocalModel:
        """Fit near the formula; overlapping windows tell the same, so each counts less."""
        signs = np.array([*_SIGNS, 1, 1])
        spreads = np.array([CORRECTION_SPREAD] * (len(_SIGNS) + 1) + [SHIFT_SPREAD])
        means = np.array([0.0] * len(_SIGNS) + [1.0, 0.0])
        columns = np.insert(self._columns(rows), len(_SIGNS), shipped, axis=1)
        prior = _Prior(means, spreads**-2, *_bounds(signs))
        found = _fitted(columns, happened, prior, means, 1.0 / overlap)
        return self._model(found[:-2], found[-1], found[-2])

    def _columns(self, rows: Numbers) -> Numbers:
        standard = np.clip((rows - self.means) / self.scales, -FARTHEST, FARTHEST)
        return np.column_stack([standard, np.ones(len(rows))])

    def _model(self, coefficients: Numbers, intercept: float, slope: float) -> LocalModel:
        return LocalModel(
            means=tuple(self.means.tolist()),
            scales=tuple(self.scales.tolist()),
            coefficients=tuple(coefficients.tolist()),
            intercept=float(intercept),
            slope=float(slope),
        )


def _bounds(signs: npt.NDArray[np.int_]) -> tuple[Numbers, Numbers]:
    """What coefficients may not pass; the last one, the intercept, is free."""
    low = np.where(signs < 0, -np.inf, 0.0)
    high = np.where(signs > 0, np.inf, 0.0)
    low[-1] = -np.inf
    return low, high


def _fitted(
    columns: Numbers, happened: Numbers, prior: _Prior, start: Numbers, each: float
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
    columns: Numbers, happened: Numbers, prior: _Prior, here: Numbers, each: float
) -> Numbers:
    said = 0.5 * (1.0 + np.tanh(0.5 * (columns @ here)))
    slope = each * (columns.T @ (said - happened)) + prior.precisions * (here - prior.means)
    stuck = ((here <= prior.low) & (slope > 0)) | ((here >= prior.high) & (slope < 0))
    free = np.flatnonzero(~stuck)
    step = np.zeros(len(here))
    weighted = columns[:, free] * (each * said * (1.0 - said))[:, None]
    curve = weighted.T @ columns[:, free] + np.diag(prior.precisions[free] + _FLAT)
    step[free] = np.linalg.solve(curve, slope[free])
    return step


def _loss(columns: Numbers, happened: Numbers, prior: _Prior, here: Numbers, each: float) -> float:
    odds = columns @ here
    surprise = np.logaddexp(0.0, odds) - happened * odds
    strain = prior.precisions * (here - prior.means) ** 2
    return float(each * surprise.sum() + 0.5 * strain.sum())
