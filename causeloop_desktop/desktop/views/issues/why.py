"""Why an issue is where it is: bars that sum to its score, and the runner-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import MINUS, Words, mark, score_text
from causeloop_desktop.desktop.widgets.charts.bars import Part, PartsBars
from causeloop_desktop.desktop.widgets.labels import Caption, Label, Link, Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from causeloop_desktop.contract.issues import ScorePart, WhyHere

PIECES = Words(
    {
        "title": mark("Titles"),
        "text": mark("Texts"),
        "crossed": mark("Title in the other's text"),
        "meaning": mark("What is meant"),
        "rarest": mark("A rare word"),
        "nearness": mark("Close in time"),
        "fields": mark("Fields"),
        "words": mark("Words over all"),
        "chance": mark("What strangers share"),
    }
)
_EQUAL = Words(
    {
        "fingerprint": mark("fingerprint"),
        "template": mark("form of the title"),
        "trace": mark("stack trace"),
    }
)


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
        for widget in (*self._likeness(), *self._counted()):
            lines.addWidget(widget)

    def _likeness(self) -> Iterator[QWidget]:
        why = self._why
        yield Section(self._question())
        if why.pattern:
            yield self._pattern_link(why.pattern.id, why.pattern.name)
        if why.sentence:
            yield Label(why.sentence, muted=True, wrap=True)
        if why.because:
            yield self._bars()
            yield Caption(self._sums(), wrap=True)

    def _counted(self) -> Iterator[QWidget]:
        why = self._why
        if len(why.deciding_parts) > 1:
            yield Section(self._decision())
            yield self._points()
        if why.deciding_parts:
            yield Caption(self._needed(), wrap=True)
        if why.compared_with:
            yield Caption(self._compared(), wrap=True)
        if why.nearest_other and why.nearest_other_score is not None:
            yield Caption(self._nearest(why.nearest_other.name), wrap=True)

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
        score = score_text(self._why.score)
        return self.tr("sums to {score}, how alike the words are").format(score=score)

    def _decision(self) -> str:
        return (
            self.tr("What counts for it")
            if self._why.pattern
            else self.tr("What counts for the nearest pattern")
        )

    def _points(self) -> PartsBars:
        bars = PartsBars()
        bars.set_parts([score_bar(part) for part in self._why.deciding_parts])
        return bars

    def _needed(self) -> str:
        score = score_text(self._why.deciding_score or 0.0)
        parts = [self._said(score)]
        if self._why.decided_by in _EQUAL:
            words = self.tr("an equal {key} decided, whatever the sum")
            parts.append(words.format(key=_EQUAL[self._why.decided_by]))
        elif self._why.threshold is not None:
            words = self.tr("{score} is needed to be put here unasked")
            parts.append(words.format(score=score_text(self._why.threshold)))
        return " · ".join(parts)

    def _said(self, score: str) -> str:
        """Say the score that decides; where words alone make it there are no bars to sum."""
        if len(self._why.deciding_parts) > 1:
            return self.tr("sums to {score}").format(score=score)
        return self.tr("the words alone count {score}").format(score=score)

    def _compared(self) -> str:
        names = ", ".join(issue.external_id for issue in self._why.compared_with)
        return self.tr("compared with {issues}").format(issues=names)

    def _nearest(self, name: str) -> str:
        score = self._why.nearest_other_score or 0.0
        words = self.tr("nearest other: {name} {score}")
        parts = [words.format(name=name, score=score_text(score))]
        missing = (self._why.threshold or 0.0) - score
        if missing > 0:
            parts.append(self.tr("{score} is missing").format(score=score_text(missing)))
        if self._why.would_need:
            said = ", ".join(f"“{word}”" for word in self._why.would_need)
            parts.append(self.tr("it says {words}, this issue does not").format(words=said))
        return " · ".join(parts)


def score_bar(part: ScorePart) -> Part:
    """Draw one part of a deciding score; what it takes off is drawn as a doubt."""
    name = PIECES.get(part.piece, part.piece)
    label = f"{name}: {part.label}" if part.label else name
    if part.value < 0:
        return Part(label, -part.value, f"{MINUS}{score_text(-part.value)}", Tone.MEDIUM)
    return Part(label, part.value, score_text(part.value))
