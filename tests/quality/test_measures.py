"""The measures themselves, by cases that a person can count."""

import pytest

from tests.quality.measures import false_attach, grouping_accuracy, pair_f1, recall_at

TRUE = ["a", "a", "b", "b", "c"]


def test_what_is_right_scores_one() -> None:
    found = [7, 7, 8, 8, 9]
    assert pair_f1(TRUE, found) == 1
    assert false_attach(TRUE, found) == 0
    assert grouping_accuracy(TRUE, found) == (1, 1)


def test_everybody_together_finds_all_and_is_wrong_all_the_same() -> None:
    found = [1, 1, 1, 1, 1]
    assert pair_f1(TRUE, found) == pytest.approx(2 * 2 / (2 + 10))
    assert false_attach(TRUE, found) == pytest.approx(2 / 3)
    assert grouping_accuracy(TRUE, found) == (0, 0)


def test_a_group_that_is_cut_in_two_counts_for_nothing() -> None:
    found = [1, 1, 2, 3, 4]
    assert pair_f1(TRUE, found) == pytest.approx(2 * 1 / (2 + 1))
    assert grouping_accuracy(TRUE, found) == pytest.approx((3 / 5, 2 * 2 / (4 + 3)))


def test_only_issues_with_an_earlier_relative_are_asked() -> None:
    groups = {"A": "x", "B": "", "C": "x", "D": "x"}
    ranked = {"A": (), "B": ("A",), "C": ("B", "A"), "D": ("B",)}
    assert recall_at(1, groups, ranked) == 0
    assert recall_at(2, groups, ranked) == 0.5
