"""Notices that leave by themselves, and the list of those that did.

They stand at the lower edge, in the middle: in the corner is what can be done with a chosen row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import utc_now
from causeloop_desktop.desktop.widgets.buttons import IconButton
from causeloop_desktop.desktop.widgets.floating import SHADOW, Floating
from causeloop_desktop.desktop.widgets.labels import Label, Link
from causeloop_desktop.desktop.widgets.painting import fill_round, smooth

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

SHOWN_MS = 5000
_MOST_SHOWN = 3
_KEPT = 100
_WIDTH = 360
_EDGE = 16


@dataclass(frozen=True)
class Notice:
    """What happened, what it means, and one thing to do about it."""

    title: str
    text: str = ""
    tone: Tone = Tone.NEUTRAL
    action: str = ""
    on_action: Callable[[], None] | None = None
    at: datetime = field(default_factory=utc_now)


class Notices(QObject):
    """Shows at most three notices at a time over ``host``; a hovered one stays.

    Signals:
        changed: The list of past notices grew, or was read.
    """

    changed = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._shown: list[_Toast] = []
        self._history: list[Notice] = []
        self._unread = 0
        host.installEventFilter(self)

    @property
    def history(self) -> tuple[Notice, ...]:
        """Past notices, newest first."""
        return tuple(self._history)

    @property
    def unread(self) -> int:
        """How many came since the list was last read."""
        return self._unread

    @property
    def shown(self) -> tuple[Notice, ...]:
        """The notices on the screen, oldest first."""
        return tuple(toast.notice for toast in self._shown)

    def show(
        self,
        title: str,
        text: str = "",
        tone: Tone = Tone.NEUTRAL,
        action: str = "",
        on_action: Callable[[], None] | None = None,
    ) -> None:
        """Show a notice for five seconds."""
        self.tell(Notice(title, text, tone, action, on_action))

    def tell(self, notice: Notice) -> None:
        """Show what was put together elsewhere, for as long."""
        self._history = [notice, *self._history][:_KEPT]
        self._unread += 1
        toast = _Toast(self._host, notice)
        toast.closed.connect(lambda: self._drop(toast))
        self._shown.append(toast)
        for surplus in self._shown[:-_MOST_SHOWN]:
            self._drop(surplus)
        toast.show()
        self._place()
        self.changed.emit()

    def dismiss(self) -> None:
        """Take every notice off the screen, hovered or not; the list keeps them."""
        for toast in tuple(self._shown):
            self._drop(toast)

    def forget(self) -> None:
        """Forget all that was said: what it offered belongs to another place."""
        self.dismiss()
        self._history = []
        self.mark_read()

    def mark_read(self) -> None:
        """Say that the list was looked at."""
        self._unread = 0
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the middle when the window changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        bottom = self._host.height() - _EDGE + SHADOW
        for toast in reversed(self._shown):
            toast.resize(toast.width(), toast.heightForWidth(toast.width()))
            left = (self._host.width() - toast.width()) // 2
            toast.move(left, bottom - toast.height())
            toast.raise_()
            bottom -= toast.height() - SHADOW

    def _drop(self, toast: _Toast) -> None:
        if toast in self._shown:
            self._shown.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._place()


class _Toast(Floating):
    """One notice on the screen."""

    closed = Signal()

    def __init__(self, host: QWidget, notice: Notice) -> None:
        super().__init__(host)
        self.notice = notice
        self.setFixedWidth(_WIDTH + 2 * SHADOW)
        self.setAccessibleName(f"{notice.title}. {notice.text}".strip())
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.closed)
        self._lay_out()
        self._timer.start()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while it is read."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go after another while."""
        self._timer.start()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the panel and the mark of its tone."""
        super().paintEvent(event)
        painter = smooth(QPainter(self))
        area = self.rect().adjusted(SHADOW + 8, SHADOW + 12, 0, -SHADOW - 12).toRectF()
        area.setWidth(3)
        fill_round(painter, area, tokens().ink(self.notice.tone), 1.5)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(self.notice.title, weight=fonts.STRONG, wrap=True))
        if self.notice.text:
            words.addWidget(Label(self.notice.text, muted=True, wrap=True))
        if self.notice.action:
            link = Link(self.notice.action)
            link.clicked.connect(self._act)
            words.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        close = IconButton("close", self.tr("Close"), size=24)
        close.clicked.connect(self.closed)
        line = QHBoxLayout(self)
        line.setContentsMargins(22, 12, 8, 12)
        line.addLayout(words, 1)
        line.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    def _act(self) -> None:
        if self.notice.on_action is not None:
            self.notice.on_action()
        self.closed.emit()
