"""Why an issue is where it is: bars that sum to its score, and the runner-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from causeloop_desktop.contract.issues import ReasonKind
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import MINUS, Words, mark, score_text
from causeloop_desktop.desktop.widgets.charts.bars import Part, PartsBars
from causeloop_desktop.desktop.widgets.labels import Caption, Label, Link, Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from causeloop_desktop.contract.issues import Reason, ScorePart, WhyHere

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
            yield Caption(" · ".join((self._sums(), *self._needed_of_words())), wrap=True)

    def _counted(self) -> Iterator[QWidget]:
        why = self._why
        if len(why.deciding_parts) > 1:
            yield Section(self._decision())
            yield self._points()
            yield Caption(" · ".join((self._points_sum(), *self._needed())), wrap=True)
        if why.compared_with:
            yield Caption(self._compared(), wrap=True)
        if why.nearest_other and why.nearest_other_score is not None:
            yield from self._nearest(why.nearest_other.name, why.nearest_other_score)

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
            [Part(reason_text(one), one.value, score_text(one.value)) for one in self._why.because]
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

    def _needed_of_words(self) -> Iterator[str]:
        """Say what words alone must reach; with more that counts it is said below its own sum."""
        if len(self._why.deciding_parts) == 1:
            counted = score_text(self._why.deciding_score or 0.0)
            if counted != score_text(self._why.score):
                yield self.tr("counted as {score}").format(score=counted)
            yield from self._needed()

    def _needed(self) -> Iterator[str]:
        if self._why.decided_by in _EQUAL:
            words = self.tr("an equal {key} decided, whatever the sum")
            yield words.format(key=_EQUAL[self._why.decided_by])
        elif self._why.threshold is not None:
            words = self.tr("{score} is needed to be put here unasked")
            yield words.format(score=score_text(self._why.threshold))

    def _points_sum(self) -> str:
        score = score_text(self._why.deciding_score or 0.0)
        return self.tr("sums to {score}").format(score=score)

    def _compared(self) -> str:
        names = ", ".join(issue.external_id for issue in self._why.compared_with)
        return self.tr("compared with {issues}").format(issues=names)

    def _nearest(self, name: str, score: float) -> Iterator[QWidget]:
        """Say what would have to change for the runner-up; the sentence names it, if there is one.

        Words that the sentence says already are not said again.
        """
        parts = []
        if not self._why.sentence:
            words = self.tr("nearest other: {name} {score}")
            parts.append(words.format(name=name, score=score_text(score)))
        if (missing := (self._why.threshold or 0.0) - score) > 0:
            words = self.tr("for the nearest other {score} is missing")
            parts.append(words.format(score=score_text(missing)))
        said = self._why.sentence
        if more := [f"“{word}”" for word in self._why.would_need if f"“{word}”" not in said]:
            words = self.tr("it also says {words}") if said else self.tr("it says {words}")
            parts.append(words.format(words=", ".join(more)))
        if parts:
            yield Caption(" · ".join(parts), wrap=True)


def reason_text(reason: Reason) -> str:
    """Name one part of a likeness; a field reads as a field, not as an assignment."""
    if reason.kind is not ReasonKind.FIELD:
        return reason.label
    name, equals, value = reason.label.partition("=")
    return f"{name.replace('_', ' ')}: {value}" if equals else name


def score_bar(part: ScorePart) -> Part:
    """Draw one part of a deciding score; what it takes off is drawn as a doubt."""
    name = PIECES.get(part.piece, part.piece)
    label = f"{name}: {part.label}" if part.label else name
    if part.value < 0:
        return Part(label, -part.value, f"{MINUS}{score_text(-part.value)}", Tone.MEDIUM)
    return Part(label, part.value, score_text(part.value))
