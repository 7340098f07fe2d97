"""How much each method counts for a horizon: by how well it has told what came of windows.

A mean of forecasts is weighed by Bayes' rule: a method's weight is its prior times the likelihood
of what came under what it had said at the time (Hoeting et al. 1999). Three things make that
cautious. Windows of a pattern that overlap tell the same, so each counts by the part that it does
not share. Windows of one week share their luck, however many patterns there are: three count as
one. And the past is forgotten slowly, so that weights follow the times (Raftery et al. 2010).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from causeloop_desktop.engine.domain.forecasts.local.model import UNWEIGHED, Method

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PRIORS: Mapping[Method, float] = {
    Method.CORRECTED: 1.0,
    Method.POOLED: 0.3,
    Method.AVERAGE: 0.1,
}
"""The correction finds its way in every workspace. The pool is a little better where the formula
is right, the plain average where nothing tells patterns apart: both have to show it."""

SHARED_LUCK = 3.0
KEPT_A_WEEK = 0.995
"""Half of a week's say is forgotten after some two and a half years."""

_LEAST_WEIGHT = 1e-3
"""Below this a method has no say."""


class Weighing:
    """The weights of one horizon, kept as windows end.

    Args:
        overlap: How many windows of a pattern are open at once.
    """

    def __init__(self, overlap: float) -> None:
        self.weights = UNWEIGHED
        self._each = 1.0 / (SHARED_LUCK * overlap)
        self._scores = {method: math.log(prior) for method, prior in PRIORS.items()}

    def add(self, said: Mapping[Method, Sequence[float]], happened: Sequence[bool]) -> None:
        """Take in what each method had said of windows of one cut-off, and weigh anew."""
        if not happened:
            return
        for method, prior in PRIORS.items():
            told = math.fsum(
                math.log(p if came else 1.0 - p)
                for p, came in zip(said[method], happened, strict=True)
            )
            before = self._scores[method] - math.log(prior)
            self._scores[method] = math.log(prior) + KEPT_A_WEEK * before + self._each * told
        self.weights = self._weigh()

    def _weigh(self) -> dict[Method, float]:
        best = max(self._scores.values())
        told = {method: math.exp(score - best) for method, score in self._scores.items()}
        total = math.fsum(told.values())
        kept = {method: one for method, one in told.items() if one >= _LEAST_WEIGHT * total}
        return {method: one / math.fsum(kept.values()) for method, one in kept.items()}
