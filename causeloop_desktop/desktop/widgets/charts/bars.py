"""Horizontal bars for the parts of a score: what counted, and how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.words import score_text
from causeloop_desktop.desktop.widgets.charts.chart import Chart
from causeloop_desktop.desktop.widgets.painting import fill_round

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.desktop.theme.tokens import Tone

_LINE = 24
_BAR = 8
_GAP = 8
_LABEL_SHARE = 0.54


@dataclass(frozen=True)
class Part:
    """One part of a sum; ``text`` replaces the plain number behind its bar."""

    label: str
    value: float
    text: str = ""
    tone: Tone | None = None


class PartsBars(Chart):
    """Parts that sum to a score, largest as given first."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[Part, ...] = ()
        self._total: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Parts of the score"))

    def set_parts(self, parts: Sequence[Part], total: float | None = None) -> None:
        """Show other parts; a bar is full at ``total``, by default at the largest part."""
        self._parts = tuple(parts)
        self._total = total
        self.updateGeometry()
        self.refresh()

    def sizeHint(self) -> QSize:
        """Ask for a line a part."""
        return QSize(240, _LINE * len(self._parts))

    def minimumSizeHint(self) -> QSize:
        """Never cut a line."""
        return QSize(160, _LINE * len(self._parts))

    def describe(self) -> str:
        """List the parts."""
        return "; ".join(f"{part.label}: {_words(part)}" for part in self._parts)

    def event(self, event: QEvent) -> bool:
        """Show a cut label in full."""
        if isinstance(event, QHelpEvent):
            place = int(event.pos().y() // _LINE)
            found = self._parts[place] if 0 <= place < len(self._parts) else None
            self.show_tip(event, f"{found.label}: {_words(found)}" if found else "")
            return True
        return super().event(event)

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        """Draw a line a part: label, bar, number."""
        full = self._total or max((part.value for part in self._parts), default=1.0) or 1.0
        painter.setFont(fonts.font(fonts.SMALL, tabular=True))
        measures = painter.fontMetrics()
        widest = max((measures.horizontalAdvance(_words(part)) for part in self._parts), default=0)
        for place, part in enumerate(self._parts):
            line = QRectF(area.left(), area.top() + place * _LINE, area.width(), _LINE)
            _paint_part(painter, line, part, full, widest + _GAP + 1)


def _paint_part(
    painter: QPainter, line: QRectF, part: Part, full: float, words_room: float
) -> None:
    look = tokens()
    label_room = QRectF(line.left(), line.top(), line.width() * _LABEL_SHARE - _GAP, line.height())
    painter.setFont(fonts.font())
    shown = painter.fontMetrics().elidedText(
        part.label, Qt.TextElideMode.ElideRight, int(label_room.width())
    )
    painter.setPen(colour(look.text))
    painter.drawText(label_room, Qt.AlignmentFlag.AlignVCenter, shown)
    left = line.left() + line.width() * _LABEL_SHARE
    room = line.right() - left - words_room
    width = max(2.0, room * min(1.0, max(0.0, part.value / full)))
    ink = look.ink(part.tone) if part.tone else look.history
    fill_round(painter, QRectF(left, line.center().y() - _BAR / 2, width, _BAR), ink, 2)
    painter.setFont(fonts.font(fonts.SMALL, tabular=True))
    painter.setPen(colour(look.muted))
    words = QRectF(left + width + _GAP, line.top(), words_room, line.height())
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, _words(part))


def _words(part: Part) -> str:
    return part.text or score_text(part.value)
