"""How often a pattern, or all of them, happened, and the band for what comes."""

from __future__ import annotations

import math
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


def pattern_frequency(
    snapshot: Snapshot, numbers: PatternNumbers, window_days: int, counting: Counting
) -> Frequency:
    """Count one pattern over ``window_days`` up to the snapshot's moment, with its forecast."""
    rate = 0.0 if numbers.forecast is None else numbers.forecast.belief(7).rate_per_day
    step = default_step(rate, window_days)
    bands: Sequence[Band] = ()
    if numbers.forecast is not None:
        unit = Unit.ISSUES if counting is Counting.ISSUES else Unit.EPISODES
        coming = _coming(snapshot, step, window_days)
        bands = band(numbers.forecast, coming, step, numbers.episodes, unit)
    counts = count_in(_past(snapshot, step, window_days), _times(numbers, counting))
    answer = _answer(snapshot, window_days, step, counting, counts, bands)
    return answer.model_copy(update={"pattern_id": numbers.id})


def total_frequency(snapshot: Snapshot, window_days: int, counting: Counting) -> Frequency:
    """Count all patterns together over ``window_days``, with the forecast of the total."""
    times = sorted(time for entry in told_once(snapshot) for time in _times(entry, counting))
    weekly = len(times) < window_days and window_days > Step.WEEK.days * 2
    step = Step.WEEK if weekly else Step.DAY
    learnt = _since_first(snapshot, step, times)
    bands = total_band(learnt, _coming(snapshot, step, window_days), step)
    counts = count_in(_past(snapshot, step, window_days), times)
    return _answer(snapshot, window_days, step, counting, counts, bands)


def _times(numbers: PatternNumbers, counting: Counting) -> list[int]:
    if counting is Counting.EPISODES:
        return onsets(numbers.episodes)
    return numbers.row.state.members.known_times(numbers.until)


def _past(snapshot: Snapshot, step: Step, window_days: int) -> tuple[Bucket, ...]:
    periods = math.ceil(window_days / step.days)
    return past_buckets(snapshot.as_of_us, snapshot.zone, step, periods)


def _coming(snapshot: Snapshot, step: Step, window_days: int) -> tuple[Bucket, ...]:
    periods = max(1, min(window_days, MOST_DAYS_AHEAD) // step.days)
    return coming_buckets(snapshot.as_of_us, snapshot.zone, step, periods)


def _since_first(snapshot: Snapshot, step: Step, times: Sequence[int]) -> tuple[Count, ...]:
    """Count every bucket since the first event: zeros before it were no quiet weeks."""
    if not times:
        return ()
    days = (snapshot.as_of_us - times[0]) // DAY_US + 1
    periods = min(int(days), LEARNT_WEEKS * 7) // step.days
    return count_in(past_buckets(snapshot.as_of_us, snapshot.zone, step, periods), times)


def _answer(
    snapshot: Snapshot,
    window_days: int,
    step: Step,
    counting: Counting,
    counts: Sequence[Count],
    bands: Sequence[Band],
) -> Frequency:
    return Frequency(
        window_days=window_days,
        bucket_days=step.days,
        counting=counting,
        timezone=snapshot.zone.key,
        as_of=from_micros(snapshot.as_of_us),
        history=tuple(
            SeriesPoint(at=from_micros(one.bucket.start_us), count=one.count) for one in counts
        ),
        forecast=tuple(map(_point, bands)),
        note="" if bands else TOO_LITTLE,
    )


def _point(one: Band) -> ForecastPoint:
    return ForecastPoint(
        at=from_micros(one.bucket.start_us),
        value=round(one.expected, 3),
        lower=one.low,
        upper=one.high,
    )
