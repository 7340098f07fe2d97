"""Fitting the local model to a workspace's own finished windows (numpy, for the worker only)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression

from causeloop_desktop.engine.domain.forecast_local.activity import FEATURES
from causeloop_desktop.engine.domain.forecast_local.model import LocalModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from causeloop_desktop.engine.domain.forecast_local.activity import Features

LEAST_ROWS = 200
LEAST_OF_A_KIND = 5
MOST_ROWS = 20_000
"""Only the latest rows are fitted: more cost time, and older ones tell of another time."""

REFIT_SHARE = 0.05
"""A model is fitted anew once so large a share of its rows has come since: every week in a young
workspace, every few weeks where a year of rows says the same as before."""

PENALTY = 0.3
"""The inverse strength of the ridge, after standardising."""


class FinishedWindows:
    """Rows of one horizon whose windows have ended, oldest first.

    Args:
        days: The horizon.
        step_days: Days from one cut-off to the next; windows longer than that overlap.
    """

    def __init__(self, days: int, step_days: float) -> None:
        self._days = days
        self._overlap = max(days / step_days, 1.0)
        self._features: list[npt.NDArray[np.float64]] = []
        self._happened: list[npt.NDArray[np.bool_]] = []
        self._rows = 0
        self._fresh = 0
        self._model: LocalModel | None = None

    def add(self, features: Sequence[Features], happened: Sequence[bool]) -> None:
        """Add the rows of a cut-off, in the order of time."""
        if features:
            self._features.append(np.array(features, np.float64).reshape(-1, len(FEATURES)))
            self._happened.append(np.array(happened, np.bool_))
            self._rows += len(features)
            self._fresh += len(features)
            self._forget()

    def model(self) -> LocalModel | None:
        """Give the model, fitted anew where enough has come since.

        None where there are too few rows, or too few of a kind.
        """
        if self._rows >= LEAST_ROWS and self._fresh >= REFIT_SHARE * self._rows:
            self._model = self._fit()
            self._fresh = 0
        return self._model

    def _fit(self) -> LocalModel | None:
        rows = np.concatenate(self._features)[-MOST_ROWS:]
        happened = np.concatenate(self._happened)[-MOST_ROWS:]
        trues = int(happened.sum())
        if min(trues, len(happened) - trues) < LEAST_OF_A_KIND:
            return None
        means, scales = rows.mean(axis=0), rows.std(axis=0)
        scales[scales < _FLAT] = 1.0
        fitted = LogisticRegression(C=PENALTY, solver="newton-cholesky")
        fitted.fit((rows - means) / scales, happened)
        return LocalModel(
            days=self._days,
            means=tuple(means.tolist()),
            scales=tuple(scales.tolist()),
            coefficients=tuple(fitted.coef_[0].tolist()),
            intercept=float(fitted.intercept_[0]),
            effective_rows=len(happened) / self._overlap,
        )

    def _forget(self) -> None:
        """Let go of the oldest cut-offs that no fit will look at any more."""
        while self._rows - len(self._happened[0]) >= MOST_ROWS:
            self._rows -= len(self._happened.pop(0))
            self._features.pop(0)


_FLAT = 1e-9
