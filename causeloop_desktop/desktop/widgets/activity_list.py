"""What happened just now: who, what, what it meant, how long ago."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.widgets.labels import Caption, Label
from causeloop_desktop.desktop.widgets.painting import focus_ring, has_ring, smooth

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Activity:
    """One thing that happened; ``when`` in words.

    What has nothing below it is said in full, ``what`` as well as ``who`` alone. ``verb`` is what a
    click does, where that is not plain; without a ``key`` it does nothing.
    """

    key: str
    who: str
    what: str
    note: str = ""
    when: str = ""
    verb: str = ""


class ActivityList(QScrollArea):
    """Activities, newest first.

    Signals:
        clicked: The key of the activity that was clicked.
    """

    clicked = Signal(str)

    def __init__(self, items: Sequence[Activity] = ()) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.set_items(items)

    def whole_height(self, width: int) -> int:
        """Say how high it is in ``width`` with nothing to scroll."""
        wraps = self._lines.hasHeightForWidth()
        size = self._lines.totalSizeHint()
        return self._lines.totalHeightForWidth(width) if wraps else size.height()

    def set_items(self, items: Sequence[Activity]) -> None:
        """Show other activities."""
        content = QWidget()
        lines = QVBoxLayout(content)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for item in items:
            line = _ActivityLine(item)
            line.clicked.connect(self.clicked)
            lines.addWidget(line)
        lines.addStretch(1)
        self._lines = lines
        self.setWidget(content)
        content.setAutoFillBackground(False)


class _ActivityLine(QWidget):
    clicked = Signal(str)

    def __init__(self, item: Activity) -> None:
        super().__init__()
        self._key = item.key
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if item.key:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        said = (item.who, item.what, item.note, item.verb, item.when)
        self.setAccessibleName(" ".join(filter(None, said)))
        top = QHBoxLayout()
        alone = not item.what
        who = Label(item.who, weight=fonts.MEDIUM, wrap=alone, elide=not alone)
        top.addWidget(who, 1)
        top.addWidget(Caption(item.when), 0, Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 7, 0, 8)
        lines.setSpacing(1)
        lines.addLayout(top)
        if item.what:
            lines.addWidget(Label(item.what, elide=bool(item.note), wrap=not item.note))
        if item.note:
            lines.addWidget(Caption(item.note, elide=True))
        if item.verb:
            verb = Caption(item.verb)
            verb.set_tone(Tone.ACCENT)
            lines.addWidget(verb)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._key:
            self.clicked.emit(self._key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if pressed and self._key:
            self.clicked.emit(self._key)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour(tokens().line))
        if has_ring(self):
            focus_ring(painter, self.rect())
