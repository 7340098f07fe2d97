"""How sure it is that the members of a pattern belong together.

    P(belongs | s) = 1 / (1 + exp(-(SLOPE s + OFFSET + leaning)))

where s is the likeness of the member's words to the others. Slope and offset are shipped; people
have read what they were fitted to (``training/confidence.py``, ``docs/reference/confidence.md``).

The leaning is a workspace's own: people who accept and reject move the thresholds of matching
(``calibration``), and a threshold that moved by d says that what is near it belongs with log-odds
lower by ``calibration.SLOPE`` d. So the same prior holds: ten decisions cannot ruin it.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from causeloop_desktop.engine.domain.documents import IssueKey
from causeloop_desktop.engine.domain.matching.thresholds import SHIPPED, Thresholds
from causeloop_desktop.engine.domain.reviews import calibration
from causeloop_desktop.engine.domain.text.tokens import Shape

SLOPE = 8.7
OFFSET = -3.8
"""A likeness of .44 is right in one of two cases, one of .69 in nine of ten."""

EXACT = 0.98
"""Belonging by an equal fingerprint, template or top frames."""

Leanings: TypeAlias = Mapping[Shape, float]
"""What a workspace's people add to the log-odds of belonging, by shape."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a workspace's people have said of what belongs.

    Attributes:
        leanings: What their decisions add to the log-odds of others like them.
        placed: Issues that belong because a person said so.
    """

    leanings: Leanings = field(default_factory=dict)
    placed: frozenset[IssueKey] = frozenset()

    def belonging(self, issue: IssueKey, shape: Shape, likeness: float, *, exact: bool) -> float:
        """Probability that a member belongs; see ``belonging``."""
        if issue in self.placed:
            return 1.0
        return belonging(likeness, exact=exact, leaning=self.leanings.get(shape, 0.0))


def leaning_of(thresholds: Thresholds, shape: Shape) -> float:
    """What a workspace's people add to the log-odds of belonging; 0 before they decided anything.

    Args:
        thresholds: Those that the workspace has learned.
        shape: Of the issue in question.
    """
    moved = thresholds.of(shape).attach - SHIPPED[shape].attach
    return -calibration.SLOPE * moved


def leanings_of(thresholds: Thresholds) -> Leanings:
    """The leaning of each shape."""
    return {shape: leaning_of(thresholds, shape) for shape in SHIPPED}


def belonging(likeness: float, *, exact: bool = False, leaning: float = 0.0) -> float:
    """Probability that one member belongs, given its likeness to the others.

    Args:
        likeness: Of its words, 0..1.
        exact: Whether an equal key put it there; what is equal is not judged by likeness.
        leaning: The workspace's own.
    """
    likely = 1 / (1 + math.exp(-(SLOPE * likeness + OFFSET + leaning)))
    return max(likely, EXACT) if exact else likely


def confidence_of(sure: Iterable[float]) -> float:
    """Estimated share of members that belong: the mean of how likely each does."""
    known = [*sure]
    return sum(known) / len(known) if known else 0.0
