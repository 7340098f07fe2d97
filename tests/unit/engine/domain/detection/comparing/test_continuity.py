"""Patterns keep their ids."""

from causeloop_desktop.engine.domain.detection.comparing.continuity import carry_over
from causeloop_desktop.engine.domain.documents import Constraints

NONE = Constraints()


def test_new_groups_get_provisional_keys() -> None:
    kept = carry_over([[1, 2], [3, 4]], {}, NONE)
    assert (kept.keys, kept.vanished, dict(kept.merged_into), kept.moved) == ((-1, -2), (), {}, 0)


def test_the_largest_overlap_wins_and_a_key_goes_to_one_group_only() -> None:
    before = {1: 10, 2: 10, 3: 10, 4: 10, 5: 10}
    kept = carry_over([[1, 2], [3, 4, 5]], before, NONE)
    assert kept.keys == (-1, 10)
    assert kept.moved == 2


def test_a_pattern_that_went_into_another_is_merged() -> None:
    kept = carry_over([[1, 2, 3, 4, 5]], {1: 10, 2: 10, 3: 10, 4: 20, 5: 20}, NONE)
    assert kept.keys == (10,)
    assert dict(kept.merged_into) == {20: 10}
    assert (kept.vanished, kept.moved) == ((), 0)


def test_a_pattern_of_which_nothing_is_left_has_vanished() -> None:
    kept = carry_over([[1, 2]], {1: 10, 2: 10, 9: 30}, NONE)
    assert kept.vanished == (30,)


def test_pins_beat_overlap_and_bans_forbid_a_key() -> None:
    before = {1: 10, 2: 10, 3: 10, 4: 20}
    pinned = carry_over([[1, 2, 3], [4, 5]], before, Constraints(pins={5: 10}))
    assert pinned.keys == (-1, 10)
    banned = carry_over([[1, 2, 3]], before, Constraints(bans=frozenset({(2, 10)})))
    assert banned.keys == (-1,)
