"""Thresholds that learn from what people accept and reject, slowly enough that nobody ruins them.

An issue of score s belongs with probability

    P(same | s) = 1 / (1 + exp(-SLOPE (s - m)))

where m, the score at which half belong, is all that is learned; the slope is shipped. Before the
first decision m = m0 = a0 - log(PURITY / (1 - PURITY)) / SLOPE, so that P = PURITY at the shipped
threshold a0. The shipped value counts as PRIOR decisions at m0, half of them accepts. Then m is
where what was decided equals what was to be expected, the maximum of the likelihood:

    sum_i w_i (y_i - P(same | s_i; m)) + PRIOR (1/2 - P(same | m0; m)) = 0

with y = 1 for an accept, 0 for a reject, and w the share of one operation, so that splitting off a
hundred issues at once is one decision. The left side rises with m, hence there is one root, each
accept lowers it and each reject raises it. Each decision changes the left side by at most 1, so n
of them, whatever they say, move a threshold by at most

    log((1/2 + n / PRIOR) / (1/2 - n / PRIOR)) / SLOPE          (n < PRIOR / 2)

which is 0.064 for ten. With hundreds the decisions outweigh the prior and m converges to the score
at which half belong in this workspace (Rasch's one-parameter logistic model, fitted by maximum a
posteriori with pseudo-observations; see Gelman et al., Bayesian Data Analysis, section 16.3).
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from causeloop_desktop.engine.domain.matching.thresholds import SHIPPED, Limits, Thresholds
from causeloop_desktop.engine.domain.text.tokens import Shape

SLOPE = 8.0
"""How fast belonging becomes certain with likeness."""

PURITY = 0.9
"""Share of issues at the threshold that belong."""

PRIOR = 80.0
"""Decisions that the shipped threshold is worth."""

FARTHEST = 0.25
"""A learned threshold is never farther from the shipped one than this."""

LEAST_OFFERED = 0.05
"""Width of the band in which patterns are offered, however low its upper end is learned."""

HIGHEST = 0.98

_STEPS = 40


class Judgement(NamedTuple):
    """What a person said of one score; those of one ``operation`` share the weight of one."""

    operation: int
    shape: Shape
    score: float
    same: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """One shape's threshold before and after learning, and the decisions on either side."""

    shape: Shape
    shipped: float
    attach: float
    accepted: int
    rejected: int


def learned_thresholds(
    judgements: Sequence[Judgement], shipped: Thresholds | None = None
) -> Thresholds:
    """The limits of a workspace whose people judged so."""
    thresholds = shipped or Thresholds()
    for one in learn(judgements, thresholds):
        offer = thresholds.of(one.shape).offer
        limits = Limits(one.attach, max(0.0, min(offer, one.attach - LEAST_OFFERED)))
        thresholds = thresholds.with_limits(one.shape, limits)
    return thresholds


def learn(
    judgements: Sequence[Judgement], shipped: Thresholds | None = None
) -> tuple[Learned, ...]:
    """What each shape's threshold became, and from how many decisions."""
    before = shipped or Thresholds()
    return tuple(
        _learned(shape, before.of(shape).attach, [one for one in judgements if one.shape == shape])
        for shape in SHIPPED
    )


def _learned(shape: Shape, shipped: float, judged: Sequence[Judgement]) -> Learned:
    attach = min(HIGHEST, shipped + _moved(shipped, judged)) if judged else shipped
    return Learned(
        shape=shape,
        shipped=shipped,
        attach=attach,
        accepted=_decisions(one for one in judged if one.same),
        rejected=_decisions(one for one in judged if not one.same),
    )


def _moved(shipped: float, judged: Sequence[Judgement]) -> float:
    """Find by how much the threshold moves: the root of the equation above, by halving."""
    middle = shipped - math.log(PURITY / (1 - PURITY)) / SLOPE
    shares = _shares(judged)
    low, high = -FARTHEST, FARTHEST
    for _ in range(_STEPS):
        half = (low + high) / 2
        if _missing(judged, shares, middle, half) > 0:
            high = half
        else:
            low = half
    return (low + high) / 2


def _missing(
    judged: Sequence[Judgement], shares: Sequence[float], middle: float, moved: float
) -> float:
    """How many more accepts came, prior included, than a threshold moved so far expects."""
    m = middle + moved
    decided = sum(
        share * (one.same - _likely(one.score - m))
        for share, one in zip(shares, judged, strict=True)
    )
    return decided + PRIOR * (0.5 - _likely(-moved))


def _likely(above: float) -> float:
    return 1 / (1 + math.exp(-SLOPE * above))


def _shares(judged: Sequence[Judgement]) -> list[float]:
    sizes = Counter(one.operation for one in judged)
    return [1 / sizes[one.operation] for one in judged]


def _decisions(judged: Iterable[Judgement]) -> int:
    return len({one.operation for one in judged})
