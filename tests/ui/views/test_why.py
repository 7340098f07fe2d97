"""Why an issue is where it is, as the window tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.contract.base import IssueId, PatternId
from causeloop_desktop.contract.issues import (
    IssueRef,
    PatternRef,
    Reason,
    ReasonKind,
    ScorePart,
    WhyHere,
)
from causeloop_desktop.desktop.theme.words import MINUS
from causeloop_desktop.desktop.views.issues.why import WhyPart
from causeloop_desktop.desktop.widgets.charts.bars import PartsBars
from causeloop_desktop.desktop.widgets.labels import Label

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from causeloop_desktop.desktop.theme.theme import Theme

HERE = PatternRef(id=PatternId("pat_1"), name="Disk full", risk_score=40)
OTHER = PatternRef(id=PatternId("pat_2"), name="Queue backlog", risk_score=20)
PARTS = (
    ScorePart(piece="text", value=1.5),
    ScorePart(piece="rarest", label="fsimage", value=0.6),
    ScorePart(piece="chance", value=-1.5),
)
INSIDE = WhyHere(
    issue_id=IssueId("iss_1"),
    pattern=HERE,
    score=0.4,
    threshold=0.5,
    because=(Reason(kind=ReasonKind.TERMS, label="disk", value=0.4),),
    nearest_other=OTHER,
    nearest_other_score=0.31,
    decided_by="text",
    deciding_score=0.6,
    deciding_parts=PARTS,
    would_need=("queue", "backlog"),
    compared_with=(IssueRef(id=IssueId("iss_2"), external_id="OPS-7", title="Disk is full"),),
)


def shown(qtbot: QtBot, why: WhyHere) -> tuple[list[str], list[str]]:
    """Show it and give what its lines and its bars say."""
    part = WhyPart(why)
    qtbot.addWidget(part)
    lines = [label.full_text() for label in part.findChildren(Label)]
    return lines, [bars.describe() for bars in part.findChildren(PartsBars)]


def test_points_are_told_with_what_is_needed(theme: Theme, qtbot: QtBot) -> None:
    lines, bars = shown(qtbot, INSIDE)
    assert bars[1] == f"Texts: 1.50; A rare word: fsimage: .60; What strangers share: {MINUS}1.50"
    assert "sums to .60 · .50 is needed to be put here unasked" in lines
    assert "compared with OPS-7" in lines
    assert lines[-1] == (
        "nearest other: Queue backlog .31 · for the nearest other .19 is missing · "
        "it says “queue”, “backlog”"
    )


def test_nothing_is_said_twice_of_the_nearest(theme: Theme, qtbot: QtBot) -> None:
    sentence = "It shares “disk”. The nearest other pattern, “Queue backlog”, says “queue”."
    lines, _ = shown(qtbot, INSIDE.model_copy(update={"sentence": sentence}))
    assert lines[-1] == "for the nearest other .19 is missing · it also says “backlog”"


def test_a_field_reads_as_one(theme: Theme, qtbot: QtBot) -> None:
    field = Reason(kind=ReasonKind.FIELD, label="fix_version=3.1", value=0.4)
    _, bars = shown(qtbot, INSIDE.model_copy(update={"because": (field,)}))
    assert bars[0] == "fix version: 3.1: .40"


def test_an_equal_key_decides_whatever_the_points(theme: Theme, qtbot: QtBot) -> None:
    lines, _ = shown(qtbot, INSIDE.model_copy(update={"decided_by": "trace"}))
    assert "sums to .60 · an equal stack trace decided, whatever the sum" in lines


def test_an_issue_in_no_pattern_is_told_of_the_nearest(theme: Theme, qtbot: QtBot) -> None:
    alone = {"pattern": None, "because": (), "decided_by": "none", "deciding_score": 0.31}
    lines, bars = shown(qtbot, INSIDE.model_copy(update=alone))
    assert lines[0] == "Why it is in no pattern"
    assert "What counts for the nearest pattern" in lines
    assert len(bars) == 1


def test_words_alone_need_no_bars_of_their_own(theme: Theme, qtbot: QtBot) -> None:
    words = {"deciding_parts": (ScorePart(piece="words", value=0.6),)}
    lines, bars = shown(qtbot, INSIDE.model_copy(update=words))
    assert (
        "sums to .40, how alike the words are · counted as .60 · "
        ".50 is needed to be put here unasked"
    ) in lines
    assert len(bars) == 1


def test_before_a_detection_there_are_no_points(theme: Theme, qtbot: QtBot) -> None:
    lines, bars = shown(qtbot, INSIDE.model_copy(update={"deciding_parts": ()}))
    assert "What counts for it" not in lines
    assert len(bars) == 1
