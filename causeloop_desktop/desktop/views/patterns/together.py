"""Why the issues of a pattern are together, and below it why one of them is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme.spacing import BETWEEN, clear, column
from causeloop_desktop.desktop.theme.words import percent_text, score_text
from causeloop_desktop.desktop.views.issues.why import WhyPart, reason_text, score_bar
from causeloop_desktop.desktop.widgets.charts.bars import Part, PartsBars
from causeloop_desktop.desktop.widgets.chips import Chip
from causeloop_desktop.desktop.widgets.flow import FlowLayout
from causeloop_desktop.desktop.widgets.labels import Caption, Label, Link, Section, rule
from causeloop_desktop.desktop.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from causeloop_desktop.contract.patterns import PatternWhy
    from causeloop_desktop.desktop.presenters.pattern import PatternState


class WhyPage(Scrolled):
    """What is shared by all, then the reasons of the issue that is chosen in the table.

    Signals:
        issue_opened: The id of a typical issue to look at.
        pattern_opened: The id of the nearest other pattern.
    """

    issue_opened = Signal(str)
    pattern_opened = Signal(str)

    def __init__(self) -> None:
        self._lines = QWidget()
        super().__init__(self._lines)
        self._drawn: tuple[object, object] = (None, None)
        self._shared = column(gap=0)
        self._one = column(gap=6)
        lines = column(gap=BETWEEN, margins=BETWEEN - 1)
        lines.addLayout(self._shared)
        lines.addLayout(self._one)
        lines.addStretch(1)
        self._lines.setLayout(lines)

    def draw(self, state: PatternState) -> None:
        """Show the reasons once they came."""
        if state.together is not self._drawn[0]:
            clear(self._shared)
            if state.together is not None:
                self._shared.addWidget(self._together(state.together))
        if state.why is not self._drawn[1]:
            clear(self._one)
            if state.why is not None and state.explained is not None:
                self._draw_one(state)
        self._drawn = (state.together, state.why)

    def _draw_one(self, state: PatternState) -> None:
        if state.why is None or state.explained is None:
            return
        self._one.addWidget(rule())
        self._one.addWidget(Caption(self.tr("One of them; choose another in the list")))
        self._one.addWidget(Label(state.explained.title, elide=True))
        self._one.addWidget(WhyPart(state.why))

    def _together(self, why: PatternWhy) -> QWidget:
        part = TogetherPart(why)
        part.issue_opened.connect(self.issue_opened)
        part.pattern_opened.connect(self.pattern_opened)
        return part


class TogetherPart(QWidget):
    """What holds a pattern together: a sentence, words, bars that sum, and the nearest other.

    Signals:
        issue_opened: The id of a typical issue to look at.
        pattern_opened: The id of the nearest other pattern.
    """

    issue_opened = Signal(str)
    pattern_opened = Signal(str)

    def __init__(self, why: PatternWhy) -> None:
        super().__init__()
        self._why = why
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(8)
        lines.addWidget(Section(self.tr("What they share")))
        lines.addWidget(Label(why.sentence, muted=True, wrap=True))
        if why.top_terms:
            lines.addWidget(self._terms())
        if why.because:
            lines.addWidget(self._bars())
        lines.addWidget(Caption(self._sums(), wrap=True))
        if len(why.deciding_parts) > 1:
            lines.addWidget(Section(self.tr("What counts for it, on average")))
            lines.addWidget(self._points())
            lines.addWidget(Caption(self._needed(), wrap=True))
        if why.nearest_other is not None:
            lines.addWidget(self._other(why.nearest_other.id, why.nearest_other.name))
        if why.typical:
            lines.addWidget(self._typical())

    def _terms(self) -> QWidget:
        box = QWidget()
        flow = FlowLayout(box, gap=6)
        for term in self._why.top_terms:
            flow.addWidget(Chip(term))
        return box

    def _bars(self) -> PartsBars:
        bars = PartsBars()
        words = self.tr("{value} · {n} of {m}")
        bars.set_parts(
            [
                Part(
                    reason_text(part),
                    part.value,
                    words.format(value=score_text(part.value), n=part.count, m=part.of),
                )
                for part in self._why.because
            ]
        )
        return bars

    def _sums(self) -> str:
        why = self._why
        parts = [
            self.tr("sums to {score}, their mean likeness").format(score=score_text(why.score))
        ]
        if why.in_time:
            words = self.tr("{n} came within {h} h of another")
            parts.append(words.format(n=why.in_time, h=f"{why.gap_hours:g}"))
        return " · ".join(parts)

    def _points(self) -> PartsBars:
        bars = PartsBars()
        bars.set_parts([score_bar(part) for part in self._why.deciding_parts])
        return bars

    def _needed(self) -> str:
        words = self.tr("sums to {score} · from {needed} on an issue joins unasked")
        needed = score_text(self._why.threshold or 0.0)
        return words.format(score=score_text(self._why.deciding_score or 0.0), needed=needed)

    def _other(self, id_: str, name: str) -> QWidget:
        score = percent_text(self._why.nearest_other_score)
        link = Link(self.tr("Nearest other: {name}, {score} alike").format(name=name, score=score))
        link.setWordWrap(True)
        link.clicked.connect(lambda: self.pattern_opened.emit(id_))
        return link

    def _typical(self) -> QWidget:
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 4, 0, 0)
        lines.setSpacing(4)
        lines.addWidget(Section(self.tr("Most typical")))
        for issue in self._why.typical:
            link = Link(f"{issue.external_id} · {issue.title}")
            link.setWordWrap(True)
            link.clicked.connect(lambda key=issue.id: self.issue_opened.emit(key))
            lines.addWidget(link)
        return box
