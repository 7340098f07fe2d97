"""Episodes: occurrences of one pattern that belong to one flare-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Micros: TypeAlias = int
"""UTC microseconds since 1970, or a length in microseconds."""

HOUR_US: Micros = 3_600_000_000
DAY_US: Micros = 24 * HOUR_US

DEFAULT_GAP_US: Micros = 6 * HOUR_US


@dataclass(frozen=True, slots=True)
class Episode:
    """A run of occurrences, each closer than the gap to the one before it."""

    start_us: Micros
    end_us: Micros
    count: int


def episodes_of(
    times_us: Iterable[Micros],
    gap_us: Micros = DEFAULT_GAP_US,
    as_of_us: Micros | None = None,
) -> tuple[Episode, ...]:
    """Group occurrences into episodes, oldest first.

    Args:
        times_us: When each occurrence happened, in any order. Occurrences whose time is not
            known must be left out by the caller: they count for a pattern, never for a forecast.
        gap_us: Two neighbours closer than this share an episode; 0 makes every occurrence one.
        as_of_us: Nothing after this instant is seen.
    """
    episodes: list[Episode] = []
    start = end = count = 0
    for time in sorted(times_us):
        if as_of_us is not None and time > as_of_us:
            break
        if count and time - end < gap_us:
            end, count = time, count + 1
            continue
        if count:
            episodes.append(Episode(start, end, count))
        start, end, count = time, time, 1
    if count:
        episodes.append(Episode(start, end, count))
    return tuple(episodes)


def onsets(episodes: Iterable[Episode]) -> list[Micros]:
    """When each episode began, which is what forecasts and counts of episodes look at."""
    return [episode.start_us for episode in episodes]
