"""The answers that can be given, each with its key, and what was answered last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from causeloop_desktop.contract.reviews import Verdict
from causeloop_desktop.desktop.theme.spacing import INSIDE
from causeloop_desktop.desktop.widgets.buttons import Button, IconButton
from causeloop_desktop.desktop.widgets.labels import Caption

if TYPE_CHECKING:
    from causeloop_desktop.desktop.presenters.reviews import Answer, ReviewsState


class Verdicts(QWidget):
    """The bar under the two sides.

    Signals:
        given: The verdict that was chosen.
        moved: -1 for the question before, 1 for the next.
        undone: The last answer is to be taken back.
    """

    given = Signal(str)
    moved = Signal(int)
    undone = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.same = Button(self.tr("Same"), icon="check", key="Y", primary=True)
        self.different = Button(self.tr("Not the same"), icon="close", key="N")
        self.skip = Button(self.tr("Skip"), key="S")
        self._verdicts = (
            (self.same, Verdict.SAME),
            (self.different, Verdict.DIFFERENT),
            (self.skip, Verdict.SKIP),
        )
        self._before = IconButton("chevron-left", self.tr("Question before (K)"))
        self._next = IconButton("chevron-right", self.tr("Next question (J)"))
        self._last = Caption("", elide=True)
        self._undo = Button(self.tr("Undo"), icon="undo", key="U", quiet=True)
        self._lay_out()
        self._connect()

    def draw(self, state: ReviewsState) -> None:
        """Offer what can be done now."""
        self._before.setEnabled(state.place > 0)
        self._next.setEnabled(state.place + 1 < len(state.queue))
        last = state.answers[-1] if state.answers else None
        self._last.setText(self._words(last) if last else "")
        self._undo.setVisible(last is not None)

    def _words(self, last: Answer) -> str:
        match last.verdict:
            case Verdict.SAME:
                words = self.tr("Said the same: “{issue}” and “{pattern}”")
            case Verdict.DIFFERENT:
                words = self.tr("Said not the same: “{issue}” and “{pattern}”")
            case Verdict.SKIP:
                words = self.tr("Skipped, comes again later: “{issue}”")
        return words.format(issue=last.review.title, pattern=last.pattern)

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(INSIDE)
        for button, _ in self._verdicts:
            line.addWidget(button)
        line.addSpacing(8)
        line.addWidget(self._before)
        line.addWidget(self._next)
        line.addSpacing(8)
        line.addWidget(self._last, 1)
        line.addWidget(self._undo)

    def _connect(self) -> None:
        for button, verdict in self._verdicts:
            button.clicked.connect(lambda _=False, said=verdict.value: self.given.emit(said))
        self._before.clicked.connect(lambda: self.moved.emit(-1))
        self._next.clicked.connect(lambda: self.moved.emit(1))
        self._undo.clicked.connect(self.undone)
