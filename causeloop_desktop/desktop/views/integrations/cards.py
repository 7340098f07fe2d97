"""The cards of the catalog, in as many columns as there is room for, under their headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import CARD_RADIUS, INSIDE, clear, column, row
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.words import tr
from causeloop_desktop.desktop.views.integrations.countdown import Countdown
from causeloop_desktop.desktop.views.integrations.tiles import SourceTile
from causeloop_desktop.desktop.views.integrations.words import standing_text, status_chip
from causeloop_desktop.desktop.widgets.chips import Chip
from causeloop_desktop.desktop.widgets.labels import Caption, Label
from causeloop_desktop.desktop.widgets.painting import frame_round, smooth

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from causeloop_desktop.desktop.presenters.connectors import ConnectorsState, SourceCard

COLUMN = 270
HEIGHT = 62
MOST_COLUMNS = 3
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Home: -1_000,
    Qt.Key.Key_End: 1_000,
}


class CardButton(QWidget):
    """One card that can be chosen and opened.

    Signals:
        chosen: The keyboard or the mouse is on it.
        opened: Pressed by Enter, or clicked where it is a connection.
        stepped: The keyboard moves on by so many cards.
        rowed: The keyboard moves on by so many rows.
    """

    chosen = Signal(str)
    opened = Signal(str)
    stepped = Signal(int)
    rowed = Signal(int)

    def __init__(self, card: SourceCard, now: datetime) -> None:
        super().__init__()
        self.key = card.key
        self._card = card
        self._below = Caption("", elide=True)
        self._is_chosen = False
        self._is_connection = card.connection is not None
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._lay_out(card)
        self.tell(now)

    def tell(self, now: datetime) -> None:
        """Say how it stands at this moment."""
        card = self._card
        below = card.entry.summary
        if card.connection is not None:
            below = standing_text(card.connection, now, push_only=card.entry.push_only)
        self._below.setText(below)
        said = status_chip(card.connection)[0] if card.connection else tr("not connected")
        self.setAccessibleName(f"{card.name}, {card.entry.title}, {said}. {below}")

    def set_chosen(self, is_chosen: bool) -> None:
        """Draw it as the one that the panel tells of."""
        self._is_chosen = is_chosen
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Be chosen."""
        super().focusInEvent(event)
        self.chosen.emit(self.key)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open a connection; of a source the panel tells first."""
        if event.button() == Qt.MouseButton.LeftButton and self._is_connection:
            self.opened.emit(self.key)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Open whatever it is."""
        if not self._is_connection:
            self.opened.emit(self.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open it, or go to another one."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.key)
        elif key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.rowed.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the surface, framed where it is chosen."""
        look = tokens()
        line, width = (look.accent, 2) if self._is_chosen else (look.line, 1)
        ground = look.sunken if self.underMouse() and not self._is_chosen else look.surface
        frame_round(smooth(QPainter(self)), self.rect(), ground, line, CARD_RADIUS, width)

    def _lay_out(self, card: SourceCard) -> None:
        top = row(Label(card.name, weight=fonts.STRONG, elide=True))
        if card.connection is not None:
            top.addWidget(Chip(*status_chip(card.connection)))
        lines = column(None, top, self._below, None, gap=2)
        inner = row(SourceTile(card.entry), gap=12)
        inner.addLayout(lines, 1)
        inner.setContentsMargins(14, 4, 12, 4)
        self.setLayout(inner)


class CardGrid(QWidget):
    """All cards.

    Signals:
        chosen: The key of the card that the keyboard is on.
        opened: The key of the card to open.
    """

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(INSIDE)
        self._shown: object = None
        self._columns = 2
        self._state: ConnectorsState | None = None
        self._countdown = Countdown(self, clock, self._tell)
        self.cards: list[CardButton] = []

    def draw(self, state: ConnectorsState) -> None:
        """Show the cards; they are made anew only where something on them changed."""
        self._state = state
        wanted = (state.groups, self._columns, self._clock().replace(second=0, microsecond=0))
        if wanted != self._shown:
            self._shown = wanted
            self._make(state)
        chosen = state.card.key if state.card else ""
        for card in self.cards:
            card.set_chosen(card.key == chosen)
        self._countdown.follow(one.waiting_until for one in state.connections)

    def take_keyboard(self) -> None:
        """Put the keyboard on the chosen card."""
        chosen = self._state.card if self._state else None
        for card in self.cards:
            if chosen is None or card.key == chosen.key:
                card.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the width."""
        super().resizeEvent(event)
        columns = max(1, min(MOST_COLUMNS, self.width() // COLUMN))
        if columns != self._columns:
            self._columns = columns
            if self._state is not None:
                self.draw(self._state)

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in another language or theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._shown = None

    def _make(self, state: ConnectorsState) -> None:
        held = next((card.key for card in self.cards if card.hasFocus()), "")
        clear(self._lines)
        self.cards = []
        self._rows: list[list[CardButton]] = []
        for name, cards in state.groups:
            self._lines.addWidget(Caption(tr(name)))
            self._lines.addLayout(self._group(cards))
            self._lines.addSpacing(INSIDE)
        self._lines.addStretch(1)
        for card in self.cards:
            if card.key == held:
                card.setFocus(Qt.FocusReason.OtherFocusReason)

    def _group(self, cards: tuple[SourceCard, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(10)
        for number, card in enumerate(cards):
            button = CardButton(card, self._clock())
            button.chosen.connect(self.chosen)
            button.opened.connect(self.opened)
            button.stepped.connect(self._step)
            button.rowed.connect(self._step_row)
            place, side = divmod(number, self._columns)
            if side == 0:
                self._rows.append([])
            self._rows[-1].append(button)
            grid.addWidget(button, place, side)
            self.cards.append(button)
        for side in range(self._columns):
            grid.setColumnStretch(side, 1)
            if side >= len(cards):
                grid.addWidget(QWidget(), 0, side)
        return grid

    def _tell(self) -> None:
        now = self._clock()
        for card in self.cards:
            card.tell(now)

    def _step(self, by: int) -> None:
        here = next((n for n, card in enumerate(self.cards) if card.hasFocus()), 0)
        there = max(0, min(len(self.cards) - 1, here + by))
        self.cards[there].setFocus(Qt.FocusReason.TabFocusReason)

    def _step_row(self, by: int) -> None:
        for number, line in enumerate(self._rows):
            for side, card in enumerate(line):
                if card.hasFocus():
                    there = self._rows[max(0, min(len(self._rows) - 1, number + by))]
                    there[min(side, len(there) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
                    return
