"""Average linkage against its definition."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from causeloop_desktop.engine.domain.detection.grouping.rules import Rules
from causeloop_desktop.engine.domain.detection.likeness.neighbours import alike_pairs
from causeloop_desktop.engine.domain.detection.linking.linkage import (
    EVEN,
    HIGHEST,
    Bounds,
    Linked,
    asked_of,
    link,
)
from causeloop_desktop.engine.domain.detection.reading.matrix import Matrix, unit_rows

CUT = 0.6


def rows_of(seed: int, count: int) -> Matrix:
    dice = np.random.default_rng(seed)
    dense = dice.random((count, 12)) * (dice.random((count, 12)) < 0.4)
    return unit_rows(sparse.csr_array(dense.astype(np.float32)))


def whole(rows: Matrix, rules: Rules, largest: int = 100, rise: float = 0.0) -> Linked:
    pairs = alike_pairs(rows, 0.1, lambda *_: None, lambda: False)
    bounds = Bounds([CUT] * rows.shape[0], largest, rise=rise)
    return link(rows, pairs, bounds, rules, lambda: False)


def linked(rows: Matrix, rules: Rules, largest: int = 100) -> list[int]:
    return [int(group) for group in whole(rows, rules, largest).groups]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 30))
def test_no_two_groups_that_remain_reach_the_cut(seed: int, count: int) -> None:
    rows = rows_of(seed, count)
    groups = linked(rows, Rules())
    likeness = (rows @ rows.T).toarray()
    members = [np.flatnonzero(np.array(groups) == group) for group in set(groups)]
    means = [
        likeness[np.ix_(one, other)].mean()
        for index, one in enumerate(members)
        for other in members[:index]
    ]
    assert all(mean < CUT + 1e-4 for mean in means)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_rules_and_the_largest_size_hold(seed: int) -> None:
    rows = rows_of(seed, 20)
    rules = Rules()
    for one, other in ((0, 1), (2, 3), (4, 5)):
        rules.keep_apart(one, other)
    groups = linked(rows, rules, largest=4)
    assert groups[0] != groups[1]
    assert groups[2] != groups[3]
    assert groups[4] != groups[5]
    assert max(groups.count(group) for group in groups) <= 4


def test_equal_rows_are_one_group() -> None:
    rows = unit_rows(sparse.csr_array(np.ones((5, 3), np.float32)))
    assert len(set(linked(rows, Rules()))) == 1


def test_the_merges_tell_how_the_groups_came_about() -> None:
    rows = rows_of(1, 30)
    found = whole(rows, Rules())
    parent = np.arange(30 + len(found.merges))
    for number, merge in enumerate(found.merges):
        parent[[merge.one, merge.other]] = 30 + number
    for number in range(len(parent) - 1, -1, -1):
        parent[number] = parent[parent[number]]
    assert parent[:30].tolist() == found.groups.tolist()
    assert all(merge.likeness >= CUT for merge in found.merges)
    assert found.capped == 0


def test_groups_that_their_size_held_back_are_told() -> None:
    rows = unit_rows(sparse.csr_array(np.ones((5, 3), np.float32)))
    found = whole(rows, Rules(), largest=4)
    assert sorted(np.bincount(found.groups).tolist())[-2:] == [2, 3]
    assert found.capped == 2


def test_a_row_that_stands_for_several_is_linked_as_they_are() -> None:
    rows = rows_of(4, 24)
    before = whole(rows, Rules())
    merge = before.merges[0]
    others = [row for row in range(24) if row not in (merge.one, merge.other)]
    both = rows[[merge.one]] + rows[[merge.other]]
    sums = sparse.csr_array(sparse.vstack([rows[others], both]))
    sizes = [1] * len(others) + [2]
    means = sparse.csr_array(sparse.diags_array(1 / np.array(sizes)) @ sums)
    pairs = alike_pairs(means, 0.1, lambda *_: None, lambda: False)
    after = link(sums, pairs, Bounds([CUT] * 23, 100, sizes), Rules(), lambda: False)
    assert len(after.merges) == len(before.merges) - 1


def test_what_is_asked_rises_with_the_size_up_to_a_highest() -> None:
    asked = [asked_of(0.3, 0.15, size, 1) for size in (1, 2, 3, 4, 8, 1_000)]
    assert asked[0] == asked[1] == 0.3
    assert asked == sorted(asked)
    assert (round(asked[3], 3), round(asked[4], 3), asked[5]) == (0.45, 0.6, HIGHEST)
    assert asked_of(0.85, 0.15, 1_000, 1) == 0.85


def test_a_group_asks_no_more_of_others_than_of_its_own() -> None:
    assert asked_of(0.3, 0.15, 1_000, 0.5) == EVEN * 0.5
    assert asked_of(0.3, 0.15, 1_000, 0.2) == 0.3


def told_alike(count: int, common: float) -> Matrix:
    """Rows of which any two are ``common`` alike."""
    own = np.sqrt(1 - common) * np.eye(count)
    shared = np.full((count, 1), np.sqrt(common))
    return sparse.csr_array(np.hstack((shared, own)).astype(np.float32))


def test_one_failure_told_by_many_stays_whole_however_many() -> None:
    rows = told_alike(40, CUT + 0.02)
    assert len(set(whole(rows, Rules(), rise=0.15).groups.tolist())) == 1


def test_a_topic_that_frays_still_has_to_ask_for_more() -> None:
    """A third that is less alike to two than they are to each other is held to the rise."""
    dense = [[1, 0, 0], [0.8, 0.6, 0], [0.6, 0.35, 0.72]]
    rows = unit_rows(sparse.csr_array(np.array(dense, np.float32)))
    assert len(set(whole(rows, Rules()).groups.tolist())) == 1
    assert len(set(whole(rows, Rules(), rise=0.15).groups.tolist())) == 2


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_every_merge_reaches_what_its_size_asks(seed: int) -> None:
    found = whole(rows_of(seed, 30), Rules(), rise=0.05)
    sizes, inner = [1] * 30, [0.0] * 30
    for merge in found.merges:
        sizes.append(sizes[merge.one] + sizes[merge.other])
        closer = max(inner[merge.one], inner[merge.other])
        assert merge.likeness >= asked_of(CUT, 0.05, sizes[-1], closer)
        inner.append(merge.likeness)
