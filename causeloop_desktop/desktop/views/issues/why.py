"""Why an issue is where it is: bars that sum to its score, and the runner-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from causeloop_desktop.desktop.views.issues.facts import score_text
from causeloop_desktop.desktop.widgets.charts.bars import Part, PartsBars
from causeloop_desktop.desktop.widgets.labels import Caption, Label, Link, Section

if TYPE_CHECKING:
    from causeloop_desktop.contract.issues import WhyHere


class WhyPart(QWidget):
    """The part of the pane that answers "why is it here?".

    Signals:
        pattern_opened: The id of the pattern to look at.
    """

    pattern_opened = Signal(str)

    def __init__(self, why: WhyHere) -> None:
        super().__init__()
        self._why = why
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(6)
        lines.addWidget(Section(self._question()))
        if why.pattern:
            lines.addWidget(self._pattern_link(why.pattern.id, why.pattern.name))
        if why.sentence:
            lines.addWidget(Label(why.sentence, muted=True, wrap=True))
        if why.because:
            lines.addWidget(self._bars())
        if sums := self._sums():
            lines.addWidget(Caption(sums, wrap=True))

    def _question(self) -> str:
        return (
            self.tr("Why it is here") if self._why.pattern else self.tr("Why it is in no pattern")
        )

    def _pattern_link(self, id_: str, name: str) -> Link:
        link = Link(name)
        link.setWordWrap(True)
        link.clicked.connect(lambda: self.pattern_opened.emit(id_))
        return link

    def _bars(self) -> PartsBars:
        bars = PartsBars()
        bars.set_parts(
            [Part(part.label, part.value, score_text(part.value)) for part in self._why.because]
        )
        return bars

    def _sums(self) -> str:
        parts = []
        if self._why.because:
            parts.append(self.tr("sums to {score}").format(score=score_text(self._why.score)))
        if self._why.pattern is None and self._why.threshold is not None:
            words = self.tr("{score} is needed")
            parts.append(words.format(score=score_text(self._why.threshold)))
        if self._why.nearest_other and self._why.nearest_other_score is not None:
            words = self.tr("nearest other: {name} {score}")
            score = score_text(self._why.nearest_other_score)
            parts.append(words.format(name=self._why.nearest_other.name, score=score))
        return " · ".join(parts)
