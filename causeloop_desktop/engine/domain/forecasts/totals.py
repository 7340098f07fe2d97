"""The workspace as a whole: the coming counts of all patterns, and how many will recur."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from causeloop_desktop.engine.domain.forecasts.counts import Band, Step, make_band
from causeloop_desktop.engine.domain.forecasts.distributions import normal_quantile
from causeloop_desktop.engine.domain.forecasts.forecast import RANGE_SHARE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from causeloop_desktop.engine.domain.forecasts.counts import Bucket, Count

SHIFT = 0.5
"""Patterns do not recur independently: a bad week is bad for many. It is taken to move the log-odds
of all alike; this is the standard deviation that is expected before a workspace knows its own."""

SHIFT_WEEKS = 4.0
"""Weeks of its own that count as much as that."""

WEEKS_OF_SHIFTS = 52

_PSEUDO_WEEKS = 3.0
_UNSEEN_ERRORS = 10.0
"""Few errors show no large ones, and the level was chosen to make them small: so many more are
taken to have been unseen."""

_SMOOTHINGS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
_ERROR_WEEKS = 26
_LEAST_WEEKS = 3
_LEVEL_DAYS = 28


class Missed(NamedTuple):
    """A week whose windows have ended.

    Attributes:
        variance: Of the number that recur, were patterns independent.
        by: How many more recurred than were expected.
    """

    variance: float
    by: float


@dataclass(frozen=True, slots=True)
class Recurring:
    """How many patterns are expected to recur within a horizon, with the 80 % range.

    Attributes:
        expected: The sum of the probabilities.
        low: At least so many, in nine of ten cases.
        high: At most so many, in nine of ten cases.
        patterns: How many have a forecast.
        weighted_share: Expected share of the total weight that recurs, 0 to 1.
    """

    expected: float
    low: int
    high: int
    patterns: int
    weighted_share: float


def recurring(
    probabilities: Sequence[float],
    weights: Sequence[float] | None = None,
    shift: float = SHIFT,
) -> Recurring:
    """Add up probabilities of recurrence; "at least one of them" would always be near 100 %.

    A shift of all log-odds by d moves the expected number by d times the variance that it would
    have if patterns were independent, to first order.

    Args:
        probabilities: One per pattern that has a forecast.
        weights: Importance of each pattern (its severity); alike where left out.
        shift: The standard deviation of what moves the log-odds of all patterns alike.
    """
    weights = [1.0] * len(probabilities) if weights is None else weights
    expected = math.fsum(probabilities)
    variance = _independent(probabilities)
    deviation = math.sqrt(variance + (shift * variance) ** 2)
    reach = normal_quantile(0.5 + RANGE_SHARE / 2.0) * deviation
    weighted = math.fsum(p * w for p, w in zip(probabilities, weights, strict=True))
    return Recurring(
        expected=expected,
        low=max(0, math.floor(expected - reach + 0.5)),
        high=min(len(probabilities), math.ceil(expected + reach - 0.5)),
        patterns=len(probabilities),
        weighted_share=weighted / max(math.fsum(weights), 1e-12),
    )


def shift_of(weeks: Sequence[Missed]) -> float:
    """How far good and bad weeks move the log-odds of all patterns.

    By moments: what was missed beyond the independent variance, over the square of that. Its mean
    with what is expected beforehand, each by its weeks.

    Args:
        weeks: Those whose windows have ended, oldest first.
    """
    recent = [week for week in weeks if week.variance > 0.0][-WEEKS_OF_SHIFTS:]
    if not recent:
        return SHIFT
    beyond = math.fsum(week.by**2 - week.variance for week in recent)
    square = math.fsum(week.variance**2 for week in recent)
    told = len(recent) * beyond / square
    mean = (SHIFT_WEEKS * SHIFT**2 + told) / (SHIFT_WEEKS + len(recent))
    return math.sqrt(max(mean, 0.0))


def missed(probabilities: Sequence[float], recurred: int) -> Missed:
    """Say by how much a week's count was off."""
    return Missed(_independent(probabilities), recurred - math.fsum(probabilities))


