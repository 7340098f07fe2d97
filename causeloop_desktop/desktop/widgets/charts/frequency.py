"""How often a pattern happened, and what is expected: bars, today, a dashed line in its band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy

from causeloop_desktop.desktop.theme import words
from causeloop_desktop.desktop.widgets.charts import frequency_paint
from causeloop_desktop.desktop.widgets.charts.chart import Chart
from causeloop_desktop.desktop.widgets.charts.scale import bar_end
from causeloop_desktop.desktop.widgets.charts.series import Bar, Forecast, Series

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter


class FrequencyChart(Chart):
    """Counts over time with the forecast behind them; arrows read it bar by bar.

    Signals:
        bar_clicked: The first day of the bar that was clicked, or chosen with Enter.
    """

    bar_clicked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._series = Series()
        self._message = ""
        self._chosen: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Frequency"))
        self.refresh()

    def set_series(
        self,
        history: Sequence[Bar],
        forecast: Sequence[Forecast] = (),
        *,
        today: date | None,
        is_now: bool = True,
        noun: str = "issues",
        days_per_bar: int = 1,
    ) -> None:
        """Show other counts; ``today`` is where history ends, a past day unless ``is_now``."""
        self._series = Series(tuple(history), tuple(forecast), today, is_now, noun, days_per_bar)
        self._message = "" if history else self.tr("Nothing happened in this time.")
        self._chosen = None
        self.refresh()

    def set_message(self, text: str) -> None:
        """Write a sentence over an otherwise empty or partial chart."""
        self._message = text
        self.refresh()

    @property
    def series(self) -> Series:
        """What is shown, for an export of its numbers."""
        return self._series

    def sizeHint(self) -> QSize:
        """Ask for the room of a card's width."""
        return QSize(640, 236)

    def describe(self) -> str:
        """Sum up the history and the forecast."""
        history, forecast = self._series.history, self._series.forecast
        if not history:
            return self._message or self.tr("Nothing happened in this time.")
        total = sum(bar.count for bar in history)
        parts = [
            self.tr("{total:g} {noun} from {first} to {last}").format(
                total=total,
                noun=self._series.noun,
                first=words.date_text(history[0].start),
                last=words.date_text(bar_end(history[-1].start, self._series.days_per_bar)),
            )
        ]
        if forecast:
            expected = sum(point.expected for point in forecast)
            parts.append(self.tr("about {n:.1f} more expected").format(n=expected))
        return ", ".join(parts)

    def reading(self, place: int) -> str:
        """Say one place of the axis in words, as the tooltip and the keyboard do."""
        history = self._series.history
        if place < len(history):
            bar = history[place]
            return f"{self._span(bar.start)}: {bar.count:g} {self._series.noun}"
        point = self._series.forecast[place - len(history)]
        band = self.tr("{expected:.1f} expected, 80 % between {low:.1f} and {high:.1f}")
        words_ = band.format(expected=point.expected, low=point.low, high=point.high)
        return f"{self._span(point.start)}: {words_}"

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        """Draw axes, bars, band and today."""
        frequency_paint.paint(painter, area, self._series, self._chosen, self._message)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the bar under the mouse and say its value."""
        self._choose(self._place_at(event.position().x()))
        text = self.reading(self._chosen) if self._chosen is not None else ""
        self.show_tip(event.globalPosition().toPoint(), text)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which bar was clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._place_at(event.position().x()))
            self._tell()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the bar under the mouse."""
        self._choose(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget the bar that the keyboard had reached."""
        self._choose(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read the chart with the arrows, Home and End."""
        last = len(self._series.starts) - 1
        here = -1 if self._chosen is None else self._chosen
        targets = {
            Qt.Key.Key_Left: max(0, here - 1),
            Qt.Key.Key_Right: min(last, here + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in targets and last >= 0:
            self._read(targets[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell()
        else:
            super().keyPressEvent(event)

    def _read(self, place: int) -> None:
        self._choose(place)
        area = frequency_paint.plot_area(QRectF(self.rect()))
        left = area.left() + (place + 0.5) * area.width() / len(self._series.starts)
        self.setAccessibleDescription(self.reading(place))
        place_on_screen = self.mapToGlobal(QPointF(left, area.top()).toPoint())
        self.show_tip(place_on_screen, self.reading(place))

    def _tell(self) -> None:
        if self._chosen is not None and self._chosen < len(self._series.history):
            self.bar_clicked.emit(self._series.history[self._chosen].start)

    def _choose(self, place: int | None) -> None:
        if place != self._chosen:
            self._chosen = place
            self.update()

    def _place_at(self, left: float) -> int | None:
        area = frequency_paint.plot_area(QRectF(self.rect()))
        places = len(self._series.starts)
        if not places or not area.left() <= left < area.right():
            return None
        return int((left - area.left()) / area.width() * places)

    def _span(self, start: date) -> str:
        last = bar_end(start, self._series.days_per_bar)
        if last == start:
            return words.date_text(start)
        return f"{words.date_text(start, last)} {words.EN_DASH} {words.date_text(last)}"
