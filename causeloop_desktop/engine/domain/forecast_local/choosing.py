"""Which method speaks for a horizon: the one that has not lost on this workspace.

The pool speaks at first. Finished windows then compare the methods, each by what it had said at
the time, in standard errors of the paired difference in Brier score. A method that falls behind
the plain average by one of them must not be shown: the corrected formula takes over where it is
ahead of the pool by as much, for it still tells patterns apart, else the average does. Between
methods that both beat the average three are needed to leave the pool, one to come back to it, and
a half to come back from the average, so that the choice does not flutter.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from causeloop_desktop.engine.domain.forecast_local.model import Method

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEAST_WINDOWS = 50
LEAST_CUTOFFS = 26
LEAST_PERIODS = 4.0
"""Half a year of weeks, and so many lengths of the horizon, must have ended: windows of the same
weeks share their luck, however many patterns there are."""

MOST_WINDOWS = 20_000
"""Windows looked back on, so that a choice can follow the times."""

ERRORS_TO_LOSE = 1.0
ERRORS_TO_LEAVE_POOL = 3.0
ERRORS_TO_POOL = 1.0
ERRORS_TO_LEAVE_AVERAGE = 0.5

CHOICES: tuple[Method, ...] = (Method.POOLED, Method.CORRECTED, Method.AVERAGE)
"""What can be chosen; of several that would do, the first."""

_TELLING: tuple[Method, ...] = (Method.POOLED, Method.CORRECTED)
"""Those that tell patterns apart."""

_PAIRS = tuple((one, other) for one in CHOICES for other in CHOICES if one is not other)


class _Lead(NamedTuple):
    """Sums over windows of how much less the second of a pair erred than the first."""

    total: float
    squares: float


class _Block(NamedTuple):
    """The windows of one cut-off."""

    windows: int
    leads: tuple[_Lead, ...]


class Choice:
    """The choice for one horizon, kept as windows end.

    Args:
        overlap: How many windows of a pattern are open at once: as many tell nearly the same.
    """

    def __init__(self, overlap: float) -> None:
        self.method = Method.POOLED
        self.windows = 0
        self._cutoffs = 0
        self._overlap = overlap
        self._blocks: deque[_Block] = deque()
        self._leads = [_Lead(0.0, 0.0)] * len(_PAIRS)

    def add(self, said: Mapping[Method, Sequence[float]], happened: Sequence[bool]) -> None:
        """Take in what each method had said of windows that have ended, and choose anew."""
        if not happened:
            return
        errors = {
            method: [(p - came) ** 2 for p, came in zip(said[method], happened, strict=True)]
            for method in CHOICES
        }
        leads = tuple(_lead(errors[one], errors[other]) for one, other in _PAIRS)
        self._cutoffs += 1
        self._count(_Block(len(happened), leads), 1)
        while self.windows - self._blocks[0].windows >= MOST_WINDOWS:
            self._count(self._blocks[0], -1)
        self._choose()

    def _count(self, block: _Block, sign: int) -> None:
        if sign > 0:
            self._blocks.append(block)
        else:
            self._blocks.popleft()
        self.windows += sign * block.windows
        self._leads = [
            _Lead(kept.total + sign * new.total, kept.squares + sign * new.squares)
            for kept, new in zip(self._leads, block.leads, strict=True)
        ]

    def _choose(self) -> None:
        passed = self._cutoffs >= max(LEAST_CUTOFFS, LEAST_PERIODS * self._overlap)
        if self.windows < LEAST_WINDOWS or not passed:
            return
        choices = _TELLING
        needed = ERRORS_TO_LEAVE_POOL if self.method is Method.POOLED else ERRORS_TO_POOL
        if self.method is Method.AVERAGE:
            needed = ERRORS_TO_LEAVE_AVERAGE
        elif self._is_ahead(Method.AVERAGE, ERRORS_TO_LOSE):
            choices, needed = CHOICES, ERRORS_TO_LOSE
        others = (method for method in choices if method is not self.method)
        ahead = (method for method in others if self._is_ahead(method, needed))
        self.method = next(ahead, self.method)

    def _is_ahead(self, challenger: Method, errors: float) -> bool:
        """Whether a method has erred less than the one in use, by so many standard errors."""
        lead = self._leads[_PAIRS.index((self.method, challenger))]
        mean = lead.total / self.windows
        variance = max(lead.squares / self.windows - mean * mean, 0.0)
        error = math.sqrt(variance * self._overlap / self.windows)
        return mean > 0.0 and mean > errors * error


def _lead(errors: Sequence[float], others: Sequence[float]) -> _Lead:
    leads = [error - other for error, other in zip(errors, others, strict=True)]
    return _Lead(math.fsum(leads), math.fsum(lead * lead for lead in leads))
