"""How many patterns are how large, before and after: two bars for each class of sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.words import count_text
from causeloop_desktop.desktop.widgets.charts.chart import AXIS_SIZE, Chart, axis_words
from causeloop_desktop.desktop.widgets.painting import fill_round

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEIGHT = 132
_FOOT = 18
_HEAD = 16
_BAR = 18
_GAP = 3


@dataclass(frozen=True)
class SizeClass:
    """How many patterns of some sizes there are, and would be."""

    label: str
    before: int
    after: int


class SizeBars(Chart):
    """Bars side by side: today in the colour of history, the preview in the accent's."""

    def __init__(self) -> None:
        super().__init__()
        self._classes: tuple[SizeClass, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Sizes of patterns"))

    def set_classes(self, classes: Sequence[SizeClass]) -> None:
        """Show other numbers."""
        self._classes = tuple(classes)
        self.refresh()

    def sizeHint(self) -> QSize:
        """Ask for room for bars with a number over each."""
        return QSize(320, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Stay readable beside the numbers."""
        return QSize(260, _HEIGHT)

    def describe(self) -> str:
        """List the classes."""
        words = self.tr("{label} issues: {before} patterns today, {after} then")
        return "; ".join(
            words.format(label=one.label, before=one.before, after=one.after)
            for one in self._classes
        )

    def event(self, event: QEvent) -> bool:
        """Tell both numbers of a class."""
        if isinstance(event, QHelpEvent) and self._classes:
            place = int(event.pos().x() * len(self._classes) / max(1, self.width()))
            one = self._classes[min(place, len(self._classes) - 1)]
            words = self.tr("{label} issues: {before} patterns today, {after} then")
            self.show_tip(event, words.format(label=one.label, before=one.before, after=one.after))
            return True
        return super().event(event)

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        """Draw the classes from left to right, each over its label."""
        if not self._classes:
            return
        most = max(1, *(max(one.before, one.after) for one in self._classes))
        width = area.width() / len(self._classes)
        for place, one in enumerate(self._classes):
            column = QRectF(area.left() + place * width, area.top(), width, area.height())
            _paint_class(painter, column, one, most)
        foot = QRectF(area.left(), area.bottom() - _FOOT, area.width(), 1)
        painter.fillRect(foot, colour(tokens().line))


def _paint_class(painter: QPainter, column: QRectF, one: SizeClass, most: int) -> None:
    look = tokens()
    ground = column.bottom() - _FOOT
    room = ground - column.top() - _HEAD
    bar = min(_BAR, (column.width() - _GAP) / 2 - 2)
    left = column.center().x() - bar - _GAP / 2
    for count, ink, x in (
        (one.before, look.history, left),
        (one.after, look.accent, left + bar + _GAP),
    ):
        height = room * count / most
        if count:
            fill_round(painter, QRectF(x, ground - height, bar, height), ink, 2)
        painter.setFont(fonts.font(AXIS_SIZE, tabular=True))
        painter.setPen(colour(look.muted))
        over = QRectF(x - bar, ground - height - _HEAD, bar * 3, _HEAD - 2)
        words = count_text(count) if count else ""
        painter.drawText(over, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, words)
    label = QRectF(column.left(), ground + 3, column.width(), _FOOT - 3)
    axis_words(painter, label, Qt.AlignmentFlag.AlignHCenter, one.label)
