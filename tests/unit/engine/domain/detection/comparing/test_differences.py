"""A diff names what became of each pattern, and its counts add up."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.detection.comparing.differences import (
    SAMPLES,
    Change,
    differences,
)

PLACES = st.dictionaries(st.integers(1, 40), st.integers(1, 5), max_size=40)


def grouped(**members: range | list[int]) -> dict[int, int]:
    """Give the pattern of each issue; patterns are named ``p<key>``."""
    return {issue: int(name[1:]) for name, issues in members.items() for issue in issues}


def told(before: dict[int, int], after: dict[int, int]) -> list[tuple[str, int, int | None, int]]:
    found = differences(before, after).changes
    return [(one.kind, one.pattern, one.other, one.issues) for one in found]


def test_nothing_changed() -> None:
    same = grouped(p1=range(5), p2=range(5, 9))
    found = differences(same, same)
    assert found.changes == ()
    assert (found.reassigned, found.joined, found.left) == (0, 0, 0)


def test_a_first_assignment_is_no_move() -> None:
    found = differences({}, grouped(p1=range(8)))
    assert found.changes == (Change("new", 1, None, 8, 8, (7, 6, 5, 4, 3)),)
    assert (found.reassigned, found.joined) == (0, 8)


def test_a_pattern_that_lives_on_in_another_is_merged() -> None:
    before = grouped(p1=range(6), p2=range(6, 10))
    found = differences(before, grouped(p1=range(10)))
    assert told(before, grouped(p1=range(10))) == [("merged", 2, 1, 4)]
    assert (found.reassigned, found.moved) == (4, 0)


def test_a_pattern_of_which_nothing_is_left_has_vanished() -> None:
    assert told(grouped(p1=range(6), p2=[7, 8]), grouped(p1=range(6))) == [("vanished", 2, None, 2)]


def test_a_new_pattern_of_old_members_is_split_off() -> None:
    before, after = grouped(p1=range(10)), grouped(p1=range(6), p2=range(6, 10))
    assert told(before, after) == [("split", 2, 1, 4)]
    assert differences(before, after).moved == 4


def test_a_new_pattern_with_few_old_members_is_new() -> None:
    before, after = grouped(p1=range(10)), grouped(p1=range(9), p2=range(9, 20))
    assert told(before, after) == [("moved", 1, 2, 1), ("new", 2, None, 11)]


def test_the_largest_changes_come_first() -> None:
    before = grouped(p1=range(10), p2=range(10, 20), p3=range(20, 40))
    after = grouped(p1=[*range(9), 10, 11], p2=[9, *range(12, 20)], p3=range(20, 40))
    assert told(before, after) == [("moved", 2, 1, 2), ("moved", 1, 2, 1)]


@given(PLACES, PLACES)
def test_the_counts_add_up(before: dict[int, int], after: dict[int, int]) -> None:
    found = differences(before, after)
    both = before.keys() & after.keys()
    assert found.reassigned == sum(before[issue] != after[issue] for issue in both)
    assert found.joined == len(after.keys() - before.keys())
    assert found.left == len(before.keys() - after.keys())
    gone = set(before.values()) - set(after.values())
    assert found.count("merged") + found.count("vanished") == len(gone)
    born = set(after.values()) - set(before.values())
    assert found.count("new") + found.count("split") == len(born)
    told_of = sum(one.issues for one in found.changes if one.kind in ("merged", "split", "moved"))
    assert told_of == found.reassigned
    assert all(len(one.samples) <= SAMPLES for one in found.changes)


@given(PLACES, PLACES, st.randoms())
def test_the_order_of_issues_never_matters(
    before: dict[int, int], after: dict[int, int], random: Random
) -> None:
    shuffled = list(before.items())
    random.shuffle(shuffled)
    assert differences(dict(shuffled), after) == differences(before, after)
