"""How sure it is that the members of a pattern belong together.

    P(belongs | x) = 1 / (1 + exp(-(slope x + offset + leaning)))

Of two issues that read alike, x is what remains of the likeness of their words without the one word
that counts most (``Witness.breadth``): read by a person, that tells failures from topics better
than the likeness itself. Where only the likeness is known it has a curve of its own. Slopes and
offsets are shipped; ``training/confidence.py`` fits them and says how far to trust them.

The leaning is a workspace's own: people who accept and reject move the thresholds of matching
(``calibration``), and a threshold that moved by d says that everything near it belongs with
log-odds lower by ``calibration.SLOPE`` d. So the same prior holds: ten decisions cannot ruin it.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from causeloop_desktop.engine.domain.calibration import SLOPE
from causeloop_desktop.engine.domain.thresholds import SHIPPED, Thresholds
from causeloop_desktop.engine.domain.tokens import Shape

EXACT = 0.98
"""Belonging by an equal fingerprint, template or top frames."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Log-odds of belonging, as a straight line."""

    slope: float
    offset: float

    def at(self, value: float, leaning: float = 0.0) -> float:
        """The probability at ``value``."""
        return 1 / (1 + math.exp(-(self.slope * value + self.offset + leaning)))


BREADTH = Curve(14.4, -3.7)
LIKENESS = Curve(10.8, -4.75)


def leaning_of(thresholds: Thresholds, shape: Shape) -> float:
    """What a workspace's people add to the log-odds of belonging; 0 before they decided anything.

    Args:
        thresholds: Those that the workspace has learned.
        shape: Of the issue in question.
    """
    return SLOPE * (SHIPPED[shape].attach - thresholds.of(shape).attach)


def leanings_of(thresholds: Thresholds) -> Mapping[Shape, float]:
    """The leaning of each shape."""
    return {shape: leaning_of(thresholds, shape) for shape in SHIPPED}


def belonging(likeness: float, *, exact: bool = False, leaning: float = 0.0) -> float:
    """Probability that one member belongs, given its likeness to the others.

    Args:
        likeness: Of its words, 0..1.
        exact: Whether an equal key put it there; such keys are not judged by likeness.
        leaning: The workspace's own.
    """
    return max(EXACT, LIKENESS.at(likeness)) if exact else LIKENESS.at(likeness, leaning)


def confidence_of(sure: Iterable[float]) -> float:
    """Estimated share of members that belong: the mean of how sure it is of each."""
    known = [*sure]
    return sum(known) / len(known) if known else 0.0
