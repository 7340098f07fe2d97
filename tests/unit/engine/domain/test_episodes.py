"""Grouping occurrences into episodes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.episodes import (
    DEFAULT_GAP_US,
    HOUR_US,
    Episode,
    episodes_of,
    onsets,
)

if TYPE_CHECKING:
    from random import Random

times = st.lists(st.integers(0, 400 * HOUR_US).map(lambda us: us // 60_000_000 * 60_000_000))
gaps = st.sampled_from([0, HOUR_US, DEFAULT_GAP_US, 48 * HOUR_US])


def test_neighbours_closer_than_the_gap_share_an_episode() -> None:
    hours = [0, 1, 6, 12, 13]
    episodes = episodes_of([h * HOUR_US for h in hours])
    assert episodes == (
        Episode(0, 6 * HOUR_US, 3),
        Episode(12 * HOUR_US, 13 * HOUR_US, 2),
    )


def test_a_gap_of_zero_makes_every_occurrence_an_episode() -> None:
    assert episodes_of([5, 5, 6], gap_us=0) == (
        Episode(5, 5, 1),
        Episode(5, 5, 1),
        Episode(6, 6, 1),
    )


def test_nothing_after_as_of_is_seen() -> None:
    assert episodes_of([1, 2, 3], gap_us=0, as_of_us=2) == (Episode(1, 1, 1), Episode(2, 2, 1))


@given(times, gaps)
def test_every_occurrence_is_in_exactly_one_episode(past: list[int], gap: int) -> None:
    episodes = episodes_of(past, gap)
    assert sum(episode.count for episode in episodes) == len(past)
    assert onsets(episodes) == sorted(onsets(episodes))
    assert all(b.start_us - a.end_us >= gap for a, b in pairwise(episodes))


@given(times, gaps, st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter(past: list[int], gap: int, random: Random) -> None:
    shuffled = list(past)
    random.shuffle(shuffled)
    assert episodes_of(shuffled, gap) == episodes_of(past, gap)
