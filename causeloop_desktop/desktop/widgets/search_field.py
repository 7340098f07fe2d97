"""The field that narrows a list: it tells what was typed once the typing rests."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from causeloop_desktop.desktop.theme.icons import icon
from causeloop_desktop.desktop.theme.theme import tokens

TYPING_MS = 200
WIDTH = 220


class SearchField(QLineEdit):
    """A glass, the words, and a cross to clear them.

    Args:
        placeholder: What is searched; its accessible name too.
        width: Its width in pixels; 0 is as wide as there is room.

    Signals:
        searched: The words, without space around them.
        left_down: The keyboard wants to go into the list.
    """

    searched = Signal(str)
    left_down = Signal()

    def __init__(self, placeholder: str, *, width: int = WIDTH) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if width:
            self.setFixedWidth(width)
        self._glass = self.addAction(_glass(), QLineEdit.ActionPosition.LeadingPosition)
        self._rest = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._rest.timeout.connect(self._tell)
        self.textEdited.connect(lambda: self._rest.start())
        self.returnPressed.connect(self._hurry)
        self.textChanged.connect(self._note_cleared)

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the shortcuts of the screen while there is something to clear."""
        if isinstance(event, QKeyEvent) and self._is_clearing(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear with Escape, go into the list with Down."""
        match event.key():
            case Qt.Key.Key_Escape if self.text():
                self.clear()
            case Qt.Key.Key_Down:
                self.left_down.emit()
            case _:
                super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._glass.setIcon(_glass())

    def _is_clearing(self, event: QKeyEvent) -> bool:
        asked = event.type() == QEvent.Type.ShortcutOverride
        return asked and event.key() == Qt.Key.Key_Escape and bool(self.text())

    def _note_cleared(self, text: str) -> None:
        if not text:
            self._tell()

    def _hurry(self) -> None:
        if self._rest.isActive():
            self._tell()

    def _tell(self) -> None:
        self._rest.stop()
        self.searched.emit(self.text().strip())


def _glass() -> QIcon:
    return icon("search", tokens().muted)
