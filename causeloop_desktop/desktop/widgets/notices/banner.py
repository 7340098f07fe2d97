"""A line across the top of the window while something lasting is wrong."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from causeloop_desktop.desktop.theme import fonts, icons
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.labels import Label

_HEIGHT = 40


class Banner(QWidget):
    """Hidden until there is something to say.

    Signals:
        action_clicked: The button of the banner was pressed.
    """

    action_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tone = Tone.HIGH
        self._words = Label(weight=fonts.MEDIUM, tone=Tone.HIGH, elide=True)
        self._button = Button("")
        self._button.clicked.connect(self.action_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(44, 0, 16, 0)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._button)
        self.setFixedHeight(_HEIGHT)
        self.hide()

    @property
    def text(self) -> str:
        """What the banner says; empty while it is hidden."""
        return "" if self.isHidden() else self._words.full_text()

    def show_message(self, text: str, action: str = "", tone: Tone = Tone.HIGH) -> None:
        """Say something until it is cleared."""
        self._tone = tone
        self._words.set_tone(tone)
        self._words.setText(text)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.setAccessibleName(text)
        self.show()
        self.update()

    def clear(self) -> None:
        """Say nothing and take no room."""
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tinted ground and the mark."""
        painter, look = QPainter(self), tokens()
        painter.fillRect(self.rect(), colour(look.ground(self._tone)))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour(look.line))
        icon = "info" if self._tone is Tone.ACCENT else "warning"
        painter.drawPixmap(18, 12, icons.pixmap(icon, look.ink(self._tone)))
