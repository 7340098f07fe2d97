"""Which places of issues are worth a question, and which question tells most.

An issue in no pattern is asked about from the limit on from which its shape is offered, also where
the words alone would attach it and a detection did not; a member while its score is not well above
the limit from which it would be attached unasked.
What is asked first follows from three parts, each 0..1:

- nearness: for a candidate 1 at the limit of attaching and 0 at that of offering, since its answer
  decides soonest whether such issues may be attached unasked; for a member the other way round,
  since the least alike is the least sure to belong;
- effect: log(1 + size of the pattern) / log(1 + LARGE), for the counts and forecasts that change;
- risk: from 0 for the lowest severity to 1 for the highest.
"""

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from causeloop_desktop.engine.domain.documents import IssueKey, PatternKey
from causeloop_desktop.engine.domain.matching.thresholds import Limits
from causeloop_desktop.engine.domain.text.tokens import Shape

NEARNESS, EFFECT, RISK = 0.6, 0.25, 0.15
"""Weights of the three parts."""

WELL_ABOVE = 0.1
"""So far above the limit of attaching a member is asked about no more."""

LARGE = 200
"""Issues of a pattern whose effect is full."""

LOWEST_SEVERITY = 4

PLACES = 1000

Kind: TypeAlias = Literal["candidate", "member"]


class Offer(NamedTuple):
    """A pattern that an issue may belong to, and the issue there that reads most like it."""

    pattern: PatternKey
    score: float
    nearest: IssueKey | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place that is not sure.

    Attributes:
        offers: The pattern in question first, then other candidates, best first.
        attach: From which score on such an issue is attached unasked.
        place: 0 for the question that tells most, 1000 for the one that tells least.
    """

    issue: IssueKey
    kind: Kind
    shape: Shape
    offers: tuple[Offer, ...]
    attach: float
    place: int


def is_doubtful(kind: Kind, score: float, limits: Limits) -> bool:
    """Tell whether a score leaves a question open."""
    if kind == "member":
        return score < limits.attach + WELL_ABOVE
    return score >= limits.offer


def place_of(kind: Kind, score: float, limits: Limits, size: int, severity: int) -> int:
    """Say where a question stands in the queue.

    Args:
        kind: What is asked.
        score: Likeness of the issue to the pattern.
        limits: Those of the issue's shape.
        size: Issues of the pattern.
        severity: Of the issue; 1 is the worst.
    """
    width = max(limits.attach - limits.offer, 1e-6)
    below = min(1.0, max(0.0, (limits.attach - score) / width))
    nearness = below if kind == "member" else 1 - below
    effect = min(1.0, math.log1p(size) / math.log1p(LARGE))
    risk = (LOWEST_SEVERITY - severity) / (LOWEST_SEVERITY - 1)
    told = NEARNESS * nearness + EFFECT * effect + RISK * risk
    return round(PLACES * (1 - told))
