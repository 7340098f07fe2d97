"""Groups of now against groups of before."""

import numpy as np

from causeloop_desktop.engine.domain.detection.updating.changes import (
    changed_groups,
    still_whole,
    touched_by,
)
from causeloop_desktop.engine.domain.documents import Constraints


def test_a_group_is_the_same_if_its_rows_are() -> None:
    before, now = np.array([0, 0, 1, 1, 2]), np.array([9, 9, 7, 7, 7, 4])
    same = changed_groups(before, now, np.array([0, 1, 2, 3, 4, -1])).same
    assert same.tolist() == [True, True, False, False, False, False]


def test_a_group_that_lost_a_row_is_another() -> None:
    before, now = np.array([0, 0, 1]), np.array([0, 1])
    assert changed_groups(before, now, np.array([0, 2])).same.tolist() == [False, True]


def test_a_pattern_with_other_issues_besides_is_not_whole() -> None:
    groups = changed_groups(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1]), np.arange(4))
    patterns, placed = np.array([5, 5, 6, 6]), np.array([5, 5, 6, 6, 6])
    assert still_whole(groups, patterns, placed).same.tolist() == [True, True, False, False]


def test_only_what_is_decided_otherwise_touches_an_issue() -> None:
    before = Constraints(((1, 2),), ((3, 4),), {5: 50}, frozenset({(6, 60)}))
    now = Constraints(((1, 2),), ((3, 7),), {5: 51}, frozenset({(6, 60), (8, 80)}))
    assert touched_by(before, now) == [3, 4, 5, 7, 8]
