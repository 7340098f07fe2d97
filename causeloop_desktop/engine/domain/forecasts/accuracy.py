"""How well probabilities came true: scores of forecasts whose windows have ended.

Every function takes what was said (probabilities) and what happened, in the same order. The
measures are those of the forecasting literature: Brier (1950) and its skill, the expected
calibration error over ten equal bins, and the area under the ROC curve by ranks (Mann-Whitney).
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BINS = 10
LEAST_WEEKS = 2
_REACH = 1.2816
"""Standard errors on either side of 80 %."""

ALERT_FROM = 0.75
"""The probability from which an alert would be raised."""


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """What came of all forecasts between ``low`` and ``high``.

    Attributes:
        said: Their mean probability.
        happened: The share of them that came true.
    """

    low: float
    high: float
    count: int
    said: float
    happened: float


@dataclass(frozen=True, slots=True)
class AlertQuality:
    """What an alert at a threshold would have been worth; None where nothing can be said.

    Attributes:
        fired: How many forecasts reached the threshold.
        precision: The share of those that came true.
        recall: The share of what happened that they announced.
    """

    fired: int
    precision: float | None
    recall: float | None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """All that is said about the forecasts of one horizon.

    Attributes:
        base_rate: The share that came true.
        skill_over_reference: 1 is perfect, 0 as good as the reference forecast, below worse.
        skill_over_base: The same against always saying the base rate, known in hindsight.
        auc: The chance that what happened was given more than what did not; None where only one
            of the two occurred, as are skills over a forecast without error.
    """

    forecasts: int
    base_rate: float
    brier: float
    skill_over_reference: float | None
    skill_over_base: float | None
    calibration_error: float
    auc: float | None
    alerts: AlertQuality
    reliability: tuple[ReliabilityBin, ...]


def accuracy_of(
    said: Sequence[float], happened: Sequence[bool], reference: Sequence[float]
) -> Accuracy | None:
    """Score forecasts, or give None where there are none.

    Args:
        said: The probabilities.
        happened: What came of each.
        reference: What a simpler forecast said of each.
    """
    if not said:
        return None
    share = sum(happened) / len(happened)
    score = brier(said, happened)
    bins = reliability(said, happened)
    return Accuracy(
        forecasts=len(said),
        base_rate=share,
        brier=score,
        skill_over_reference=skill(score, brier(reference, happened)),
        skill_over_base=skill(score, share * (1.0 - share)),
        calibration_error=calibration_error(bins),
        auc=auc(said, happened),
        alerts=alert_quality(said, happened),
        reliability=bins,
    )


def brier(said: Sequence[float], happened: Sequence[bool]) -> float:
    """Mean squared difference between what was said and what happened; 0 is perfect."""
    squares = ((p - came) ** 2 for p, came in zip(said, happened, strict=True))
    return math.fsum(squares) / len(said)


def skill(score: float, reference: float) -> float | None:
    """The share of the reference's Brier score that was saved."""
    return 1.0 - score / reference if reference > 0 else None


def skill_range(
    said: Sequence[float], happened: Sequence[bool], weeks: Sequence[int], overlap: float
) -> tuple[float | None, float | None]:
    """Say between what the skill over the average lies with 80 %, as far as these weeks can tell.

    Windows of one week share their luck and those of neighbouring weeks overlap, so the unit of
    evidence is the week, and ``overlap`` of them count as one.

    Args:
        said: The probabilities.
        happened: What came of each.
        weeks: The week in which each was said.
        overlap: How many windows of a pattern are open at once.

    Returns:
        Both ends; neither where nothing differed or there are too few weeks.
    """
    share = sum(happened) / len(happened)
    reference = len(happened) * share * (1.0 - share)
    saved: defaultdict[int, float] = defaultdict(float)
    for p, came, week in zip(said, happened, weeks, strict=True):
        saved[week] += (share - came) ** 2 - (p - came) ** 2
    if not reference or len(saved) < LEAST_WEEKS:
        return None, None
    mean = math.fsum(saved.values()) / len(saved)
    squares = math.fsum((one - mean) ** 2 for one in saved.values())
    reach = _REACH * math.sqrt(overlap * squares * len(saved) / (len(saved) - 1))
    total = math.fsum(saved.values())
    return (total - reach) / reference, (total + reach) / reference


def poisson_reference(events: int, age_days: float, horizon_days: float) -> float:
    """What everybody could say: the historic rate goes on, after Poisson.

    Args:
        events: Seen so far, at least one.
        age_days: Since the first of them; taken as one day at least.
        horizon_days: How far to look.
    """
    return -math.expm1(-horizon_days * (events - 1) / max(age_days, 1.0))


def reliability(said: Sequence[float], happened: Sequence[bool]) -> tuple[ReliabilityBin, ...]:
    """Compare what was said with what happened, in ten equal bins; empty ones are left out."""
    counts, sums, trues = [0] * BINS, [0.0] * BINS, [0] * BINS
    for p, came in zip(said, happened, strict=True):
        at = min(int(p * BINS), BINS - 1)
        counts[at] += 1
        sums[at] += p
        trues[at] += came
    return tuple(
        ReliabilityBin(at / BINS, (at + 1) / BINS, count, sums[at] / count, trues[at] / count)
        for at, count in enumerate(counts)
        if count
    )


def calibration_error(bins: Sequence[ReliabilityBin]) -> float:
    """Expected calibration error: how far said and happened are apart, by weight of the bin."""
    total = sum(one.count for one in bins)
    return math.fsum(one.count * abs(one.said - one.happened) for one in bins) / total


def auc(said: Sequence[float], happened: Sequence[bool]) -> float | None:
    """The chance that something that happened was given more than something that did not."""
    trues = sum(happened)
    falses = len(happened) - trues
    if not trues or not falses:
        return None
    below, points = 0, 0.0
    for _, tied in groupby(sorted(zip(said, happened, strict=True)), key=itemgetter(0)):
        outcomes = [came for _, came in tied]
        came_true = sum(outcomes)
        came_false = len(outcomes) - came_true
        points += came_true * (below + came_false / 2)
        below += came_false
    return points / (trues * falses)


def alert_quality(
    said: Sequence[float], happened: Sequence[bool], threshold: float = ALERT_FROM
) -> AlertQuality:
    """Say what an alert from ``threshold`` on would have been worth."""
    announced = [came for p, came in zip(said, happened, strict=True) if p >= threshold]
    right, occurred = sum(announced), sum(happened)
    return AlertQuality(
        fired=len(announced),
        precision=right / len(announced) if announced else None,
        recall=right / occurred if occurred else None,
    )
