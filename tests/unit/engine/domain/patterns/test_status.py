"""A pattern's life."""

from __future__ import annotations

from causeloop_desktop.contract.patterns import PatternStatus
from causeloop_desktop.engine.domain.episodes import DAY_US, Episode
from causeloop_desktop.engine.domain.patterns.status import (
    Closure,
    status_of,
)

NOW = 1_000 * DAY_US


def episodes(*days: int) -> tuple[Episode, ...]:
    return tuple(Episode(day * DAY_US, day * DAY_US, 1) for day in days)


def told(
    *days: int, issues: int = 3, sources: int = 1, closure: Closure | None = None
) -> PatternStatus:
    return status_of(episodes(*days), issues=issues, sources=sources, as_of_us=NOW, closure=closure)


def test_a_pair_is_emerging() -> None:
    assert told(900, 950, issues=2) is PatternStatus.EMERGING
    assert told(900, 950, issues=3) is PatternStatus.EMERGING


def test_three_episodes_are_active() -> None:
    assert told(900, 950, 960) is PatternStatus.ACTIVE


def test_two_episodes_seen_by_two_sources_are_active() -> None:
    assert told(900, 950, issues=3, sources=2) is PatternStatus.ACTIVE
    assert told(900, 950, issues=2, sources=2) is PatternStatus.EMERGING


def test_a_fix_is_watched_until_its_proof_window_ends() -> None:
    fixed = Closure(at_us=960 * DAY_US, proof_days=40)
    assert told(900, 930, 950, closure=fixed) is PatternStatus.RESOLVED
    fixed = Closure(at_us=961 * DAY_US, proof_days=40)
    assert told(900, 930, 950, closure=fixed) is PatternStatus.WATCHING


def test_by_hand_is_resolved_at_once() -> None:
    by_hand = Closure(at_us=NOW, proof_days=0)
    assert told(900, 930, 950, closure=by_hand) is PatternStatus.RESOLVED


def test_a_new_episode_brings_it_back() -> None:
    fixed = Closure(at_us=940 * DAY_US)
    assert told(900, 930, 950, 970, closure=fixed) is PatternStatus.ACTIVE


def test_the_episode_under_way_when_fixed_is_no_return() -> None:
    fixed = Closure(at_us=950 * DAY_US)
    assert told(900, 930, 950, closure=fixed) is PatternStatus.WATCHING


def test_nothing_after_as_of_is_seen() -> None:
    assert told(900, 950, 1_001) is PatternStatus.EMERGING
    later = Closure(at_us=NOW + 1)
    assert told(900, 930, 950, closure=later) is PatternStatus.ACTIVE
