"""Likelihood against impact in five by five fields, a dot for every pattern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import count_text
from causeloop_desktop.desktop.widgets.charts.chart import Chart, axis_words
from causeloop_desktop.desktop.widgets.painting import fill_round

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEFT = 92
_BOTTOM = 24
_GAP = 3
_DOT = 5.0
_MOST_DOTS = 9
_CROWD = 3
"""Dots of a field that holds more than that; below them stands how many more there are."""
_ROOM_OF_DOT = 8.0
"""Radii that three dots above one another and the air between them take."""

# Rows from rare to almost certain, columns from negligible to severe.
_L, _M, _H, _C = Tone.LOW, Tone.MEDIUM, Tone.HIGH, Tone.CRITICAL
_TONES = (
    (_L, _L, _M, _M, _H),
    (_L, _M, _M, _H, _H),
    (_M, _M, _H, _H, _C),
    (_M, _H, _H, _C, _C),
    (_H, _H, _C, _C, _C),
)


@dataclass(frozen=True)
class Dot:
    """A pattern in its field; both places count from 1 to 5."""

    key: str
    label: str
    likelihood: int
    impact: int


class RiskMatrix(Chart):
    """Where the patterns stand.

    Signals:
        clicked: The key of the dot that was clicked, or chosen with Enter.
    """

    clicked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._dots: tuple[Dot, ...] = ()
        self._chosen = ""
        self._likelihoods = (
            self.tr("Rare"),
            self.tr("Unlikely"),
            self.tr("Possible"),
            self.tr("Likely"),
            self.tr("Almost certain"),
        )
        self._impacts = (
            self.tr("Negligible"),
            self.tr("Minor"),
            self.tr("Moderate"),
            self.tr("Major"),
            self.tr("Severe"),
        )
        self.setMinimumSize(320, 200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Likelihood and impact"))

    def set_dots(self, dots: Sequence[Dot]) -> None:
        """Show other patterns."""
        self._dots = tuple(dots)
        self._chosen = ""
        self.refresh()

    def sizeHint(self) -> QSize:
        """Ask for fields that are wider than high."""
        return QSize(400, 250)

    def describe(self) -> str:
        """List the patterns by field."""
        return "; ".join(self.reading(dot) for dot in self._dots)

    def reading(self, dot: Dot) -> str:
        """Say where one pattern stands."""
        likelihood, impact = self._likelihoods[dot.likelihood - 1], self._impacts[dot.impact - 1]
        return f"{dot.label}: {likelihood.lower()}, {impact.lower()}"

    def event(self, event: QEvent) -> bool:
        """Say what stands under the mouse."""
        if isinstance(event, QHelpEvent):
            found = self._dot_at(QPointF(event.pos()))
            self.show_tip(event, self.reading(found) if found else "")
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the dot under the mouse."""
        found = self._dot_at(event.position())
        self._choose(found.key if found else "")
        hand = Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor
        self.setCursor(hand)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which dot was clicked."""
        found = self._dot_at(event.position())
        if found is not None:
            self.clicked.emit(found.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from dot to dot with the arrows."""
        keys = [dot.key for dot in self._dots]
        step = _STEPS.get(Qt.Key(event.key()), 0)
        if step and keys:
            here = keys.index(self._chosen) if self._chosen in keys else -1
            self._choose(keys[(here + step) % len(keys)])
            self.setAccessibleDescription(self.reading(self._dots[keys.index(self._chosen)]))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen:
            self.clicked.emit(self._chosen)
        else:
            super().keyPressEvent(event)

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        """Draw fields, words and dots."""
        self._paint_fields(painter, area)
        radius = min(_DOT, _field(area, 1, 1).height() / _ROOM_OF_DOT)
        for dot, centre in self._places(area):
            self._paint_dot(painter, centre, radius, dot.key == self._chosen)
        for (likelihood, impact), hidden in self._hidden_counts().items():
            field = _field(area, likelihood, impact)
            below = _spread(field, 2 * _CROWD - 1, 2 * _CROWD).y()
            room = QRectF(field.left(), below - 8, field.width(), 16)
            axis_words(painter, room, int(_CENTRE), f"+{count_text(hidden)}")

    def _paint_fields(self, painter: QPainter, area: QRectF) -> None:
        for likelihood in range(1, 6):
            for impact in range(1, 6):
                tone = _TONES[likelihood - 1][impact - 1]
                fill_round(painter, _field(area, likelihood, impact), tokens().ground(tone), 4)
            first = _field(area, likelihood, 1)
            words = QRectF(area.left(), first.top(), _LEFT - 8, first.height())
            axis_words(painter, words, int(_RIGHT), self._likelihoods[likelihood - 1])
        for impact in range(1, 6):
            foot = _field(area, 1, impact)
            words = QRectF(foot.left() - 6, foot.bottom() + 5, foot.width() + 12, 16)
            axis_words(painter, words, int(_CENTRE), self._impacts[impact - 1])

    def _paint_dot(self, painter: QPainter, centre: QPointF, radius: float, chosen: bool) -> None:
        look = tokens()
        painter.setPen(QPen(colour(look.surface), 1.5))
        painter.setBrush(colour(look.accent if chosen else look.text))
        grown = radius + 1.5 * chosen
        painter.drawEllipse(centre, grown, grown)

    def _places(self, area: QRectF) -> list[tuple[Dot, QPointF]]:
        seen: dict[tuple[int, int], int] = {}
        places = []
        totals = self._totals()
        for dot in self._dots:
            field = (dot.likelihood, dot.impact)
            place = seen.get(field, 0)
            seen[field] = place + 1
            shown = _shown_dots(totals[field])
            if place < shown:
                room = shown if shown == totals[field] else 2 * _CROWD
                places.append((dot, _spread(_field(area, *field), place, room)))
        return places

    def _totals(self) -> dict[tuple[int, int], int]:
        totals: dict[tuple[int, int], int] = {}
        for dot in self._dots:
            field = (dot.likelihood, dot.impact)
            totals[field] = totals.get(field, 0) + 1
        return totals

    def _hidden_counts(self) -> dict[tuple[int, int], int]:
        totals = self._totals().items()
        hidden = {field: count - _shown_dots(count) for field, count in totals}
        return {field: count for field, count in hidden.items() if count}

    def _dot_at(self, place: QPointF) -> Dot | None:
        for dot, centre in self._places(QRectF(self.rect())):
            if (centre - place).manhattanLength() <= 2 * _DOT:
                return dot
        return None

    def _choose(self, key: str) -> None:
        if key != self._chosen:
            self._chosen = key
            self.update()


def _shown_dots(count: int) -> int:
    """Keep the lower half of a crowded field for the number of those that are not shown."""
    return count if count <= _MOST_DOTS else _CROWD


def _field(area: QRectF, likelihood: int, impact: int) -> QRectF:
    width = (area.width() - _LEFT) / 5
    height = (area.height() - _BOTTOM) / 5
    left = area.left() + _LEFT + (impact - 1) * width
    return QRectF(left, area.top() + (5 - likelihood) * height, width - _GAP, height - _GAP)


def _spread(field: QRectF, place: int, count: int) -> QPointF:
    """Place dots of one field in rows of three around its middle."""
    columns = min(count, 3)
    rows = -(-count // 3)
    step = min(15.0, field.width() / (columns + 1), field.height() / (rows + 0.4))
    across = (place % 3 - (columns - 1) / 2) * step
    down = (place // 3 - (rows - 1) / 2) * step
    return field.center() + QPointF(across, down)


_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
