"""What would be made of a text: the decision, the candidates, and how it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from causeloop_desktop.contract.texts import TextDecision, TextKeyKind, TextShape
from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import BETWEEN, clear, row
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.views.similar import SimilarIssues
from causeloop_desktop.desktop.widgets.charts.scores import Mark, Score, ScoreScale
from causeloop_desktop.desktop.widgets.chips import Chip, RiskChip
from causeloop_desktop.desktop.widgets.flow import FlowLayout
from causeloop_desktop.desktop.widgets.labels import Caption, Label, Link, Section
from causeloop_desktop.desktop.widgets.property_list import Property, PropertyList

if TYPE_CHECKING:
    from causeloop_desktop.contract.issues import PatternRef, SimilarIssue
    from causeloop_desktop.contract.texts import TextTried

LONGEST_SHOWN = 6_000


class TextAnswer(QWidget):
    """Draws one answer, the decision first.

    Signals:
        pattern_opened: The id of a pattern to look at.
        issue_opened: The id of a similar issue to look at.
    """

    pattern_opened = Signal(str)
    issue_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, BETWEEN // 2, 0)
        self._lines.setSpacing(8)
        self._drawn: TextTried | None = None

    def draw(self, tried: TextTried) -> None:
        """Show an answer."""
        if tried == self._drawn:
            return
        self._drawn = tried
        clear(self._lines)
        self._draw_decision(tried)
        self._add_part(self.tr("Nearest patterns"), self._candidates(tried))
        self._add_part(self.tr("How it is read"), self._reading(tried))
        self._add_part(self.tr("Words that weigh most"), _terms(tried))
        self._add_part(self.tr("Normalised"), self._normalised(tried))
        self._add_part(self.tr("Issues that read like it"), self._similar(tried.similar))
        self._lines.addStretch(1)

    def _draw_decision(self, tried: TextTried) -> None:
        words, tone = {
            TextDecision.ATTACH: (self.tr("would join"), Tone.ACCENT),
            TextDecision.OFFER: (self.tr("would be offered"), Tone.MEDIUM),
            TextDecision.POOL: (self.tr("would wait"), Tone.NEUTRAL),
        }[tried.decision]
        head = row(Chip(words, tone))
        if tried.pattern is not None:
            head.addWidget(RiskChip(tried.pattern.risk_score))
        head.addStretch(1)
        self._lines.addLayout(head)
        if tried.pattern is not None:
            self._lines.addWidget(self._pattern_link(tried.pattern))
        self._lines.addWidget(Label(tried.sentence, wrap=True, muted=True))

    def _pattern_link(self, pattern: PatternRef) -> Link:
        link = Link(pattern.name, size=fonts.HEADING)
        link.setWordWrap(True)
        link.clicked.connect(lambda: self.pattern_opened.emit(pattern.id))
        return link

    def _add_part(self, title: str, content: QWidget | None) -> None:
        if content is not None:
            self._lines.addSpacing(8)
            self._lines.addWidget(Section(title))
            self._lines.addWidget(content)

    def _candidates(self, tried: TextTried) -> QWidget:
        if not tried.candidates:
            return Caption(self.tr("No pattern shares a rare word with it."), wrap=True)
        scale = ScoreScale()
        scale.set_scores(
            [Score(one.pattern.id, one.pattern.name, one.score) for one in tried.candidates],
            [
                Mark(tried.offer_threshold, self.tr("offered")),
                Mark(tried.attach_threshold, self.tr("joins")),
            ],
        )
        scale.opened.connect(self.pattern_opened)
        return scale

    def _reading(self, tried: TextTried) -> QWidget:
        shapes = {
            TextShape.PROSE: self.tr("prose"),
            TextShape.TRACE: self.tr("stack trace"),
            TextShape.LINE: self.tr("single line"),
        }
        lines = [
            Property(self.tr("title"), tried.title),
            Property(self.tr("shape"), shapes[tried.shape]),
        ]
        lines.append(Property(self.tr("template"), tried.template))
        lines.append(self._key(tried))
        lines += [
            Property(fact.name.replace("_", " "), fact.value.replace("_", " "))
            for fact in tried.facts
        ]
        if tried.frames:
            lines.append(Property(self.tr("top frame"), tried.frames[0]))
        return PropertyList(lines)

    def _key(self, tried: TextTried) -> Property:
        if tried.key is None:
            return Property(self.tr("exact key"), self.tr("none: it says too little"))
        kinds = {
            TextKeyKind.FINGERPRINT: self.tr("fingerprint"),
            TextKeyKind.TRACE: self.tr("top frames"),
            TextKeyKind.TEMPLATE: self.tr("template"),
        }
        known = self.tr("known") if tried.key.pattern else self.tr("new here")
        return Property(self.tr("exact key"), kinds[tried.key.kind], known)

    def _normalised(self, tried: TextTried) -> QWidget:
        label = Label(tried.normalised[:LONGEST_SHOWN], size=fonts.SMALL, wrap=True)
        label.setFont(fonts.monospace())
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _similar(self, similar: tuple[SimilarIssue, ...]) -> QWidget | None:
        if not similar:
            return None
        part = SimilarIssues(similar)
        part.opened.connect(self.issue_opened)
        return part


def _terms(tried: TextTried) -> QWidget | None:
    if not tried.terms:
        return None
    box = QWidget()
    flow = FlowLayout(box, gap=6)
    for word in dict.fromkeys(term.term for term in tried.terms):
        flow.addWidget(Chip(word))
    return box
