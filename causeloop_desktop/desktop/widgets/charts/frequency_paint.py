"""The painting of the frequency chart, from back to front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.words import date_text, tr
from causeloop_desktop.desktop.widgets.charts.chart import axis_words
from causeloop_desktop.desktop.widgets.charts.scale import count_steps, date_places
from causeloop_desktop.desktop.widgets.painting import fill_round

if TYPE_CHECKING:
    from causeloop_desktop.desktop.widgets.charts.series import Series

_LEFT = 34
_TOP = 32
_RIGHT = 8
_BOTTOM = 24
_WIDEST_BAR = 36.0


def plot_area(area: QRectF) -> QRectF:
    """Return where bars stand, inside the axes."""
    return area.adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)


def paint(
    painter: QPainter, area: QRectF, series: Series, chosen: int | None, message: str
) -> None:
    """Draw the whole chart; ``chosen`` is the place under the mouse or the keyboard."""
    plot = plot_area(area)
    steps = count_steps(series.highest)
    _grid(painter, plot, steps)
    if series.starts:
        _dates(painter, plot, series)
        _chosen_place(painter, plot, series, chosen)
        _bars(painter, plot, series, steps[-1], chosen)
        _forecast(painter, plot, series, steps[-1])
        _today(painter, plot, series)
    if message:
        _message(painter, plot, message)


def _grid(painter: QPainter, plot: QRectF, steps: list[float]) -> None:
    for step in steps:
        height = _height(plot, step, steps[-1])
        line = round(height) + 0.5
        painter.setPen(QPen(colour(tokens().line), 1))
        painter.drawLine(QLineF(plot.left(), line, plot.right(), line))
        words = QRectF(plot.left() - _LEFT, height - 8, _LEFT - 8, 16)
        axis_words(painter, words, _RIGHT_MIDDLE, f"{step:,.0f}")


def _dates(painter: QPainter, plot: QRectF, series: Series) -> None:
    starts = series.starts
    width = plot.width() / len(starts)
    for place in date_places(starts, plot.width()):
        left = plot.left() + place * width
        room = QRectF(left, plot.bottom() + 6, 96, 16)
        if room.left() + 44 <= plot.right() + _RIGHT:
            axis_words(painter, room, _LEFT_MIDDLE, date_text(starts[place], series.today))


def _chosen_place(painter: QPainter, plot: QRectF, series: Series, chosen: int | None) -> None:
    if chosen is None:
        return
    width = plot.width() / len(series.starts)
    area = QRectF(plot.left() + chosen * width, plot.top(), width, plot.height())
    painter.fillRect(area, colour(tokens().muted, 0.1))


def _bars(painter: QPainter, plot: QRectF, series: Series, top: float, chosen: int | None) -> None:
    place_width = plot.width() / len(series.starts)
    width = min(_WIDEST_BAR, place_width - min(3.0, place_width * 0.22))
    for place, bar in enumerate(series.history):
        if bar.count <= 0:
            continue
        height = _height(plot, bar.count, top)
        left = plot.left() + place * place_width + (place_width - width) / 2
        ink = tokens().forecast if place == chosen else tokens().history
        _bar(painter, QRectF(left, height, width, plot.bottom() - height), ink)


def _bar(painter: QPainter, area: QRectF, ink: str) -> None:
    """Round the upper corners only: the foot stands on the axis."""
    radius = min(2.0, area.width() / 3, area.height())
    path = QPainterPath(area.bottomLeft())
    path.lineTo(area.left(), area.top() + radius)
    path.quadTo(area.topLeft(), QPointF(area.left() + radius, area.top()))
    path.lineTo(area.right() - radius, area.top())
    path.quadTo(area.topRight(), QPointF(area.right(), area.top() + radius))
    path.lineTo(area.bottomRight())
    painter.fillPath(path, colour(ink))


def _forecast(painter: QPainter, plot: QRectF, series: Series, top: float) -> None:
    if not series.forecast:
        return
    look = tokens()
    lows, highs, middle = _forecast_lines(plot, series, top)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(look.forecast, look.band_opacity))
    painter.drawPolygon(QPolygonF([*highs, *reversed(lows)]))
    pen = QPen(colour(look.forecast), 2, j=Qt.PenJoinStyle.RoundJoin)
    pen.setDashPattern([2.5, 2.0])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(middle))


def _forecast_lines(
    plot: QRectF, series: Series, top: float
) -> tuple[list[QPointF], list[QPointF], list[QPointF]]:
    """Return the band's lower and upper edge and the line, each from today to the right edge."""
    width = plot.width() / len(series.starts)
    first = len(series.history)
    centres = [plot.left() + (first + place + 0.5) * width for place in range(len(series.forecast))]
    lefts = [plot.left() + first * width, *centres, plot.right()]
    series_values = (
        [point.low for point in series.forecast],
        [point.high for point in series.forecast],
        [point.expected for point in series.forecast],
    )
    low, high, expected = (
        [QPointF(left, _height(plot, value, top)) for left, value in zip(lefts, ends, strict=True)]
        for ends in map(_with_ends, series_values)
    )
    return low, high, expected


def _with_ends(values: list[float]) -> list[float]:
    """Go on in the same direction for the half step before the first and after the last value."""
    before, after = values[0], values[-1]
    if len(values) > 1:
        before -= (values[1] - values[0]) / 2
        after += (values[-1] - values[-2]) / 2
    return [max(0.0, before), *values, max(0.0, after)]


def _today(painter: QPainter, plot: QRectF, series: Series) -> None:
    if series.today is None or not series.history:
        return
    left = plot.left() + len(series.history) * plot.width() / len(series.starts)
    pen = QPen(colour(tokens().muted), 1.2)
    pen.setDashPattern([1.5, 2.5])
    painter.setPen(pen)
    painter.drawLine(QLineF(left, plot.top() - _TOP + 6, left, plot.bottom()))
    moment = tr("today") if series.is_now else date_text(series.today)
    if series.forecast:
        words = QRectF(left + 6, plot.top() - _TOP + 2, 160, 16)
        axis_words(painter, words, _LEFT_MIDDLE, tr("{moment} · 80 % band").format(moment=moment))
    else:
        words = QRectF(left - 106, plot.top() - _TOP + 2, 100, 16)
        axis_words(painter, words, _RIGHT_MIDDLE, moment)


def _message(painter: QPainter, plot: QRectF, message: str) -> None:
    look = tokens()
    painter.setFont(fonts.font())
    needed = painter.boundingRect(plot.adjusted(32, 0, -32, 0), _CENTRED, message)
    fill_round(painter, QRectF(needed).adjusted(-14, -8, 14, 8), look.surface)
    painter.setPen(colour(look.muted))
    painter.drawText(needed, _CENTRED, message)


def _height(plot: QRectF, value: float, top: float) -> float:
    return plot.bottom() - plot.height() * min(value / top, 1.0)


_LEFT_MIDDLE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT_MIDDLE = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRED = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
