"""Cards, and tiles with the number first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import BETWEEN, CARD_RADIUS, Item, add_item
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import EN_DASH
from causeloop_desktop.desktop.widgets.charts.sparkline import Sparkline
from causeloop_desktop.desktop.widgets.chips import Chip
from causeloop_desktop.desktop.widgets.labels import Caption, Label, Section
from causeloop_desktop.desktop.widgets.painting import focus_ring, frame_round, has_ring, smooth

if TYPE_CHECKING:
    from collections.abc import Sequence

# A flush body keeps this far from the top and bottom edge, where the corner's curve ends.
_CORNER = 4
# Titles stand at one height beside one another, with controls in their line and without.
_HEADER = 24
# A subtitle takes the room that is left before the stretch behind it does, and is cut first.
_MOST = 1000
_HEADER_ITEMS = 3  # title, subtitle and the stretch behind them


class Card(QFrame):
    """A surface with a hairline around it, and a title if it has one."""

    def __init__(self, title: str = "", *, subtitle: str = "", flush: bool = False) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setSpacing(8)
        side = 1 if flush else BETWEEN
        top = _CORNER if flush else BETWEEN - 2
        outer.setContentsMargins(side, top, side, _CORNER if flush else BETWEEN)
        self._header = self._make_header(flush)
        outer.addWidget(self._header)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)
        self.set_title(title, subtitle)

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Show another title; an empty one takes no room."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._title.setVisible(bool(title))
        self._subtitle.setVisible(bool(subtitle))
        self._header.setVisible(bool(title) or self._header_row.count() > _HEADER_ITEMS)
        self.setAccessibleName(title)

    def set_header_widget(self, widget: QWidget) -> None:
        """Put a control at the right of the title."""
        self._header_row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self._header.show()

    def add(self, item: Item, stretch: int = 0) -> None:
        """Add a widget or a layout below what is there; ``None`` is a stretch."""
        add_item(self.body, item, stretch)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the surface."""
        look = tokens()
        frame_round(smooth(QPainter(self)), self.rect(), look.surface, look.line, CARD_RADIUS)

    def _make_header(self, flush: bool) -> QWidget:
        header = QWidget()
        self._header_row = QHBoxLayout(header)
        side = BETWEEN - 1 if flush else 0
        self._header_row.setContentsMargins(side, 10 if flush else 0, side, 0)
        header.setMinimumHeight(_HEADER + (10 if flush else 0))
        self._header_row.setSpacing(8)
        self._title, self._subtitle = Section(), Caption(elide=True)
        self._header_row.addWidget(self._title)
        self._header_row.addWidget(self._subtitle, _MOST)
        self._header_row.addStretch(1)
        return header


def framed(content: QWidget) -> Card:
    """Put a table into a card that it fills to the edges."""
    card = Card(flush=True)
    card.add(content, 1)
    return card


class Tile(Card):
    """One number that matters, what it counts, and how it moved.

    Signals:
        clicked: Pressed by mouse, Space or Enter; only after ``set_clickable``.
    """

    clicked = Signal()

    def __init__(self, label: str, *, sparkline: bool = False) -> None:
        super().__init__()
        self._clickable = False
        self._label = Caption(label, elide=True)
        self._number = Label("", size=fonts.FIGURE, weight=fonts.STRONG, tabular=True)
        self._sub = Caption("", elide=True)
        self._chip = Chip()
        self._trend = Sparkline()
        self.body.setSpacing(2)
        self._lay_out()
        self._trend.setVisible(sparkline)
        self.set_value(EN_DASH)

    def set_value(
        self, number: str, *, sub: str = "", tone: Tone | None = None, trend: Sequence[float] = ()
    ) -> None:
        """Show a number; ``tone`` puts the words under it on a chip of that tone."""
        self._number.setText(number)
        self._chip.set(sub if tone is not None else "", tone or Tone.NEUTRAL)
        self._chip.setVisible(tone is not None and bool(sub))
        self._sub.setText(sub if tone is None else "")
        self._sub.setVisible(tone is None)
        self._trend.set_values(trend)
        self.setAccessibleName(f"{self._label.full_text()}: {number} {sub}".strip())

    def set_clickable(self, clickable: bool) -> None:
        """Let the tile lead somewhere."""
        self._clickable = clickable
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if clickable else Qt.FocusPolicy.NoFocus)
        shape = Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Click."""
        if self._clickable and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Click from the keyboard."""
        if self._clickable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the surface and, with the keyboard on it, the ring."""
        super().paintEvent(event)
        if has_ring(self):
            focus_ring(smooth(QPainter(self)), self.rect(), CARD_RADIUS)

    def _lay_out(self) -> None:
        figures = QHBoxLayout()
        figures.addWidget(self._number, 0)
        figures.addStretch(1)
        figures.addWidget(self._trend, 0, Qt.AlignmentFlag.AlignVCenter)
        self.add(self._label)
        self.add(figures)
        notes = QHBoxLayout()
        notes.setContentsMargins(0, 2, 0, 0)
        notes.addWidget(self._chip)
        notes.addWidget(self._sub, 1)
        notes.addStretch(0)
        self.add(notes)
        self.add(None)
