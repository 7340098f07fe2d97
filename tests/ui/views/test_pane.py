"""The issue beside the list: what is asked comes first, what can be done stays in sight."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from causeloop_desktop.contract.base import IssueId, PatternId, Priority, ReviewId, Severity, Source
from causeloop_desktop.contract.issues import Issue, PatternRef, Stage, Status, WhyHere
from causeloop_desktop.contract.reviews import ReviewCandidate, ReviewKind, ReviewSummary
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.issue import IssueState
from causeloop_desktop.desktop.views.issues.pane import IssuePane
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.labels import Label

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from causeloop_desktop.desktop.theme.theme import Theme

NOW = datetime(2026, 5, 3, 9, tzinfo=UTC)
DISK = PatternRef(id=PatternId("pat_1"), name="Disk full", risk_score=40)
ISSUE = Issue(
    id=IssueId("iss_1"),
    title="The disk of the mail server is full",
    status=Status.IN_PROGRESS,
    stage=Stage.IN_LOOP,
    severity=Severity.HIGH,
    priority=Priority.P2,
    source=Source.JIRA,
    external_id="OPS-7",
    pattern_id=DISK.id,
    pattern=DISK,
    created_at=NOW,
    ingested_at=NOW,
    updated_at=NOW,
)
DOUBT = ReviewSummary(
    id=ReviewId("rev_1"),
    kind=ReviewKind.MEMBER,
    issue_id=ISSUE.id,
    external_id=ISSUE.external_id,
    title=ISSUE.title,
    source=ISSUE.source,
    priority=ISSUE.priority,
    created_at=NOW,
    pattern=DISK,
    score=0.3,
    threshold=0.5,
    candidates=(ReviewCandidate(pattern=DISK, score=0.3),),
)


def drawn(qtbot: QtBot, state: IssueState) -> IssuePane:
    pane = IssuePane(lambda: NOW, can_link=lambda: True, can_join=lambda: True)
    qtbot.addWidget(pane)
    pane.draw(state)
    return pane


def test_a_doubt_is_asked_about_before_it_is_explained(theme: Theme, qtbot: QtBot) -> None:
    why = WhyHere(issue_id=ISSUE.id, pattern=DISK, sentence="It shares “disk”.")
    pane = drawn(
        qtbot, IssueState(phase=Phase.READY, summary=ISSUE, issue=ISSUE, why=why, review=DOUBT)
    )
    words = [label.full_text() for label in pane.findChildren(Label)]
    assert words.index("Not sure that it belongs to") < words.index("Why it is here")


def test_what_can_be_done_is_there_before_the_rest_has_come(theme: Theme, qtbot: QtBot) -> None:
    pane = drawn(qtbot, IssueState(phase=Phase.LOADING, summary=ISSUE))
    verbs = [button.text() for button in pane.findChildren(Button)]
    assert verbs == ["Belongs here", "Does not", "Move…", "Stage"]


def test_an_issue_in_no_pattern_is_offered_one(theme: Theme, qtbot: QtBot) -> None:
    alone = ISSUE.model_copy(update={"pattern_id": None, "pattern": None})
    pane = drawn(qtbot, IssueState(phase=Phase.LOADING, summary=alone))
    verbs = [button.text() for button in pane.findChildren(Button)]
    assert verbs == ["Link to a pattern…", "Stage"]
