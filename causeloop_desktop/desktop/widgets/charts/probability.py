"""A probability on its scale: the range it may lie in, the point, and where an alert fires."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.words import percent_text, range_text
from causeloop_desktop.desktop.widgets.charts.chart import Chart, axis_words
from causeloop_desktop.desktop.widgets.painting import dot, fill_round

_INSET = 7.0
_LINE = 6.0


class ProbabilityBar(Chart):
    """One probability with its range between 0 and 100 %."""

    def __init__(self) -> None:
        super().__init__()
        self._value: float | None = None
        self._low = self._high = 0.0
        self._alert: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Probability"))

    def set_value(
        self, value: float | None, low: float = 0.0, high: float = 1.0, alert: float | None = None
    ) -> None:
        """Show shares of 0 to 1; ``None`` means that there is not enough data."""
        self._value, self._low, self._high, self._alert = value, low, high, alert
        self.setToolTip(self.describe())
        self.refresh()

    def sizeHint(self) -> QSize:
        """Ask for the bar and the words of the alert over it."""
        return QSize(240, 40)

    def describe(self) -> str:
        """Say the point, the range and the alert."""
        if self._value is None:
            return self.tr("Not enough data for a probability")
        point, span = percent_text(self._value), range_text(self._low, self._high)
        text = self.tr("{point}, between {span}").format(point=point, span=span)
        if self._alert is None:
            return text
        return text + self.tr(", alert at {line}").format(line=percent_text(self._alert))

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        """Draw scale, range, point and alert."""
        look = tokens()
        scale = area.adjusted(_INSET, 0, -_INSET, 0)
        middle = area.bottom() - 14
        track = QRectF(scale.left(), middle - _LINE / 2, scale.width(), _LINE)
        fill_round(painter, track, look.sunken, _LINE / 2)
        if self._value is not None:
            left, right = (
                scale.left() + share * scale.width() for share in (self._low, self._high)
            )
            painter.setBrush(colour(look.forecast, 0.35))
            wide = QRectF(left, track.top(), max(right - left, _LINE), _LINE)
            painter.drawRoundedRect(wide, _LINE / 2, _LINE / 2)
            centre = QPointF(scale.left() + self._value * scale.width(), middle)
            dot(painter, centre, 8, look.surface)
            dot(painter, centre, 6, look.forecast)
        if self._alert is not None:
            self._paint_alert(painter, scale, middle, self._alert)

    def _paint_alert(self, painter: QPainter, scale: QRectF, middle: float, alert: float) -> None:
        left = scale.left() + alert * scale.width()
        pen = QPen(colour(tokens().critical), 1.5)
        pen.setDashPattern([2.0, 1.5])
        painter.setPen(pen)
        painter.drawLine(QLineF(left, middle - 11, left, middle + 11))
        words = self.tr("alert {line}").format(line=percent_text(alert))
        room = QRectF(left - 45, middle - 27, 90, 15)
        room.moveRight(min(room.right(), scale.right() + _INSET))
        room.moveLeft(max(room.left(), scale.left() - _INSET))
        flag = Qt.AlignmentFlag.AlignRight if alert > 0.85 else Qt.AlignmentFlag.AlignHCenter
        axis_words(painter, room, int(flag | Qt.AlignmentFlag.AlignVCenter), words)
