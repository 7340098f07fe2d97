"""The workspace as a whole: the coming counts of all patterns, and how many will recur."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.engine.domain.forecasts.counts import Band, Step, make_band
from causeloop_desktop.engine.domain.forecasts.distributions import normal_quantile
from causeloop_desktop.engine.domain.forecasts.forecast import RANGE_SHARE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from causeloop_desktop.engine.domain.forecasts.counts import Bucket, Count

INFLATION = 2.0
"""Patterns do not recur independently: a bad week is bad for many. On public data the spread of
past weeks was 1.2 to 4.8 times the independent one; 2 is used until a workspace knows its own."""

LEAST_WEEKS_OF_SPREAD = 8
WEEKS_OF_SPREAD = 52
LEAST_INFLATION, MOST_INFLATION = 1.0, 6.0

_PSEUDO_WEEKS = 3.0
_UNSEEN_ERRORS = 10.0
"""Few errors show no large ones, and the level was chosen to make them small: so many more are
taken to have been unseen."""

_SMOOTHINGS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
_ERROR_WEEKS = 26
_LEAST_WEEKS = 3
_LEVEL_DAYS = 28


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
    inflation: float = INFLATION,
) -> Recurring:
    """Add up probabilities of recurrence; "at least one of them" would always be near 100 %.

    Args:
        probabilities: One per pattern that has a forecast.
        weights: Importance of each pattern (its severity); alike where left out.
        inflation: Factor on the standard deviation that independent patterns would have.
    """
    weights = [1.0] * len(probabilities) if weights is None else weights
    expected = math.fsum(probabilities)
    deviation = inflation * math.sqrt(math.fsum(p * (1.0 - p) for p in probabilities))
    reach = normal_quantile(0.5 + RANGE_SHARE / 2.0) * deviation
    weighted = math.fsum(p * w for p, w in zip(probabilities, weights, strict=True))
    return Recurring(
        expected=expected,
        low=max(0, math.floor(expected - reach + 0.5)),
        high=min(len(probabilities), math.ceil(expected + reach - 0.5)),
        patterns=len(probabilities),
        weighted_share=weighted / max(math.fsum(weights), 1e-12),
    )


def inflation_of(scores: Sequence[float]) -> float:
    """How much wider than independent patterns the count of recurring ones has spread.

    Args:
        scores: Of past weeks whose windows have ended, oldest first: how far the count that
            recurred was from the expected one, in standard deviations of independent patterns.
    """
    recent = scores[-WEEKS_OF_SPREAD:]
    if len(recent) < LEAST_WEEKS_OF_SPREAD:
        return INFLATION
    spread = math.sqrt(math.fsum(score * score for score in recent) / len(recent))
    return min(MOST_INFLATION, max(LEAST_INFLATION, spread))


def spread_score(probabilities: Sequence[float], recurred: int) -> float | None:
    """How far a week's count was from the expected one; None where nothing could differ."""
    variance = math.fsum(p * (1.0 - p) for p in probabilities)
    if variance <= 0.0:
        return None
    return (recurred - math.fsum(probabilities)) / math.sqrt(variance)


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
