"""The dialog that all others are: a title, a body, verbs at the lower right."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import BETWEEN, EDGE, INSIDE, Item, add_item, row
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.labels import Label
from causeloop_desktop.desktop.widgets.painting import frame_round

WIDTH = 520
FRAME_HEIGHT = 40
"""What a desktop puts above a window, at most; it is known only once the window stands."""


class Dialog(QDialog):
    """Opens over its window without a loop of its own, so coroutines go on."""

    def __init__(self, parent: QWidget, title: str, sentence: str = "", width: int = WIDTH) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(min(width, self._room().width()))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(EDGE, EDGE - 4, EDGE, EDGE - 4)
        outer.setSpacing(BETWEEN)
        self._title = Label(title, size=fonts.HEADING, weight=fonts.STRONG)
        self._sentence = Label(sentence, muted=True, wrap=True)
        self._sentence.setVisible(bool(sentence))
        heading = QVBoxLayout()
        heading.setSpacing(4)
        heading.addWidget(self._title)
        heading.addWidget(self._sentence)
        self.body = QVBoxLayout()
        self.body.setSpacing(INSIDE + 4)
        self._buttons = row()
        outer.addLayout(heading)
        outer.addLayout(self.body, 1)
        outer.addLayout(self._buttons)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the surface, with a hairline where no frame of the system stands around it."""
        look = tokens()
        frame_round(QPainter(self), self.rect(), look.surface, look.line, radius=1)

    def prefer_size(self, width: int, height: int) -> None:
        """Begin in this size, or in as much of it as the screen has."""
        self.resize(QSize(width, height).boundedTo(self._room()))

    def set_title(self, title: str, sentence: str = "") -> None:
        """Show another title and another sentence under it."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))

    def add(self, item: Item, stretch: int = 0) -> None:
        """Add a widget or a layout to the body."""
        add_item(self.body, item, stretch)

    def set_buttons(self, *buttons: Button, left: QWidget | None = None) -> None:
        """Put verbs at the lower right, the last one being the one that Enter presses."""
        if left is not None:
            self._buttons.addWidget(left)
        self._buttons.addStretch(1)
        for button in buttons:
            button.setAutoDefault(False)
            self._buttons.addWidget(button)
        if buttons:
            buttons[-1].setDefault(True)

    def cancel_button(self, text: str = "") -> Button:
        """Make the button that closes without doing anything."""
        button = Button(text or self.tr("Cancel"))
        button.clicked.connect(self.reject)
        return button

    def open(self) -> None:
        """Open, and vanish for good once it is closed."""
        self.finished.connect(self.deleteLater)
        super().open()

    async def answer(self) -> bool:
        """Open, and return whether it was accepted once it is closed.

        What was chosen can be read until the caller gives way to the loop again.
        """
        answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def note(result: int) -> None:
            if not answered.done():
                answered.set_result(result == QDialog.DialogCode.Accepted)

        self.finished.connect(note)
        super().open()
        try:
            return await answered
        finally:
            self.done(QDialog.DialogCode.Rejected)
            self.deleteLater()

    def _room(self) -> QSize:
        """Say how large it can be: as the screen, less a frame, or as the window it opens over."""
        screen = self.screen().availableSize() - QSize(0, FRAME_HEIGHT)
        over = self.parentWidget()
        return screen.expandedTo(over.window().size()) if over else screen
