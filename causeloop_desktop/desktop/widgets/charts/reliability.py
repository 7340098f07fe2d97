"""A reliability diagram: how often what was said came true, against the line of truth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.words import count_text, percent_text
from causeloop_desktop.desktop.widgets.charts.chart import Chart, axis_words
from causeloop_desktop.desktop.widgets.painting import dot, fill_round

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 22.0, 10.0, 38.0
_COUNTS = 44.0
"""Room under the diagram for bars that tell how many forecasts each point stands for."""

_LEAST_DOT, _MOST_DOT = 3.5, 8.0
_STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)
_ENDS = (0.2, 0.4, 1.0)
"""Where both axes may end: forecasts of rare things would else all stand in one corner."""


@dataclass(frozen=True)
class Bin:
    """Forecasts that said about the same: mean said, share that happened, how many."""

    low: float
    high: float
    said: float
    happened: float
    count: int


class ReliabilityChart(Chart):
    """What was said to the right, what happened upwards; a point on the diagonal was right."""

    def __init__(self) -> None:
        super().__init__()
        self._bins: tuple[Bin, ...] = ()
        self.setMinimumSize(260, 220)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Reliability of the forecasts"))

    def set_bins(self, bins: Sequence[Bin]) -> None:
        """Show other forecasts."""
        self._bins = tuple(bins)
        self.refresh()

    @property
    def end(self) -> float:
        """Where both axes end: nothing that is shown lies beyond."""
        most = max((max(one.high, one.happened) for one in self._bins), default=1.0)
        return next((end for end in _ENDS if most <= end), 1.0)

    def sizeHint(self) -> QSize:
        """Ask for about a square."""
        return QSize(440, 360)

    def describe(self) -> str:
        """Read every point."""
        return "; ".join(map(self.reading, self._bins))

    def reading(self, one: Bin) -> str:
        """Say what came of the forecasts of one point."""
        return self.tr("When we said {low} to {high}, it happened {happened} (n={n})").format(
            low=percent_text(one.low),
            high=percent_text(one.high),
            happened=percent_text(one.happened),
            n=count_text(one.count),
        )

    def event(self, event: QEvent) -> bool:
        """Say what stands under the mouse."""
        if isinstance(event, QHelpEvent):
            found = self._bin_at(event.pos().x())
            self.show_tip(event, self.reading(found) if found else "")
            return True
        return super().event(event)

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        """Draw grid, diagonal, points and counts."""
        field = _field(area)
        self._paint_grid(painter, field)
        pen = QPen(colour(tokens().muted), 1.0)
        pen.setDashPattern([4.0, 3.0])
        painter.setPen(pen)
        painter.drawLine(QLineF(field.bottomLeft(), field.topRight()))
        self._paint_counts(painter, area, field)
        self._paint_points(painter, field)

    def _paint_grid(self, painter: QPainter, field: QRectF) -> None:
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        middle = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        for share in _STEPS:
            at = _place(field, share, share)  # a share of the axes themselves
            painter.setPen(QPen(colour(tokens().line), 1.0))
            painter.drawLine(QLineF(field.left(), at.y(), field.right(), at.y()))
            words = percent_text(share * self.end)
            axis_words(painter, QRectF(field.left() - 46, at.y() - 8, 40, 16), right, words)
            below = QRectF(at.x() - 24, field.bottom() + 4, 48, 16)
            axis_words(painter, below, middle, words)

    def _paint_points(self, painter: QPainter, field: QRectF) -> None:
        look = tokens()
        end = self.end
        places = [_place(field, one.said / end, one.happened / end) for one in self._bins]
        painter.setPen(QPen(colour(look.forecast), 1.5))
        painter.drawPolyline(places)
        most = max((one.count for one in self._bins), default=1)
        for one, place in zip(self._bins, places, strict=True):
            size = max(_LEAST_DOT, _MOST_DOT * math.sqrt(one.count / most))
            dot(painter, place, size + 1.5, look.surface)
            dot(painter, place, size, look.forecast)

    def _paint_counts(self, painter: QPainter, area: QRectF, field: QRectF) -> None:
        """Draw under each bin how many forecasts fell into it."""
        most = max((one.count for one in self._bins), default=1)
        foot = area.bottom() - 16
        room = _COUNTS - 18
        for one in self._bins:
            left = _place(field, one.low / self.end, 0).x() + 2
            width = _place(field, one.high / self.end, 0).x() - left - 2
            height = max(1.0, room * one.count / most)
            bar = QRectF(left, foot - height, width, height)
            fill_round(painter, bar, tokens().history, 1.0)
        words = QRectF(field.left(), area.bottom() - 15, field.width(), 15)
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        axis_words(
            painter,
            words,
            flags,
            self.tr("across: said · up: happened · bars: number of forecasts"),
        )

    def _bin_at(self, across: float) -> Bin | None:
        field = _field(QRectF(self.rect()))
        share = (across - field.left()) / max(field.width(), 1.0) * self.end
        return next((one for one in self._bins if one.low <= share < one.high), None)


def _field(area: QRectF) -> QRectF:
    return area.adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM - _COUNTS + 12)


def _place(field: QRectF, across: float, up: float) -> QPointF:
    return QPointF(field.left() + across * field.width(), field.bottom() - up * field.height())
