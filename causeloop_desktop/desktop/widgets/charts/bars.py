"""Horizontal bars for the parts of a score: what counted, and how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.words import score_text
from causeloop_desktop.desktop.widgets.charts.chart import Chart
from causeloop_desktop.desktop.widgets.labels import breakable
from causeloop_desktop.desktop.widgets.painting import fill_round

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.desktop.theme.tokens import Tone

_LINE = 24
_BAR = 8
_GAP = 8
_LABEL_SHARE = 0.54
"""What labels may take of the width, whatever they say; longer ones take from the bars."""
_LEAST_BAR = 44
_FILLED_LINES = 1.8
"""How much of two lines words fill that break between them."""
_WIDTH = 240
_LEAST_WIDTH = 160


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
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Parts of the score"))

    def set_parts(self, parts: Sequence[Part], total: float | None = None) -> None:
        """Show other parts; a bar is full at ``total``, by default at the largest part."""
        self._parts = tuple(parts)
        self._total = total
        self.updateGeometry()
        self.refresh()

    def sizeHint(self) -> QSize:
        """Ask for a line a part, or two where its words need them."""
        return QSize(_WIDTH, self.heightForWidth(max(self.width(), _LEAST_WIDTH)))

    def minimumSizeHint(self) -> QSize:
        """Never cut a line."""
        return QSize(_LEAST_WIDTH, self.sizeHint().height())

    def hasHeightForWidth(self) -> bool:
        """Words break where it is narrow."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Add up the lines in this width."""
        return round(sum(line.height() for line, _label in self._lines(QRectF(0, 0, width, 0))))

    def describe(self) -> str:
        """List the parts."""
        return "; ".join(f"{part.label}: {_words(part)}" for part in self._parts)

    def event(self, event: QEvent) -> bool:
        """Show a cut label in full."""
        if isinstance(event, QHelpEvent):
            lines = zip(self._parts, self._lines(QRectF(self.rect())), strict=True)
            under = (part for part, (line, _label) in lines if line.contains(event.pos()))
            found = next(under, None)
            self.show_tip(event, f"{found.label}: {_words(found)}" if found else "")
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the words anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        """Draw a line a part: label, bar, number."""
        full = self._total or max((part.value for part in self._parts), default=1.0) or 1.0
        numbers = self._room_of_numbers()
        for part, (line, label) in zip(self._parts, self._lines(area), strict=True):
            _paint_label(painter, label, part.label)
            bar = QRectF(label.right() + _GAP, line.top(), 0, line.height())
            bar.setRight(line.right() - numbers)
            _paint_bar(painter, bar, part, full)

    def _lines(self, area: QRectF) -> list[tuple[QRectF, QRectF]]:
        """Place each part, and its label within; a label that is too long takes two lines."""
        measures = QFontMetricsF(fonts.font())
        widths = [measures.horizontalAdvance(part.label) + 1 for part in self._parts]
        most = area.width() - self._room_of_numbers() - _LEAST_BAR - _GAP
        room = max(area.width() * _LABEL_SHARE - _GAP, min(most, max(widths, default=0)))
        lines, top = [], area.top()
        for width in widths:
            height = _LINE if width <= room else _LINE + measures.height()
            line = QRectF(area.left(), top, area.width(), height)
            lines.append((line, QRectF(line.left(), top, room, height)))
            top += height
        return lines

    def _room_of_numbers(self) -> float:
        measures = QFontMetricsF(_number_font())
        widths = (measures.horizontalAdvance(_words(part)) for part in self._parts)
        return max(widths, default=0.0) + _GAP + 1


def _paint_label(painter: QPainter, room: QRectF, label: str) -> None:
    painter.setFont(fonts.font())
    painter.setPen(colour(tokens().text))
    lines = 1 if room.height() <= _LINE else 2
    most = int(room.width() * (1 if lines == 1 else _FILLED_LINES))
    shown = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, most)
    flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)
    painter.drawText(room, flags, breakable(shown) if lines > 1 else shown)


def _paint_bar(painter: QPainter, room: QRectF, part: Part, full: float) -> None:
    look = tokens()
    width = max(2.0, room.width() * min(1.0, max(0.0, part.value / full)))
    bar = QRectF(room.left(), room.center().y() - _BAR / 2, width, _BAR)
    fill_round(painter, bar, look.ink(part.tone) if part.tone else look.history, 2)
    painter.setFont(_number_font())
    painter.setPen(colour(look.muted))
    words = QRectF(bar.right() + _GAP, room.top(), room.width() + _WIDTH, room.height())
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, _words(part))


def _number_font() -> QFont:
    return fonts.font(fonts.SMALL, tabular=True)


def _words(part: Part) -> str:
    return part.text or score_text(part.value)
