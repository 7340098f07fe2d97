import pytest

from causeloop_desktop.contract.issues import Stage
from causeloop_desktop.engine.domain.records.stages import (
    CLOSED,
    NUMBER_OF_STAGE,
    STAGES,
    moved_stage,
    stage_of_status,
)

NEW, ANALYZING, IN_LOOP, FOUND, RESOLVED, WONT_FIX = (NUMBER_OF_STAGE[stage] for stage in Stage)


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("Open", Stage.NEW),
        ("To Do", Stage.NEW),
        ("TRIGGERED", Stage.NEW),
        ("In Progress", Stage.ANALYZING),
        ("acknowledged", Stage.ANALYZING),
        ("Closed", Stage.RESOLVED),
        ("auto-resolved", Stage.RESOLVED),
        ("Won't Fix", Stage.WONT_FIX),
        ("Not a bug", Stage.WONT_FIX),
    ],
)
def test_words_of_other_tools_are_understood(status: str, stage: Stage) -> None:
    number = stage_of_status(status)
    assert number is not None
    assert STAGES[number] is stage


@pytest.mark.parametrize("status", [None, "", "Quarantäne", "7"])
def test_unknown_words_mean_nothing(status: str | None) -> None:
    assert stage_of_status(status) is None


def test_an_unchanged_status_leaves_what_a_person_said() -> None:
    assert moved_stage(WONT_FIX, "open", "open") == WONT_FIX
    assert moved_stage(RESOLVED, "open", "To Do") == RESOLVED


def test_a_changed_status_closes_and_reopens() -> None:
    assert moved_stage(FOUND, "open", "done") == RESOLVED
    assert moved_stage(RESOLVED, "done", "reopened") == NEW


def test_being_open_in_other_words_does_not_undo_a_pattern() -> None:
    assert moved_stage(FOUND, "open", "in progress") == FOUND
    assert moved_stage(IN_LOOP, None, "open") == IN_LOOP
    assert moved_stage(NEW, "open", "in progress") == ANALYZING


def test_closed_stages_are_those_with_nothing_left_to_do() -> None:
    assert frozenset({RESOLVED, WONT_FIX}) == CLOSED
