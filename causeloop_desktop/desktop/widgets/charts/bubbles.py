"""The map of patterns: area is the number of issues, colour the risk."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.tokens import risk_tone
from causeloop_desktop.desktop.theme.words import count_text
from causeloop_desktop.desktop.widgets.charts.chart import AXIS_SIZE, Chart
from causeloop_desktop.desktop.widgets.charts.circle_text import LINE, cut, wrapped
from causeloop_desktop.desktop.widgets.charts.packing import Circle, bounds, pack_into

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_BUBBLES = 20
_MARGIN = 3.0
_SMALLEST_NAMED = 20.0
_SMALLEST_NOTED = 34.0
_WIDEST_SPREAD = 1.5
_LARGEST_RADIUS = 108.0


@dataclass(frozen=True)
class Bubble:
    """A pattern: ``size`` is its number of issues, ``risk`` 0 to 100.

    As many words of ``short``, or of ``label`` without it, are written on it as fit.
    """

    key: str
    label: str
    size: float
    risk: float
    short: str = ""


class BubbleMap(Chart):
    """What keeps coming back, at one glance.

    Signals:
        clicked: The key of the bubble that was clicked, or chosen with Enter.
    """

    clicked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._bubbles: tuple[Bubble, ...] = ()
        self._packed: list[Circle] = []
        self._packed_aspect = 0.0
        self._chosen = ""
        self.setMinimumSize(240, 160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Patterns by issues and risk"))

    def set_bubbles(self, bubbles: Sequence[Bubble]) -> None:
        """Show other patterns; beyond two dozen the smallest are left out."""
        largest = sorted(bubbles, key=lambda bubble: -bubble.size)[:_MOST_BUBBLES]
        self._bubbles = tuple(largest)
        self._packed_aspect = 0.0
        self._chosen = ""
        self.refresh()

    def sizeHint(self) -> QSize:
        """Ask for the room of a wide card."""
        return QSize(720, 250)

    def describe(self) -> str:
        """List the patterns."""
        return "; ".join(self.reading(bubble) for bubble in self._bubbles)

    def reading(self, bubble: Bubble) -> str:
        """Say one pattern in words."""
        words = self.tr("{label}: {count} issues, risk {risk:.0f}")
        return words.format(
            label=bubble.label, count=count_text(round(bubble.size)), risk=bubble.risk
        )

    def event(self, event: QEvent) -> bool:
        """Say what lies under the mouse."""
        if isinstance(event, QHelpEvent):
            found = self._bubble_at(QPointF(event.pos()))
            self.show_tip(event, self.reading(found) if found else "")
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the bubble under the mouse."""
        found = self._bubble_at(event.position())
        self._choose(found.key if found else "")
        hand = Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor
        self.setCursor(hand)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which bubble was clicked."""
        found = self._bubble_at(event.position())
        if found is not None:
            self.clicked.emit(found.key)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the bubble under the mouse."""
        self._choose("")
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from bubble to bubble with the arrows, largest first."""
        keys = [bubble.key for bubble in self._bubbles]
        step = _STEPS.get(Qt.Key(event.key()), 0)
        if step and keys:
            here = keys.index(self._chosen) if self._chosen in keys else -1
            self._choose(keys[(here + step) % len(keys)])
            self.setAccessibleDescription(self.reading(self._bubbles[keys.index(self._chosen)]))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen:
            self.clicked.emit(self._chosen)
        else:
            super().keyPressEvent(event)

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        """Draw every bubble, and its name where it fits."""
        for bubble, centre, radius in self._places(area):
            look, tone = tokens(), risk_tone(bubble.risk)
            chosen = bubble.key == self._chosen
            painter.setPen(QPen(colour(look.ink(tone)), 2.5 if chosen else 1.5))
            painter.setBrush(colour(look.ground(tone)))
            painter.drawEllipse(centre, radius, radius)
            _paint_name(painter, bubble, centre, radius)

    def _places(self, area: QRectF) -> list[tuple[Bubble, QPointF, float]]:
        if not self._bubbles or area.isEmpty():
            return []
        circles = self._circles(area.width() / area.height())
        left, top, right, bottom = bounds(circles)
        room = area.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        scale = min(room.width() / (right - left), room.height() / (bottom - top))
        scale = min(scale, _LARGEST_RADIUS / max(circle.radius for circle in circles))
        # Circles may stand further apart than they were packed, so the cloud fills a wide room.
        spread = min(_WIDEST_SPREAD, room.width() / ((right - left) * scale))
        middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
        return [
            (
                bubble,
                room.center()
                + QPointF((circle.x - middle_x) * scale * spread, (circle.y - middle_y) * scale),
                circle.radius * scale,
            )
            for bubble, circle in zip(self._bubbles, circles, strict=True)
        ]

    def _circles(self, aspect: float) -> list[Circle]:
        """Pack anew only when the shape of the room changed visibly."""
        if abs(aspect - self._packed_aspect) > 0.1 * aspect:
            largest = max(bubble.size for bubble in self._bubbles) or 1.0
            radii = [max(0.2, sqrt(bubble.size / largest)) for bubble in self._bubbles]
            self._packed = pack_into(radii, gap=0.12, aspect=aspect)
            self._packed_aspect = aspect
        return self._packed

    def _bubble_at(self, place: QPointF) -> Bubble | None:
        for bubble, centre, radius in self._places(QRectF(self.rect())):
            offset = centre - place
            if QPointF.dotProduct(offset, offset) <= radius * radius:
                return bubble
        return None

    def _choose(self, key: str) -> None:
        if key != self._chosen:
            self._chosen = key
            self.update()


def _paint_name(painter: QPainter, bubble: Bubble, centre: QPointF, radius: float) -> None:
    if radius < _SMALLEST_NAMED:
        return
    strong = fonts.font(AXIS_SIZE, weight=fonts.STRONG)
    note = (
        f"{count_text(round(bubble.size))} · {bubble.risk:.0f}" if radius >= _SMALLEST_NOTED else ""
    )
    name, measures = bubble.short or bubble.label, QFontMetricsF(strong)
    lines = wrapped(name, measures, radius, bool(note))
    if note and not lines and (lines := wrapped(name, measures, radius, False)):
        note = ""
    lines = lines or cut(name, measures, radius, bool(note))
    if len(lines) == 1 and " " in name and " " not in lines[0]:
        lines = [_more(lines[0], measures, radius)]
    top = centre.y() - (len(lines) + bool(note)) * LINE / 2
    painter.setFont(strong)
    painter.setPen(colour(tokens().text))
    for place, line in enumerate(lines):
        area = QRectF(centre.x() - radius, top + place * LINE, 2 * radius, LINE)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, line)
    if note:
        painter.setFont(fonts.font(AXIS_SIZE, tabular=True))
        painter.setPen(colour(tokens().ink(risk_tone(bubble.risk))))
        area = QRectF(centre.x() - radius, top + len(lines) * LINE, 2 * radius, LINE)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, note)


def _more(word: str, measures: QFontMetricsF, radius: float) -> str:
    """Show that a word is but the first of several, where there is room to."""
    more = word if word.endswith("…") else f"{word}…"
    return more if measures.horizontalAdvance(more) <= 2 * radius - _MARGIN else word


_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}
