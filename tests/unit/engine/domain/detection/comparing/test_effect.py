from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.detection.comparing.effect import (
    EXAMPLES,
    Example,
    Summary,
    examples,
    summary_of,
)

PLACES = st.dictionaries(st.integers(1, 60), st.integers(1, 8), max_size=60)


def test_patterns_are_counted_by_size() -> None:
    places = {**dict.fromkeys(range(2), 1), **dict.fromkeys(range(2, 6), 2)}
    places.update(dict.fromkeys(range(6, 206), 3))
    assert summary_of(places) == Summary(3, 206, 200, (1, 1, 0, 0, 0, 1))
    assert summary_of({}) == Summary(0, 0, 0, (0, 0, 0, 0, 0, 0))


def test_issues_that_join_are_told_with_one_that_was_there() -> None:
    before = dict.fromkeys([1, 2, 3], 10)
    after = dict.fromkeys([1, 2, 3, 7, 8, 9], 10)
    assert examples(before, after) == (Example(True, 10, (3, 9, 8), 3),)


def test_issues_that_part_are_told_with_one_that_stays() -> None:
    before = dict.fromkeys([1, 2, 3, 4], 10)
    assert examples(before, dict.fromkeys([1, 2, 3], 10)) == (Example(False, 10, (3, 4), 1),)


def test_a_new_group_of_strangers_is_told_by_its_newest() -> None:
    assert examples({}, dict.fromkeys([4, 5, 6], -1)) == (Example(True, -1, (6, 5, 4), 2),)


@given(PLACES, PLACES)
def test_only_what_changes_is_told(before: dict[int, int], after: dict[int, int]) -> None:
    found = examples(before, after)
    assert len(found) <= 2 * EXAMPLES
    assert examples(after, after) == ()
    for one in found:
        here, there = (after, before) if one.joins else (before, after)
        together = {here[issue] for issue in one.issues}
        assert together == {one.pattern}
        places = [there.get(issue, -issue) for issue in one.issues]
        assert len(set(places)) > 1
    assert sum(summary_of(after).sizes) <= summary_of(after).patterns
