"""Try a text: paste it on the left, see on the right what would be decided, and why."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.texts import TextPresenter
from causeloop_desktop.desktop.tasks import TaskGroup
from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.spacing import BETWEEN, column, row
from causeloop_desktop.desktop.views.texts.answer import TextAnswer
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.labels import Caption
from causeloop_desktop.desktop.widgets.scrolled import Scrolled
from causeloop_desktop.desktop.widgets.states import EmptyState, StateStack

if TYPE_CHECKING:
    from causeloop_desktop.desktop.presenters.texts import TextState
    from causeloop_desktop.desktop.views.base import Desk

WIDTH, HEIGHT = 980, 660
TYPING_MS = 300
"""How long typing must rest before the text is tried."""


class TryTextDialog(Dialog):
    """Thinks anew whenever the text rests; what is chosen in the answer is opened in the window.

    Signals:
        tried: An answer was drawn.

    Attributes:
        tasks: Ask the engine; they end with the dialog.
    """

    tried = Signal()

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(
            parent,
            self.tr("Try a text"),
            self.tr("A stack trace, a log line or a ticket: see what would be made of it."),
            width=WIDTH,
        )
        self._desk = desk
        self.tasks = TaskGroup(desk.report)
        self.presenter = TextPresenter(desk.session)
        self.editor = QPlainTextEdit()
        self.reading = TextAnswer()
        self._states = StateStack(Scrolled(self.reading))
        self._nothing = EmptyState(
            self.tr("Nothing to try yet"),
            self.tr("Paste or type a text. Nothing of it is stored."),
            icon="search",
        )
        self._rest = QTimer(self)
        self._lay_out()
        self._connect()
        self.presenter.subscribe(self._draw)
        self.editor.setFocus()

    def try_now(self, text: str) -> None:
        """Put a text into the editor and try it at once."""
        self.editor.setPlainText(text)
        self._rest.stop()
        self._try()

    def done(self, result: int) -> None:
        """End what still runs."""
        self._rest.stop()
        self.tasks.cancel()
        super().done(result)

    def _lay_out(self) -> None:
        self.prefer_size(WIDTH, HEIGHT)
        self.editor.setFont(fonts.monospace())
        self.editor.setTabStopDistance(4 * self.editor.fontMetrics().horizontalAdvance(" "))
        self.editor.setTabChangesFocus(True)
        self.editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.editor.setPlaceholderText(self.tr("Paste a stack trace, a log line or a ticket"))
        self.editor.setAccessibleName(self.tr("Text to try"))
        self._note = Caption("", wrap=True)
        panels = row(column(self.editor, self._note, gap=6), self._states, gap=BETWEEN + 4)
        panels.setStretch(0, 4)
        panels.setStretch(1, 5)
        self.add(panels, 1)
        self._clear = Button(self.tr("Clear"))
        self._clear.clicked.connect(self._start_over)
        close = self.cancel_button(self.tr("Close"))
        self.set_buttons(close, left=self._clear)
        close.setDefault(False)

    def _connect(self) -> None:
        self._rest.setSingleShot(True)
        self._rest.setInterval(TYPING_MS)
        self._rest.timeout.connect(self._try)
        self.editor.textChanged.connect(self._rest.start)
        self._states.retry_clicked.connect(self._try)
        self.reading.pattern_opened.connect(lambda key: self._go("patterns", key))
        self.reading.issue_opened.connect(lambda key: self._go("issues", key))
        QShortcut(QKeySequence("Ctrl+Return"), self, self._try)

    def _try(self) -> None:
        self.tasks.spawn_latest(self._think(self.editor.toPlainText()), name="try text")

    async def _think(self, text: str) -> None:
        await asyncio.sleep(0)
        await self.presenter.try_text(text)

    def _start_over(self) -> None:
        self.editor.clear()
        self.editor.setFocus()

    def _go(self, screen: str, key: str) -> None:
        self._desk.navigator.go(screen, key)
        self.accept()

    def _draw(self, state: TextState) -> None:
        self._note.setText(
            self.tr("Only the first 100,000 letters are tried.")
            if state.cut
            else self.tr("Nothing is stored. Ctrl+Enter tries at once.")
        )
        match state.phase:
            case Phase.LOADING:
                self._states.show_loading()
            case Phase.FAILED if state.problem:
                self._states.show_error(state.problem.title, str(state.problem))
            case Phase.READY if state.tried:
                self.reading.draw(state.tried)
                self._states.show_content()
                self.tried.emit()
            case _:
                self._states.show_empty(self._nothing)
