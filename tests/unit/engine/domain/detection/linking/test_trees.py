"""Joins that are kept, taken back in part, and added to."""

import numpy as np

from causeloop_desktop.engine.domain.detection.linking.linkage import Merge
from causeloop_desktop.engine.domain.detection.linking.trees import Tree

TREE = Tree.of(5, [Merge(0, 1, 0.9), Merge(2, 5, 0.7), Merge(3, 4, 0.6)])
"""Node 5 is {0, 1}, node 6 is {0, 1, 2}, node 7 is {3, 4}."""

ALL = np.ones(5, bool)
NONE = np.zeros(3, bool)


def test_roots_are_groups() -> None:
    assert TREE.roots().tolist() == [6, 6, 6, 7, 7]


def test_a_join_is_as_alike_inside_as_its_parts_were() -> None:
    assert TREE.inner().tolist() == [0, 0, 0, 0, 0, 0.9, 0.7, 0.6]


def test_a_leaf_that_is_lost_takes_what_stands_on_it_along() -> None:
    intact = TREE.intact(np.array([True, True, False, True, True]), NONE)
    assert intact.tolist() == [True, True, False, True, True, True, False, True]
    assert TREE.tops(intact).tolist() == [5, 5, -1, 7, 7, 5, -1, 7]


def test_a_broken_join_leaves_its_parts() -> None:
    intact = TREE.intact(ALL, np.array([False, True, False]))
    assert TREE.tops(intact).tolist()[:5] == [5, 5, 2, 7, 7]


def test_a_tree_regrows_over_new_leaves_and_grows_on() -> None:
    intact = TREE.intact(ALL, np.array([False, True, False]))
    kept, nodes = TREE.regrown(np.array([1, 2, 3, 4, 5]), intact, leaves=6)
    assert kept.roots().tolist() == [0, 6, 6, 3, 7, 7]
    units = np.array([0, nodes[5], nodes[2]])
    grown = kept.grown(units, [Merge(0, 1, 0.8), Merge(2, 3, 0.5)])
    assert grown.roots().tolist() == [9, 9, 9, 9, 7, 7]
    assert grown.likeness.tolist() == [0.9, 0.6, 0.8, 0.5]
