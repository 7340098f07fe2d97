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

from causeloop_desktop.engine.domain.forecasts.local.model import Method

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

PRIORS: Mapping[Method, float] = {
    Method.CORRECTED: 1.0,
    Method.POOLED: 0.7,
    Method.FORMULA: 0.5,
    Method.AVERAGE: 0.1,
}
"""The correction finds its way in every workspace. Pool and formula are a little better where the
formula is right, for they have nothing to learn or less; the plain average is where nothing tells
patterns apart. They have to show it."""

FARTHEST_BEHIND = 8.0
"""How far, as a logarithm, what shorter windows told may put a method behind the others: so far
that longer ones can still bring it back within a year or two."""

SHARED_LUCK = 3.0
KEPT_A_WEEK = 0.995
"""Half of a week's say is forgotten after some two and a half years."""

_LEAST_WEIGHT = 1e-3
"""Below this a method has no say."""


class Weighing:
    """The weights of one horizon, kept as windows end.

    Args:
        overlap: How many windows of a pattern are open at once.
        shorter: The weighing of the next shorter horizon, whose windows end sooner: who tells of
            a week well is expected to tell of a month well.
    """

    def __init__(self, overlap: float, shorter: Weighing | None = None) -> None:
        self._each = 1.0 / (SHARED_LUCK * overlap)
        self._shorter = shorter
        self._own = dict.fromkeys(PRIORS, 0.0)

    def weights(self, absent: Collection[Method] = ()) -> dict[Method, float]:
        """How much each method counts; together they make 1.

        Args:
            absent: Those that have nothing of their own to say yet.
        """
        scores = {
            method: math.log(PRIORS[method]) + told
            for method, told in self.told().items()
            if method not in absent
        }
        best = max(scores.values())
        shares = {method: math.exp(score - best) for method, score in scores.items()}
        total = math.fsum(shares.values())
        kept = {method: one for method, one in shares.items() if one >= _LEAST_WEIGHT * total}
        return {method: one / math.fsum(kept.values()) for method, one in kept.items()}

    def add(self, said: Mapping[Method, Sequence[float]], happened: Sequence[bool]) -> None:
        """Take in what each method had said of windows of one cut-off."""
        if not happened:
            return
        for method, before in self._own.items():
            told = math.fsum(
                math.log(p if came else 1.0 - p)
                for p, came in zip(said[method], happened, strict=True)
            )
            self._own[method] = KEPT_A_WEEK * before + self._each * told

    def told(self) -> dict[Method, float]:
        """The logarithm of how likely each method had made what came, shorter windows included."""
        if self._shorter is None:
            return self._own
        shorter = self._shorter.told()
        best = max(shorter.values())
        return {
            method: own + max(shorter[method] - best, -FARTHEST_BEHIND)
            for method, own in self._own.items()
        }
