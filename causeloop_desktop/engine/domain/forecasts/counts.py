"""How often a pattern happened, cut into local days or weeks, and the band for what comes."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from causeloop_desktop.engine.domain.forecasts.distributions import negative_binomial_quantile
from causeloop_desktop.engine.domain.forecasts.forecast import RANGE_SHARE, Forecast
from causeloop_desktop.engine.domain.forecasts.reasons import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo

    from causeloop_desktop.engine.domain.episodes import Episode, Micros
    from causeloop_desktop.engine.domain.forecasts.rates import Belief

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAYS_SHOWN_DAILY = 14
_LOW_TAIL = (1.0 - RANGE_SHARE) / 2.0


class Step(StrEnum):
    """The length of one bar."""

    DAY = "day"
    WEEK = "week"

    @property
    def days(self) -> int:
        """Calendar days in one bar."""
        return 7 if self is Step.WEEK else 1


class Unit(StrEnum):
    """What is counted."""

    EPISODES = "episodes"
    ISSUES = "issues"


@dataclass(frozen=True, slots=True)
class Bucket:
    """Whole local days from ``first_day`` on; the end is not included.

    A bucket is the time between two local midnights, so a day on which the clock changes has 23
    or 25 hours and still counts as one.
    """

    first_day: date
    start_us: Micros
    end_us: Micros


@dataclass(frozen=True, slots=True)
class Count:
    """How many happened in one bucket."""

    bucket: Bucket
    count: int


@dataclass(frozen=True, slots=True)
class Band:
    """What is expected in one coming bucket, with the 80 % range of the count."""

    bucket: Bucket
    expected: float
    low: int
    high: int


def midnight_us(day: date, zone: ZoneInfo) -> Micros:
    """The instant at which a local day begins.

    Where the clock jumps over midnight the day begins at the first instant that exists.
    """
    start = datetime.combine(day, time(), zone)
    instant = start.astimezone(UTC)
    if instant.astimezone(zone).date() < day:
        instant = start.replace(fold=1).astimezone(UTC)
    return (instant - _EPOCH) // timedelta(microseconds=1)


def past_buckets(as_of_us: Micros, zone: ZoneInfo, step: Step, periods: int) -> tuple[Bucket, ...]:
    """The last ``periods`` buckets; the newest ends with the local day of ``as_of_us``.

    Weeks are therefore seven days that end today, not calendar weeks: no bar is half full, and
    the first coming week is the one that the seven-day probability speaks of.
    """
    today = local_day(as_of_us, zone)
    first = today - timedelta(days=step.days * periods - 1)
    return _buckets(first, zone, step, periods)


def coming_buckets(
    as_of_us: Micros, zone: ZoneInfo, step: Step, periods: int
) -> tuple[Bucket, ...]:
    """The next ``periods`` buckets, from tomorrow's local midnight on."""
    tomorrow = local_day(as_of_us, zone) + timedelta(days=1)
    return _buckets(tomorrow, zone, step, periods)


def count_in(buckets: Sequence[Bucket], times_us: Iterable[Micros]) -> tuple[Count, ...]:
    """Count times (onsets of episodes, or occurrences) per bucket, in O(n log n)."""
    times = sorted(times_us)
    edges = [bisect_left(times, bucket.start_us) for bucket in buckets]
    ends = [bisect_left(times, bucket.end_us) for bucket in buckets]
    return tuple(
        Count(bucket, end - start) for bucket, start, end in zip(buckets, edges, ends, strict=True)
    )


def default_step(rate_per_day: float, window_days: int) -> Step:
    """Days where they say something, else weeks: daily bars of a rare pattern are nearly all 0."""
    daily = window_days <= _DAYS_SHOWN_DAILY or rate_per_day >= 1.0
    return Step.DAY if daily else Step.WEEK


def band(
    forecast: Forecast,
    buckets: Sequence[Bucket],
    step: Step,
    episodes: Sequence[Episode] = (),
    unit: Unit = Unit.EPISODES,
) -> tuple[Band, ...]:
    """The 80 % band of counts from the same Gamma-Poisson rate as the probabilities.

    The count of a bucket is negative binomial. Each bucket uses the model of the shortest horizon
    that reaches its end, so the first week agrees with the seven-day probability.

    Args:
        forecast: The pattern's forecast.
        buckets: Coming buckets, in order, as ``coming_buckets`` makes them.
        step: Their length.
        episodes: Needed to count issues: their sizes say how many issues an episode brings.
        unit: What the band is of.
    """
    mean_size, size_variance = _sizes(episodes) if unit is Unit.ISSUES else (1.0, 0.0)
    beliefs = forecast.beliefs
    bands = []
    for position, bucket in enumerate(buckets, start=1):
        belief = _belief_reaching(beliefs, position * step.days)
        mean = belief.rate_per_day * step.days
        variance = mean * (1.0 + step.days / belief.exposure)
        total_variance = mean * size_variance + variance * mean_size**2
        bands.append(make_band(bucket, mean * mean_size, total_variance))
    return tuple(bands)


def make_band(bucket: Bucket, mean: float, variance: float) -> Band:
    """A band from the first two moments of a count."""
    low = negative_binomial_quantile(mean, variance, _LOW_TAIL)
    high = negative_binomial_quantile(mean, variance, 1.0 - _LOW_TAIL)
    return Band(bucket, mean, low, high)


def _buckets(first: date, zone: ZoneInfo, step: Step, periods: int) -> tuple[Bucket, ...]:
    days = [first + timedelta(days=step.days * n) for n in range(periods + 1)]
    edges = [midnight_us(day, zone) for day in days]
    return tuple(Bucket(days[n], edges[n], edges[n + 1]) for n in range(periods))


def _sizes(episodes: Sequence[Episode]) -> tuple[float, float]:
    """Mean and variance of the number of issues in an episode."""
    if not episodes:
        return 1.0, 0.0
    sizes = [episode.count for episode in episodes]
    mean = math.fsum(sizes) / len(sizes)
    return mean, math.fsum((size - mean) ** 2 for size in sizes) / len(sizes)


def _belief_reaching(beliefs: Sequence[Belief], days: int) -> Belief:
    return next((belief for belief in beliefs if belief.model.days >= days), beliefs[-1])
