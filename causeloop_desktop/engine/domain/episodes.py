"""Episodes: occurrences of one pattern that belong to one flare-up."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


def add_occurrence(
    episodes: Sequence[Episode], time_us: Micros, gap_us: Micros = DEFAULT_GAP_US
) -> tuple[Episode, ...]:
    """Return the episodes with one more occurrence, as if all had been grouped again.

    The occurrence may arrive late and may bridge two episodes into one. Looking at its two
    neighbours is enough, so a new event costs a search and a copy, not a new grouping.
    """
    at = bisect_right(episodes, time_us, key=_start)
    first, last, added = at, at, Episode(time_us, time_us, 1)
    if at > 0 and time_us - episodes[at - 1].end_us < gap_us:
        first, added = at - 1, _joined(episodes[at - 1], added)
    if at < len(episodes) and episodes[at].start_us - added.end_us < gap_us:
        last, added = at + 1, _joined(added, episodes[at])
    return (*episodes[:first], added, *episodes[last:])


def onsets(episodes: Iterable[Episode]) -> list[Micros]:
    """When each episode began, which is what forecasts and counts of episodes look at."""
    return [episode.start_us for episode in episodes]


def _start(episode: Episode) -> Micros:
    return episode.start_us


def _joined(earlier: Episode, later: Episode) -> Episode:
    return Episode(earlier.start_us, max(earlier.end_us, later.end_us), earlier.count + later.count)
