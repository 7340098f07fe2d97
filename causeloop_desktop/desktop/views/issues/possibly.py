"""What an issue is possibly the same as: up to five patterns, each one click to take or refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from causeloop_desktop.contract.reviews import ReviewKind, Verdict
from causeloop_desktop.desktop.theme.spacing import row
from causeloop_desktop.desktop.theme.words import score_text
from causeloop_desktop.desktop.views.words import issues_text
from causeloop_desktop.desktop.widgets.buttons import IconButton
from causeloop_desktop.desktop.widgets.labels import Caption, Link, Section

if TYPE_CHECKING:
    from causeloop_desktop.contract.reviews import ReviewCandidate, ReviewSummary


class PossiblyPart(QWidget):
    """The part of the pane for a place that is not sure.

    Signals:
        judged: The verdict, and the id of the pattern that it is about.
        pattern_opened: The id of a pattern to look at.
    """

    judged = Signal(str, str)
    pattern_opened = Signal(str)

    def __init__(self, review: ReviewSummary, *, can_decide: bool) -> None:
        super().__init__()
        self._can_decide = can_decide
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(6)
        lines.addWidget(Section(self._question(review)))
        for candidate in review.candidates:
            lines.addWidget(self._line(candidate))
        words = self.tr("From {score} on it would be attached unasked.")
        lines.addWidget(Caption(words.format(score=score_text(review.threshold)), wrap=True))

    def _question(self, review: ReviewSummary) -> str:
        if review.kind is ReviewKind.MEMBER:
            return self.tr("Not sure that it belongs to")
        return self.tr("Possibly the same as")

    def _line(self, candidate: ReviewCandidate) -> QWidget:
        pattern = candidate.pattern
        link = Link(pattern.name)
        link.setWordWrap(True)
        link.clicked.connect(lambda: self.pattern_opened.emit(pattern.id))
        score = score_text(candidate.score)
        words = self.tr("{score} alike · {n}")
        facts = Caption(words.format(score=score, n=issues_text(candidate.issue_count)))
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        head = row(link, *self._answers(candidate), gap=2)
        head.setStretch(0, 1)
        lines.addLayout(head)
        lines.addWidget(facts)
        return box

    def _answers(self, candidate: ReviewCandidate) -> tuple[IconButton, ...]:
        if not self._can_decide:
            return ()
        name = candidate.pattern.name
        same = IconButton("check", self.tr("The same as “{name}”").format(name=name), size=24)
        other = IconButton("close", self.tr("Not the same as “{name}”").format(name=name), size=24)
        for button, verdict in ((same, Verdict.SAME), (other, Verdict.DIFFERENT)):
            button.clicked.connect(
                lambda _=False, said=verdict.value: self.judged.emit(said, candidate.pattern.id)
            )
        return same, other