def total_band(history: Sequence[Count], coming: Sequence[Bucket], step: Step) -> tuple[Band, ...]:
    """Forecast the workspace's total: weekday factors times a smoothed level.

    Weekday factors are drawn towards 1 by three weeks of even days; the level is simple
    exponential smoothing with the constant that would have erred least; the band is negative
    binomial with the dispersion of the last 26 weeks' one-step errors, and widens with distance.

    Args:
        history: Counts of past buckets, oldest first, all of length ``step``. Start it at the
            workspace's first event: leading zeros would be taken for quiet weeks.
        coming: The buckets to forecast, in order.
        step: The length of all buckets.

    Returns:
        One band per coming bucket, or nothing where the history is shorter than three weeks.
    """
    if len(history) * step.days < 7 * _LEAST_WEEKS:
        return ()
    factors = _weekday_factors(history) if step is Step.DAY else [1.0] * 7
    series = [(count.count, factors[count.bucket.first_day.weekday()]) for count in history]
    fit = min((_smooth(series, smoothing, step) for smoothing in _SMOOTHINGS), key=_loss)
    excess = _excess(fit.errors(step))
    return tuple(
        _total(bucket, fit, factors[bucket.first_day.weekday()], excess, ahead)
        for ahead, bucket in enumerate(coming)
    )


def _independent(probabilities: Sequence[float]) -> float:
    return math.fsum(p * (1.0 - p) for p in probabilities)


@dataclass(frozen=True, slots=True)
class _Fit:
    """One smoothing constant's level and its one-step forecasts beside what happened."""

    smoothing: float
    level: float
    forecasts: tuple[tuple[float, int], ...]

    def errors(self, step: Step) -> tuple[tuple[float, int], ...]:
        """The pairs of the last 26 weeks."""
        return self.forecasts[-(_ERROR_WEEKS * 7 // step.days) :]


def _weekday_factors(history: Sequence[Count]) -> list[float]:
    """Mean count per weekday over the mean of all days, shrunk towards 1."""
    mean = math.fsum(count.count for count in history) / len(history)
    totals, days = [0.0] * 7, [0] * 7
    for count in history:
        weekday = count.bucket.first_day.weekday()
        totals[weekday] += count.count
        days[weekday] += 1
    prior = _PSEUDO_WEEKS * max(mean, 1e-9)
    return [
        (total + prior) / ((seen + _PSEUDO_WEEKS) * max(mean, 1e-9))
        for total, seen in zip(totals, days, strict=True)
    ]


def _smooth(series: Sequence[tuple[int, float]], smoothing: float, step: Step) -> _Fit:
    """Run through the history once; the first four weeks only set the level."""
    warm = min(max(1, _LEVEL_DAYS // step.days), len(series) // 2)
    level = math.fsum(count / factor for count, factor in series[:warm]) / warm
    forecasts = []
    for count, factor in series[warm:]:
        forecasts.append((level * factor, count))
        level += smoothing * (count / factor - level)
    return _Fit(smoothing, level, tuple(forecasts))


def _loss(fit: _Fit) -> float:
    return math.fsum((count - mean) ** 2 for mean, count in fit.forecasts)


def _excess(errors: Iterable[tuple[float, int]]) -> float:
    """The k of ``variance = mean + k * mean²``, by moments; 0 is a Poisson count."""
    pairs = list(errors)
    beyond = math.fsum((count - mean) ** 2 - mean for mean, count in pairs)
    square = math.fsum(mean * mean for mean, _ in pairs)
    if square <= 0.0:
        return 0.0
    return max(0.0, beyond / square) * (1.0 + _UNSEEN_ERRORS / len(pairs))


def _total(bucket: Bucket, fit: _Fit, factor: float, excess: float, ahead: int) -> Band:
    """The level's own error grows by the square of the smoothing constant with each step."""
    mean = fit.level * factor
    variance = (mean + excess * mean * mean) * (1.0 + ahead * fit.smoothing**2)
    return make_band(bucket, mean, variance)
