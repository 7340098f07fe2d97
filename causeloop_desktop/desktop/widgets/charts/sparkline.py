"""A line without axes that says how a number moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.widgets.charts.chart import Chart

if TYPE_CHECKING:
    from collections.abc import Sequence


class Sparkline(Chart):
    """The last values of a tile or a row."""

    def __init__(self, values: Sequence[float] = ()) -> None:
        super().__init__()
        self._values: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_values(values)

    def set_values(self, values: Sequence[float]) -> None:
        """Show other values, oldest first."""
        self._values = tuple(values)
        self.refresh()

    def sizeHint(self) -> QSize:
        """Ask for the room of a tile's corner."""
        return QSize(96, 28)

    def describe(self) -> str:
        """Name the first and the last value."""
        if len(self._values) < 2:
            return self.tr("No trend yet")
        words = self.tr("From {first:g} to {last:g} over {count} steps")
        return words.format(first=self._values[0], last=self._values[-1], count=len(self._values))

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        """Draw the line."""
        draw_sparkline(painter, area.adjusted(2, 3, -2, -3), self._values)


def draw_sparkline(painter: QPainter, area: QRectF, values: Sequence[float]) -> None:
    """Draw ``values`` as one line that fills ``area``; a flat series lies at its foot."""
    points = _points(area, values)
    if len(points) < 2:
        return
    look = tokens()
    painter.setPen(QPen(colour(look.forecast), 1.5, j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(points))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(look.forecast))
    painter.drawEllipse(points[-1], 2, 2)


def _points(area: QRectF, values: Sequence[float]) -> list[QPointF]:
    if len(values) < 2:
        return []
    low, high = min(0.0, *values), max(values)
    rise = area.height() / (high - low) if high > low else 0.0
    step = area.width() / (len(values) - 1)
    return [
        QPointF(area.left() + place * step, area.bottom() - (value - low) * rise)
        for place, value in enumerate(values)
    ]
