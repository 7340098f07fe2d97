"""The issue beside the list: what is asked of it, why it is here, what is alike, all known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.words import relative_time
from causeloop_desktop.desktop.views.issues import facts
from causeloop_desktop.desktop.views.issues.possibly import PossiblyPart
from causeloop_desktop.desktop.views.issues.same import SamePart
from causeloop_desktop.desktop.views.issues.verbs import IssueVerbs
from causeloop_desktop.desktop.views.issues.why import WhyPart
from causeloop_desktop.desktop.views.similar import SimilarIssues
from causeloop_desktop.desktop.views.words import source_text
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.chips import RiskChip, SeverityChip, StageChip
from causeloop_desktop.desktop.widgets.detail_pane import DetailPane
from causeloop_desktop.desktop.widgets.labels import Label, Link, Section
from causeloop_desktop.desktop.widgets.property_list import PropertyList
from causeloop_desktop.desktop.widgets.states import Skeleton

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from PySide6.QtWidgets import QWidget

    from causeloop_desktop.contract.duplicates import SameOccurrence
    from causeloop_desktop.contract.issues import Issue, IssueSummary, SimilarIssue
    from causeloop_desktop.contract.reviews import ReviewSummary
    from causeloop_desktop.desktop.presenters.issue import IssueState

LONGEST_BODY = 4_000


class IssuePane(DetailPane):
    """Draws one issue.

    Signals:
        stage_chosen: The stage to move the issue to.
        confirmed: The issue belongs where it is.
        refused: It does not.
        link_requested: Another pattern is to be chosen for it.
        pattern_opened: The id of a pattern to look at.
        judged: A verdict, and the id of the pattern that it is about.
        issue_opened: The id of a similar issue to look at.
        retry_clicked: The issue is to be read once more.
        parted: The id of a pair that does not tell of one occurrence.
        join_requested: Another issue is to be chosen that tells of the same occurrence.
    """

    stage_chosen = Signal(str)
    confirmed = Signal()
    refused = Signal()
    link_requested = Signal()
    pattern_opened = Signal(str)
    judged = Signal(str, str)
    issue_opened = Signal(str)
    retry_clicked = Signal()
    parted = Signal(str)
    join_requested = Signal()

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        can_link: Callable[[], bool],
        can_join: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._can_join = can_join
        self._now = now
        self._can_link = can_link

    def draw(self, state: IssueState) -> None:
        """Show an issue as far as it is known."""
        self.clear_body()
        if state.summary is None:
            return
        self._draw_head(state.summary)
        self.set_foot(self._verbs(state.issue or state.summary))
        if state.problem:
            self._draw_problem(state.problem.title, str(state.problem))
        elif state.phase is Phase.LOADING or state.issue is None:
            self.add(Skeleton(rows=8))
        else:
            self._draw_parts(state, state.issue)

    def _draw_head(self, issue: IssueSummary) -> None:
        came = relative_time(issue.created_at, self._now())
        source = source_text(issue.source, issue.origin)
        self.set_heading(f"{issue.external_id} · {source} · {came}", issue.title)
        stage, risk = StageChip(issue.stage), RiskChip(issue.risk_score)
        if issue.occurrence_count > 1:
            stage.set(f"{stage.text} · {issue.occurrence_count}\N{MULTIPLICATION SIGN}")
        self.set_chips([SeverityChip(issue.priority), stage, risk])

    def _verbs(self, issue: IssueSummary) -> IssueVerbs:
        verbs = IssueVerbs(issue, can_link=self._can_link())
        verbs.stage_chosen.connect(self.stage_chosen)
        verbs.confirmed.connect(self.confirmed)
        verbs.refused.connect(self.refused)
        verbs.link_requested.connect(self.link_requested)
        return verbs

    def _draw_problem(self, title: str, sentence: str) -> None:
        again = Button(self.tr("Try again"), icon="refresh")
        again.clicked.connect(self.retry_clicked)
        self.add(Section(title))
        self.add(Label(sentence, muted=True, wrap=True))
        self.add(again)

    def _draw_parts(self, state: IssueState, issue: Issue) -> None:
        if state.same is not None and state.same.issues:
            self._add_same(state.same)
        if state.review is not None and state.review.issue_id == issue.id:
            self._add_review(state.review)
        if state.why is not None:
            why = WhyPart(state.why)
            why.pattern_opened.connect(self.pattern_opened)
            self.add(why)
        self._add_part(self.tr("Similar issues"), self._similar(state.similar))
        if state.same is not None and self._can_join():
            self.add(self._join_link())
        self._add_part(self.tr("Details"), PropertyList(facts.details(issue, self._now())))
        self._add_part(self.tr("Text"), _body(issue.body))
        self._add_part(self.tr("Metadata"), _properties(issue))

    def _add_part(self, title: str, content: QWidget | None) -> None:
        if content is not None:
            self.lines.addSpacing(8)
            self.add(Section(title))
            self.add(content)

    def _add_same(self, same: SameOccurrence) -> None:
        part = SamePart(same, can_change=self._can_join())
        part.issue_opened.connect(self.issue_opened)
        part.parted.connect(self.parted)
        self.add(part)
        self.lines.addSpacing(8)

    def _join_link(self) -> Link:
        again = Link(self.tr("Same occurrence as another issue…"))
        again.clicked.connect(self.join_requested)
        return again

    def _add_review(self, review: ReviewSummary) -> None:
        part = PossiblyPart(review, can_decide=self._can_link())
        part.judged.connect(self.judged)
        part.pattern_opened.connect(self.pattern_opened)
        self.add(part)
        self.lines.addSpacing(8)

    def _similar(self, similar: tuple[SimilarIssue, ...]) -> QWidget | None:
        if not similar:
            return None
        part = SimilarIssues(similar)
        part.opened.connect(self.issue_opened)
        return part


def _body(text: str) -> QWidget | None:
    if not text.strip():
        return None
    cut = text if len(text) <= LONGEST_BODY else f"{text[:LONGEST_BODY]}…"
    label = Label(cut, size=fonts.SMALL, wrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _properties(issue: Issue) -> QWidget | None:
    lines = facts.metadata(issue)
    return PropertyList(lines) if lines else None
