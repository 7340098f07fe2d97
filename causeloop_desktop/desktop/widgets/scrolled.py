"""Content that scrolls where the window is smaller than it can be drawn well."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Scrolled(QScrollArea):
    """Shows one widget on whatever ground is behind it, as wide as there is room.

    Args:
        content: What is shown.
        height: The height below which it scrolls instead of shrinking further; 0 is its own.
        name: What it is called where the keyboard stops at it to scroll; without one it passes by.
    """

    def __init__(self, content: QWidget, *, height: int = 0, name: str = "") -> None:
        super().__init__()
        if height:
            content.setMinimumHeight(height)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        if not name:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
