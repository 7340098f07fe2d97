"""The frame of the window: sidebar, top bar, banner, and the screen that is looked at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from causeloop_desktop.desktop.theme.icons import icon
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.words import tr
from causeloop_desktop.desktop.widgets.dialog import FRAME_HEIGHT
from causeloop_desktop.desktop.widgets.notices import Banner, Notices
from causeloop_desktop.desktop.widgets.sidebar import Entry, Sidebar
from causeloop_desktop.desktop.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent

    from causeloop_desktop.desktop.navigation import Screen

FIRST_SIZE = (1280, 800)
SMALLEST_SIZE = (900, 500)
"""Fits a screen of 1,920 by 1,080 that shows everything at twice its size."""
ACTIVATION = "XDG_ACTIVATION_TOKEN"
ATTENTION_MS = 500


class MainWindow(QMainWindow):
    """Holds what is always there; it knows nothing of engines.

    Signals:
        closing: The user closes the window; it stays until ``finish`` was called.
        file_dropped: A file was dragged onto the window.
    """

    closing = Signal()
    file_dropped = Signal(object)

    def __init__(self, screens: Sequence[Screen]) -> None:
        super().__init__()
        self._screens = screens
        self._may_close = False
        self.setWindowTitle(self.tr("Causeloop"))
        self.setWindowIcon(icon("mark", tokens().accent, 64))
        self.setMinimumSize(*SMALLEST_SIZE)
        self.resize(*FIRST_SIZE)
        self.setAcceptDrops(True)
        self.sidebar = self._make_sidebar()
        self.top_bar = TopBar()
        self.banner = Banner()
        self.stack = QStackedWidget()
        self.setCentralWidget(self._lay_out())
        self.notices = Notices(self)
        self.menuBar().hide()

    def show_view(self, screen: str, view: QWidget) -> None:
        """Bring a screen to the front."""
        if self.stack.indexOf(view) < 0:
            self.stack.addWidget(view)
        self.stack.setCurrentWidget(view)
        self.sidebar.set_current(screen)

    def raise_up(self, right: str = "") -> None:
        """Come forward, out of the task bar too, and take the keyboard.

        Args:
            right: What the desktop gave as permission; Qt looks for it in the environment. Where
                it lets nobody take the keyboard, the window asks for attention in the task bar.
        """
        if right:
            os.environ[ACTIVATION] = right
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        QTimer.singleShot(ATTENTION_MS, self, self._ask_for_attention)

    def measure(self) -> dict[str, object]:
        """Return size and state, to be remembered; the position is the desktop's business."""
        size = self.normalGeometry().size()
        return {"width": size.width(), "height": size.height(), "maximized": self.isMaximized()}

    def restore_measure(self, measure: dict[str, object]) -> None:
        """Take a size and state that were remembered; a screen too small for it is filled."""
        width, height = measure.get("width"), measure.get("height")
        if isinstance(width, int) and isinstance(height, int):
            self.resize(QSize(width, height).boundedTo(self.screen().availableSize()))
        room = self.screen().availableSize() - QSize(0, FRAME_HEIGHT)
        fits = self.size().boundedTo(room) == self.size()
        if measure.get("maximized") is True or not fits:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def finish(self) -> None:
        """Close without asking anybody."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide at once and let the owner stop the engine first."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self.closing.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the screen by narrowing the sidebar."""
        super().resizeEvent(event)
        self.sidebar.fit(self.width())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept a file that is dragged over the window."""
        if _dropped_file(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on a dropped file."""
        if file := _dropped_file(event.mimeData().urls()):
            event.acceptProposedAction()
            self.file_dropped.emit(file)

    def _ask_for_attention(self) -> None:
        if not self.isActiveWindow():
            QApplication.alert(self)

    def _make_sidebar(self) -> Sidebar:
        sidebar = Sidebar()
        sidebar.set_entries(
            [_entry(screen) for screen in self._screens if not screen.at_bottom],
            [_entry(screen) for screen in self._screens if screen.at_bottom],
        )
        return sidebar

    def _lay_out(self) -> QWidget:
        frame = QWidget()
        across = QHBoxLayout(frame)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        down = QVBoxLayout()
        down.setSpacing(0)
        down.addWidget(self.top_bar)
        down.addWidget(self.banner)
        down.addWidget(self.stack, 1)
        across.addWidget(self.sidebar)
        across.addLayout(down, 1)
        return frame


def _entry(screen: Screen) -> Entry:
    return Entry(screen.id, tr(screen.title), screen.icon)


def _dropped_file(urls: Sequence[QUrl]) -> Path | None:
    """Return the first of the dragged things that is a file on this machine."""
    files = (Path(url.toLocalFile()) for url in urls if url.isLocalFile())
    return next((file for file in files if file.is_file()), None)
