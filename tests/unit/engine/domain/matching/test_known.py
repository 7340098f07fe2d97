"""Known issues stand for patterns, and are compared with the latest others of theirs."""

import pytest

from causeloop_desktop.engine.domain.matching.known import COMPARED, NOWHERE, Known, Move
from causeloop_desktop.engine.domain.matching.model import LONE, MatchModel


@pytest.fixture
def known() -> Known:
    found = Known(MatchModel.empty())
    for issue in range(100, 140):
        found.add(issue, 7 if issue < 130 else LONE)
    return found


def test_rows_come_with_the_latest_of_their_pattern(known: Known) -> None:
    near = {0, 35}
    rows = known.together(near, known.patterns_of(near), 35).tolist()
    assert rows == [0, *range(30 - COMPARED, 30), 35]


def test_an_issue_is_never_compared_with_itself(known: Known) -> None:
    assert known.together({0, 35}, (), 135).tolist() == [0]
    assert 129 not in [known.issue(row) for row in known.members(7, 129)]


def test_issues_that_are_only_expected_are_in_no_pattern(known: Known) -> None:
    assert known.patterns_of({29, 39, 40, 41}) == {7}


def test_a_move_is_noted_once(known: Known) -> None:
    before = len(known.moves)
    known.place(135, 7)
    known.place(135, 7)
    known.place(999, 7)
    assert known.moves[before:] == [Move(35, LONE, 7)]
    assert known.patterns[35] == 7
    assert known.members(7, None)[-1] == 35
    assert known.row(999) == NOWHERE
