"""Scores on one scale of 0 to 1, with the thresholds that decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.words import score_text
from causeloop_desktop.desktop.widgets.charts.chart import Chart, axis_words
from causeloop_desktop.desktop.widgets.painting import fill_round, focus_ring, has_ring

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD = 20
_LINE = 40
_BAR = 6
_NUMBER = 40
_WORDS = 72


@dataclass(frozen=True)
class Score:
    """One thing that was compared, and how alike it is."""

    key: str
    name: str
    value: float
    note: str = ""


@dataclass(frozen=True)
class Mark:
    """A threshold and the word above it."""

    value: float
    word: str


class ScoreScale(Chart):
    """Things in lines, best first; the arrow keys choose one and Enter opens it.

    Signals:
        opened: The key of the line that was clicked or entered.
    """

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._scores: tuple[Score, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Candidates"))

    def set_scores(self, scores: Sequence[Score], marks: Sequence[Mark] = ()) -> None:
        """Show other lines and thresholds."""
        self._scores, self._marks = tuple(scores), tuple(marks)
        self._current = 0
        self.updateGeometry()
        self.refresh()

    def sizeHint(self) -> QSize:
        """Ask for a line each, and one for the words of the thresholds."""
        return QSize(320, _HEAD + _LINE * len(self._scores))

    def minimumSizeHint(self) -> QSize:
        """Never cut a line."""
        return QSize(160, self.sizeHint().height())

    def describe(self) -> str:
        """List the scores and the thresholds."""
        marks = (f"{mark.word} {score_text(mark.value)}" for mark in self._marks)
        return "; ".join(
            (*(f"{one.name}: {score_text(one.value)}" for one in self._scores), *marks)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a line and open it."""
        match event.key():
            case Qt.Key.Key_Down:
                self._choose(self._current + 1)
            case Qt.Key.Key_Up:
                self._choose(self._current - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self._open(self._current)
            case _:
                super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the line under the mouse."""
        if event.button() == Qt.MouseButton.LeftButton and event.position().y() >= _HEAD:
            self._open(int(event.position().y() - _HEAD) // _LINE)

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        """Draw the thresholds, then name, bar and number of each line."""
        track = area.adjusted(4, 0, -_NUMBER, 0)
        self._paint_marks(painter, track)
        for place, score in enumerate(self._scores):
            line = QRectF(area.left(), area.top() + _HEAD + place * _LINE, area.width(), _LINE)
            self._paint_score(painter, line, track, score)
            if has_ring(self) and place == self._current:
                focus_ring(painter, line.toRect())

    def _paint_marks(self, painter: QPainter, track: QRectF) -> None:
        for mark in self._marks:
            left = track.left() + mark.value * track.width()
            pen = QPen(colour(tokens().muted), 1)
            pen.setDashPattern([2.0, 2.0])
            painter.setPen(pen)
            painter.drawLine(QLineF(left, track.top() + _HEAD - 4, left, track.bottom()))
            room = QRectF(left - _WORDS / 2, track.top(), _WORDS, _HEAD - 4)
            axis_words(painter, room, Qt.AlignmentFlag.AlignCenter, mark.word)

    def _paint_score(self, painter: QPainter, line: QRectF, track: QRectF, score: Score) -> None:
        look = tokens()
        enough = not self._marks or score.value >= max(mark.value for mark in self._marks)
        painter.setFont(fonts.font())
        painter.setPen(colour(look.text))
        words = QRectF(track.left(), line.top() + 2, track.width(), _LINE / 2)
        name = painter.fontMetrics().elidedText(
            score.name, Qt.TextElideMode.ElideRight, int(words.width())
        )
        # The name stands on the surface, so that no threshold runs through its letters.
        width = painter.fontMetrics().horizontalAdvance(name) + 6
        fill_round(
            painter, QRectF(words.left(), words.top(), width, words.height()), look.surface, 0
        )
        painter.setPen(colour(look.text))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, name)
        bar = QRectF(track.left(), words.bottom() + 3, track.width(), _BAR)
        fill_round(painter, bar, look.sunken, _BAR / 2)
        filled = QRectF(bar.left(), bar.top(), max(_BAR, bar.width() * min(1.0, score.value)), _BAR)
        fill_round(painter, filled, look.accent if enough else look.history, _BAR / 2)
        painter.setFont(fonts.font(fonts.SMALL, tabular=True))
        painter.setPen(colour(look.text if enough else look.muted))
        number = QRectF(track.right(), bar.top() - 7, _NUMBER - 4, _BAR + 14)
        painter.drawText(
            number,
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            score_text(score.value),
        )

    def _choose(self, place: int) -> None:
        self._current = max(0, min(place, len(self._scores) - 1))
        self.update()

    def _open(self, place: int) -> None:
        if 0 <= place < len(self._scores):
            self.opened.emit(self._scores[place].key)
