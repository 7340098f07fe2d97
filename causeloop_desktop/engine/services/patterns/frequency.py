"""How often a pattern, or all of them, happened, and the band for what comes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.contract.patterns import (
    Counting,
    ForecastPoint,
    Frequency,
    SeriesPoint,
)
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.episodes import DAY_US, onsets
from causeloop_desktop.engine.domain.forecasts.counts import (
    Band,
    Bucket,
    Count,
    Step,
    Unit,
    band,
    coming_buckets,
    count_in,
    default_step,
    past_buckets,
)
from causeloop_desktop.engine.domain.forecasts.totals import total_band
from causeloop_desktop.engine.services.patterns.told_once import told_once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.engine.services.patterns.book import Snapshot
    from causeloop_desktop.engine.services.patterns.numbers import PatternNumbers

MOST_DAYS_AHEAD = 30
"""Bands are drawn so far at most; beyond, they say little more than the probability does."""

LEARNT_WEEKS = 104
"""History that a workspace's total learns from."""

TOO_LITTLE = "Not enough data for a forecast band yet."


@dataclass(frozen=True, slots=True)
class _Window:
    """Buckets of one width, up to a snapshot's moment and from there on.

    Attributes:
        days: How many days are looked back, and at most ahead.
    """

    snapshot: Snapshot
    days: int
    step: Step

    def past(self) -> tuple[Bucket, ...]:
        return self._up_to_now(math.ceil(self.days / self.step.days))

    def coming(self) -> tuple[Bucket, ...]:
        periods = max(1, min(self.days, MOST_DAYS_AHEAD) // self.step.days)
        return coming_buckets(self.snapshot.as_of_us, self.snapshot.zone, self.step, periods)

    def since_first(self, times: Sequence[int]) -> tuple[Count, ...]:
        """Count every bucket since the first event: zeros before it were no quiet weeks."""
        if not times:
            return ()
        days = (self.snapshot.as_of_us - times[0]) // DAY_US + 1
        periods = min(int(days), LEARNT_WEEKS * 7) // self.step.days
        return count_in(self._up_to_now(periods), times)

    def shown(self, counting: Counting, times: Sequence[int], bands: Sequence[Band]) -> Frequency:
        return Frequency(
            window_days=self.days,
            bucket_days=self.step.days,
            counting=counting,
            timezone=self.snapshot.zone.key,
            as_of=from_micros(self.snapshot.as_of_us),
            history=tuple(map(_counted, count_in(self.past(), times))),
            forecast=tuple(map(_point, bands)),
            note="" if bands else TOO_LITTLE,
        )

    def _up_to_now(self, periods: int) -> tuple[Bucket, ...]:
        return past_buckets(self.snapshot.as_of_us, self.snapshot.zone, self.step, periods)


def pattern_frequency(
    snapshot: Snapshot, numbers: PatternNumbers, window_days: int, counting: Counting
) -> Frequency:
    """Count one pattern over ``window_days`` up to the snapshot's moment, with its forecast."""
    rate = 0.0 if numbers.forecast is None else numbers.forecast.belief(7).rate_per_day
    window = _Window(snapshot, window_days, default_step(rate, window_days))
    bands: Sequence[Band] = ()
    if numbers.forecast is not None:
        unit = Unit.ISSUES if counting is Counting.ISSUES else Unit.EPISODES
        bands = band(numbers.forecast, window.coming(), window.step, numbers.episodes, unit)
    answer = window.shown(counting, _times(numbers, counting), bands)
    return answer.model_copy(update={"pattern_id": numbers.id})


def total_frequency(snapshot: Snapshot, window_days: int, counting: Counting) -> Frequency:
    """Count all patterns together over ``window_days``, with the forecast of the total."""
    times = sorted(time for entry in told_once(snapshot) for time in _times(entry, counting))
    weekly = len(times) < window_days and window_days > Step.WEEK.days * 2
    window = _Window(snapshot, window_days, Step.WEEK if weekly else Step.DAY)
    bands = total_band(window.since_first(times), window.coming(), window.step)
    return window.shown(counting, times, bands)


def _times(numbers: PatternNumbers, counting: Counting) -> list[int]:
    if counting is Counting.EPISODES:
        return onsets(numbers.episodes)
    return numbers.row.state.members.known_times(numbers.until)


def _counted(one: Count) -> SeriesPoint:
    return SeriesPoint(at=from_micros(one.bucket.start_us), count=one.count)


def _point(one: Band) -> ForecastPoint:
    return ForecastPoint(
        at=from_micros(one.bucket.start_us),
        value=round(one.expected, 3),
        lower=one.low,
        upper=one.high,
    )
