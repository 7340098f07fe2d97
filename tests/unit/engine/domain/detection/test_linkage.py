"""Average linkage against its definition."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from causeloop_desktop.engine.domain.detection.linkage import link
from causeloop_desktop.engine.domain.detection.matrix import Matrix, unit_rows
from causeloop_desktop.engine.domain.detection.neighbours import alike_pairs
from causeloop_desktop.engine.domain.detection.rules import Rules

CUT = 0.6


def rows_of(seed: int, count: int) -> Matrix:
    dice = np.random.default_rng(seed)
    dense = dice.random((count, 12)) * (dice.random((count, 12)) < 0.4)
    return unit_rows(sparse.csr_array(dense.astype(np.float32)))


def linked(rows: Matrix, rules: Rules, largest: int = 100) -> list[int]:
    pairs = alike_pairs(rows, 0.1, lambda *_: None, lambda: False)
    cuts = [CUT] * rows.shape[0]
    return [int(group) for group in link(rows, pairs, cuts, rules, largest, lambda: False)]


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
