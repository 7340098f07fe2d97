"""Fitting the local models to a workspace's own finished windows (numpy, for the worker only)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from causeloop_desktop.engine.domain.forecasts.local.activity import FEATURES
from causeloop_desktop.engine.domain.forecasts.local.model import CONTINUED, HorizonMethods, Method
from causeloop_desktop.engine.domain.forecasts.local.regression import (
    NOTHING,
    Rows,
    chances,
    fit_alone,
    fit_correction,
    odds_of,
)
from causeloop_desktop.engine.domain.forecasts.rates import NEAREST, log_odds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.engine.domain.forecasts.local.activity import Features
    from causeloop_desktop.engine.domain.forecasts.local.logistic import LocalModel
    from causeloop_desktop.engine.domain.forecasts.local.regression import Numbers

LEAST_ROWS = 200
LEAST_OF_A_KIND = 5
"""Fewer windows, or fewer of either outcome, fit no model of features alone. The correction stays
near the formula by itself, so it begins with the first window."""

MOST_ROWS = 20_000
"""Only the latest rows are fitted: more cost time, and older ones tell of another time."""

ENOUGH_OWN = 100
"""Windows that were forecast, from which on the past of patterns before they were known counts no
more: patterns that are found because they came back make it look too lively."""

REFIT_SHARE = 0.05
"""Models are fitted anew once so large a share of their rows has come since: every week in a
young workspace, every few weeks where a year of rows says the same as before."""

FARTHEST_ODDS = log_odds(1.0)
"""Log-odds are held where ``log_odds`` holds them."""

PSEUDO_WINDOWS = 2.0
"""Windows in which the formula came true, added to the average."""


class _Table:
    """Rows of finished windows, oldest first; the latest ``MOST_ROWS`` and what came with them."""

    def __init__(self) -> None:
        self.rows: list[Rows] = []
        self.count = 0

    def add(self, rows: Rows) -> None:
        """Add rows, and let go of the oldest that no fit will look at any more."""
        self.rows.append(rows)
        self.count += len(rows.happened)
        while self.count - len(self.rows[0].happened) >= MOST_ROWS:
            self.count -= len(self.rows.pop(0).happened)


class FinishedWindows:
    """Rows of one horizon whose windows have ended, and what is fitted to them.

    Args:
        days: The horizon.
        step_days: Days from one cut-off to the next; windows longer than that overlap.
    """

    def __init__(self, days: int, step_days: float) -> None:
        self.overlap = max(days / step_days, 1.0)
        self._days = days
        self._own = _Table()
        self._before = _Table()
        self._fresh = 0
        self._shorter: LocalModel | None = None
        self._fitted = HorizonMethods(days)

    def add(
        self,
        features: Sequence[Features] | Numbers,
        shipped: Sequence[float] | Numbers,
        happened: Sequence[bool],
        before: Sequence[float] | Numbers | None = None,
        *,
        known: bool = True,
    ) -> None:
        """Add the rows of a cut-off, in the order of time.

        Args:
            features: Of each pattern.
            shipped: What the formula said, in log-odds.
            happened: What came of it.
            before: What the formula said of the next shorter horizon, if there is one.
            known: Whether the patterns were known by then; others teach only until enough
                windows of known ones have ended.
        """
        if not len(features):
            return
        rows = Rows(
            np.array(features, np.float64).reshape(-1, len(FEATURES)),
            np.array(shipped, np.float64),
            np.array(shipped if before is None else before, np.float64),
            np.array(happened, np.float64),
        )
        (self._own if known else self._before).add(rows)
        self._fresh += len(features)

    @property
    def is_young(self) -> bool:
        """Whether the past of patterns before they were known still teaches."""
        return self._own.count < ENOUGH_OWN

    def methods(self, shorter: LocalModel | None = None) -> HorizonMethods:
        """Give the fitted models, fitted anew where enough has come since.

        Args:
            shorter: The correction of the next shorter horizon.
        """
        count = self._own.count + self._before.count
        due = self._fresh > 0 and self._fresh >= REFIT_SHARE * count
        if due or shorter is not self._shorter:
            self._fitted = self._fit(shorter)
            self._shorter, self._fresh = shorter, 0
        return self._fitted

    def _fit(self, shorter: LocalModel | None) -> HorizonMethods:
        expected = NOTHING if shorter and self._days in CONTINUED else shorter
        if not self._own.count + self._before.count:
            return HorizonMethods(self._days, corrected=expected)
        rows = self._rows()
        begun = begun_of(self._days, shorter, rows.before, rows.features)
        begun = rows.shipped if begun is None else begun
        trues, count = float(rows.happened.sum()), len(rows.happened)
        usual = float(chances(rows.shipped).mean())
        ready = count >= LEAST_ROWS and min(trues, count - trues) >= LEAST_OF_A_KIND
        return HorizonMethods(
            days=self._days,
            average=(trues + PSEUDO_WINDOWS * usual) / (count + PSEUDO_WINDOWS),
            effective_rows=count / self.overlap,
            local=fit_alone(rows) if ready else None,
            corrected=fit_correction(rows, begun, expected, self.overlap),
        )

    def _rows(self) -> Rows:
        """Put together what is looked at."""
        tables = (self._before, self._own) if self.is_young else (self._own,)
        parts = [rows for table in tables for rows in table.rows]
        return Rows(
            np.concatenate([part.features for part in parts])[-MOST_ROWS:],
            np.concatenate([part.shipped for part in parts])[-MOST_ROWS:],
            np.concatenate([part.before for part in parts])[-MOST_ROWS:],
            np.concatenate([part.happened for part in parts])[-MOST_ROWS:],
        )


def begun_of(
    days: int, shorter: LocalModel | None, before: Numbers, rows: Numbers
) -> Numbers | None:
    """Say from what log-odds the correction begins; ``WorkspaceModel.continued`` in columns.

    Args:
        days: The horizon.
        shorter: The correction of the next shorter one.
        before: What the formula says of that one, in log-odds.
        rows: The features.
    """
    if shorter is None or days not in CONTINUED:
        return None
    said = np.clip(chances(odds_of(shorter, before, rows)), NEAREST, 1.0 - NEAREST)
    silent = CONTINUED[days] * np.log1p(-said)
    odds: Numbers = np.log(-np.expm1(silent)) - silent
    return np.clip(odds, -FARTHEST_ODDS, FARTHEST_ODDS)


def said_by_all(
    methods: HorizonMethods, shipped: Numbers, rows: Numbers, begun: Numbers | None = None
) -> dict[Method, Numbers]:
    """Say what each method says of many patterns at once; ``HorizonMethods.said_by`` in columns.

    Args:
        methods: Of the horizon.
        shipped: What the formula says, in log-odds.
        rows: The features.
        begun: From what the correction begins where that is not the formula.
    """
    corrected = shipped
    if methods.corrected is not None:
        corrected = odds_of(methods.corrected, shipped if begun is None else begun, rows)
    pooled = shipped
    if methods.local is not None:
        told = odds_of(methods.local, shipped, rows)
        pooled = (1.0 - methods.weight) * shipped + methods.weight * told
    average = np.full(len(rows), methods.average or 0.0)
    said = {
        Method.FORMULA: chances(shipped),
        Method.POOLED: chances(pooled),
        Method.CORRECTED: chances(corrected),
        Method.AVERAGE: chances(corrected) if methods.average is None else average,
    }
    return {
        method: np.clip(column, methods.least, 1.0 - methods.least)
        for method, column in said.items()
    }


def said_together(methods: HorizonMethods, said: dict[Method, Numbers]) -> Numbers:
    """Weigh what each method says; ``HorizonMethods.probability`` in columns."""
    mean: Numbers = np.sum([weight * said[one] for one, weight in methods.weights.items()], axis=0)
    return np.clip(mean, methods.least, 1.0 - methods.least)
