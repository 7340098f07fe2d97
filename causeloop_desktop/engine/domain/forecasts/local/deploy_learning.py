"""Learning whether deploys tell what comes back, and how much (numpy, for the worker only).

One number is fitted on top of all else that is said: the log-odds that the freshness of a deploy
adds. Whether it is looked at follows from Bayes' rule: how much more likely it made what came than
what was said without it, each time by what had been fitted before. Without an effect that ratio
passes a bound with at most the bound's inverse as probability, however long one looks (Ville 1939).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from causeloop_desktop.engine.domain.forecasts.local.deploys import DeployEffect
from causeloop_desktop.engine.domain.forecasts.local.regression import (
    Prior,
    chances,
    fitted,
)
from causeloop_desktop.engine.domain.forecasts.local.weighing import KEPT_A_WEEK, SHARED_LUCK
from causeloop_desktop.engine.domain.forecasts.rates import from_log_odds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.engine.domain.forecasts.local.regression import Numbers

AGAINST = 100.0
"""The odds against deploys telling anything: by chance no more than one workspace in a hundred
looks at them where they do not."""

LOOKED_AT_FROM = 0.5
"""Below this share they are not looked at."""

GAIN_SPREAD = 1.0
"""How much a fresh deploy is expected to add, in log-odds."""

MOST_ROWS = 20_000
REFIT_SHARE = 0.05
_FIXED = 1e-3
"""The spread of a coefficient that is bound to its place."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Forecasts of one moment, of patterns whose services had been deployed.

    Attributes:
        odds: What was said without a look at deploys, in log-odds.
        freshness: Of the latest deploy.
        effect: What had been fitted by then, whether it was looked at or not.
    """

    odds: Numbers
    freshness: Numbers
    happened: Numbers
    effect: DeployEffect | None


class DeployLearner:
    """Fits the effect of deploys on one horizon as windows end, and judges it.

    Args:
        overlap: How many windows of a pattern are open at once.
    """

    def __init__(self, overlap: float) -> None:
        self._each = 1.0 / overlap
        self._rows: list[Watched] = []
        self._count = 0
        self._fresh = 0
        self._fitted: DeployEffect | None = None
        self._evidence = 0.0

    @property
    def effect(self) -> DeployEffect | None:
        """What is looked at; nothing where the past does not show that deploys tell something."""
        if self._fitted is None or self._fitted.share < LOOKED_AT_FROM:
            return None
        return self._fitted

    def watch(
        self,
        said: Sequence[float],
        freshness: Sequence[float | None],
        happened: Sequence[bool],
    ) -> Watched:
        """Note what was said, until the windows have ended."""
        there = [at for at, fresh in enumerate(freshness) if fresh is not None]
        chosen = np.array([said[at] for at in there], np.float64)
        return Watched(
            odds=np.log(chosen) - np.log1p(-chosen),
            freshness=np.array([freshness[at] for at in there], np.float64),
            happened=np.array([happened[at] for at in there], np.float64),
            effect=self._fitted,
        )

    def add(self, ended: Watched) -> None:
        """Take in windows that have ended: judge what was fitted before, then fit anew."""
        if not len(ended.happened):
            return
        if ended.effect is not None:
            told = self._each * _told(ended, ended.effect) / SHARED_LUCK
            self._evidence = KEPT_A_WEEK * self._evidence + told
        self._rows.append(ended)
        self._count += len(ended.happened)
        self._fresh += len(ended.happened)
        while self._count - len(self._rows[0].happened) >= MOST_ROWS:
            self._count -= len(self._rows.pop(0).happened)
        if self._fresh >= REFIT_SHARE * self._count:
            self._fit()
        elif self._fitted is not None:
            self._fitted = replace(self._fitted, share=self._share)

    @property
    def _share(self) -> float:
        return from_log_odds(self._evidence - math.log(AGAINST))

    def _fit(self) -> None:
        """Find the gain on top of what was said, which stays as it is."""
        odds = np.concatenate([one.odds for one in self._rows])
        freshness = np.concatenate([one.freshness for one in self._rows])
        happened = np.concatenate([one.happened for one in self._rows])
        usual = float(freshness.mean())
        prior = Prior(
            means=np.array([1.0, 0.0]),
            precisions=np.array([_FIXED, GAIN_SPREAD]) ** -2,
            low=np.array([1.0, 0.0]),
            high=np.array([1.0, np.inf]),
        )
        columns = np.column_stack([odds, freshness - usual])
        found = fitted(columns, happened, prior, prior.means, self._each)
        self._fitted, self._fresh = DeployEffect(float(found[1]), usual, self._share), 0


def _told(ended: Watched, effect: DeployEffect) -> float:
    """The logarithm of how much more likely the effect made what came."""
    moved = ended.odds + effect.gain * (ended.freshness - effect.usual)
    return _likely(moved, ended.happened) - _likely(ended.odds, ended.happened)


def _likely(odds: Numbers, happened: Numbers) -> float:
    said = chances(odds)
    return float(np.log(np.where(happened > 0, said, 1.0 - said)).sum())
