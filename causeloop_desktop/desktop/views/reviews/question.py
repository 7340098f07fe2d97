"""What is asked: the pattern, how alike the issue is to it, and the other candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from causeloop_desktop.contract.reviews import ReviewKind
from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import clear, column, row
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.words import count_text, score_text, tip_text
from causeloop_desktop.desktop.views.words import issues_text
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.cards import Card
from causeloop_desktop.desktop.widgets.chips import Chip, RiskChip
from causeloop_desktop.desktop.widgets.flow import FlowLayout
from causeloop_desktop.desktop.widgets.labels import Caption, Link
from causeloop_desktop.desktop.widgets.painting import fill_round, meter, smooth

if TYPE_CHECKING:
    from causeloop_desktop.contract.reviews import ReviewCandidate, ReviewSummary
    from causeloop_desktop.desktop.presenters.reviews import ReviewsState

_WIDTH, _HEIGHT, _BAR = 220, 16, 6
_LONGEST = 44


class Question(Card):
    """Draws the question over the two sides.

    Signals:
        pattern_opened: The id of the pattern to look at.
        candidate_chosen: The number of another candidate, from 0.
    """

    pattern_opened = Signal(str)
    candidate_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._pattern_id = ""
        self._asked = Caption("")
        self._pattern = Link("", size=fonts.HEADING)
        self._pattern.setFont(fonts.font(fonts.HEADING, weight=fonts.STRONG))
        self._pattern.clicked.connect(lambda: self.pattern_opened.emit(self._pattern_id))
        self._chips = row(gap=6)
        self.likeness = Likeness()
        self._score = Caption("")
        self._others = QWidget()
        self._other_flow = FlowLayout(self._others, gap=6)
        self._lay_out()

    def draw(self, state: ReviewsState) -> None:
        """Show what is asked now."""
        review, candidate = state.current, state.candidate
        if review is None or candidate is None:
            return
        self._pattern_id = candidate.pattern.id
        self._asked.setText(self._words(review, state.place, state.total))
        self._pattern.setText(candidate.pattern.name)
        self._draw_chips(review, candidate)
        self.likeness.show_score(candidate.score, review.threshold)
        self._score.setText(self._score_words(candidate.score, review))
        self._draw_others(review, candidate)

    def _words(self, review: ReviewSummary, place: int, total: int) -> str:
        if review.kind is ReviewKind.MEMBER:
            words = self.tr("{n} of {total} · Does this issue still belong to")
        else:
            words = self.tr("{n} of {total} · Is this issue the same failure as")
        return words.format(n=count_text(place + 1), total=count_text(max(total, place + 1)))

    def _draw_chips(self, review: ReviewSummary, candidate: ReviewCandidate) -> None:
        clear(self._chips)
        self._chips.addWidget(RiskChip(candidate.pattern.risk_score))
        self._chips.addWidget(Chip(issues_text(candidate.issue_count)))
        if review.skipped:
            self._chips.addWidget(Chip(self.tr("skipped before")))

    def _score_words(self, score: float, review: ReviewSummary) -> str:
        words = self.tr("{score} alike; new issues join from {least} on")
        return words.format(score=score_text(score), least=score_text(review.threshold))

    def _draw_others(self, review: ReviewSummary, candidate: ReviewCandidate) -> None:
        clear(self._other_flow)
        for number, other in enumerate(review.candidates):
            if other.pattern.id != candidate.pattern.id:
                self._other_flow.addWidget(self._other(number, other))
        self._others.setVisible(len(review.candidates) > 1)

    def _other(self, number: int, other: ReviewCandidate) -> Button:
        name = other.pattern.name
        short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
        words = f"{short} {score_text(other.score)}"
        button = Button(words, key=str(number + 1), quiet=True)
        button.setToolTip(tip_text(name))
        button.clicked.connect(lambda: self.candidate_chosen.emit(number))
        return button

    def _lay_out(self) -> None:
        side = column(self.likeness, self._score, gap=4)
        side.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        words = column(self._asked, self._pattern, gap=4)
        self._pattern.setWordWrap(True)
        head = row(gap=16)
        head.addLayout(words, 1)
        head.addLayout(self._chips)
        head.addLayout(side)
        self.add(head)
        self.add(self._others)


class Likeness(QWidget):
    """A bar from nothing alike to equal, with a mark where issues are attached unasked."""

    def __init__(self) -> None:
        super().__init__()
        self._score, self._threshold = 0.0, 1.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_score(self, score: float, threshold: float) -> None:
        """Show another score."""
        self._score, self._threshold = score, threshold
        words = self.tr("{score} alike; new issues join from {least} on")
        self.setAccessibleName(words.format(score=score_text(score), least=score_text(threshold)))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a bar and the mark above it."""
        return QSize(_WIDTH, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bar and the mark."""
        painter, look = smooth(QPainter(self)), tokens()
        track = QRectF(0, (_HEIGHT - _BAR) / 2, self.width(), _BAR)
        meter(painter, track, self._score, look.history, look.sunken)
        left = self._threshold * self.width()
        fill_round(painter, QRectF(left - 1, 0, 2, _HEIGHT), look.text, 1)
