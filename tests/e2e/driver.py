"""A person at the window: looks at what is shown, presses keys, clicks, types.

Gestures are posted to the loop and not sent from a coroutine, as a person's are: a menu that
spins a loop of its own would otherwise keep every coroutine from going on.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QWidget,
)

from causeloop_desktop.desktop.widgets.labels import Label
from causeloop_desktop.desktop.widgets.table import TableView
from tests.support.waiting import PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from causeloop_desktop.desktop.main_window import MainWindow


LEFT = Qt.MouseButton.LeftButton


class Person:
    """Sits before one window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    # looking

    @property
    def front(self) -> QWidget:
        """What takes the gestures now: a menu, a dialog, or the window."""
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        return popup or modal or self.window

    def words(self) -> list[str]:
        """List all that is written in front, as a screen reader would say it."""
        shown = [part for part in self.front.findChildren(QWidget) if part.isVisible()]
        return [words for part in shown if (words := _text(part))]

    def rows(self) -> list[str]:
        """List the rows of the table in front, those that are out of sight too."""
        return [row for table in self._tables()[:1] for row in _rows(table)]

    def sees(self, words: str) -> bool:
        """Whether ``words`` stand anywhere in front, in a table or outside."""
        written = [*self.words(), *(row for table in self._tables() for row in _rows(table))]
        return any(words in text for text in written)

    async def wait_for(self, words: str) -> None:
        """Wait until ``words`` are seen."""
        await self._wait(lambda: self.sees(words), f"“{words}” to appear")

    async def wait_without(self, words: str) -> None:
        """Wait until ``words`` are no longer seen."""
        await self._wait(lambda: not self.sees(words), f"“{words}” to go")

    async def wait_for_rows(self, least: int = 1) -> list[str]:
        """Wait until the table in front has at least ``least`` rows that are filled."""
        await self._wait(lambda: sum(map(bool, self.rows())) >= least, f"{least} rows")
        return self.rows()

    # doing

    async def press(self, keys: str) -> None:
        """Press a key or a combination, wherever the keyboard is."""
        await self._wait(self._has_keyboard, "the keyboard")
        target = QApplication.focusWidget() or self.front
        await self._do(lambda: QTest.keySequence(target, QKeySequence(keys)))

    async def click(self, words: str) -> None:
        """Click the button, or the entry of a menu, that says ``words``."""
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            entry = next(action for action in menu.actions() if action.text() == words)
            await self._click_at(menu, menu.actionGeometry(entry).center())
            return
        await self._wait(lambda: any(self._named(words)), f"a button “{words}”")
        button = next(self._named(words))
        await self._click_at(button, button.rect().center())

    async def open_row(self, words: str) -> None:
        """Double-click the first row in front in which ``words`` stand."""
        table = self._table()
        place = next(number for number, row in enumerate(_rows(table)) if words in row)
        index = table.model().index(place, _first_words(table))
        table.scrollTo(index)
        at, viewport = table.visualRect(index).center(), table.viewport()
        nothing = Qt.KeyboardModifier.NoModifier
        await self._do(lambda: QTest.mouseClick(viewport, LEFT, nothing, at))
        await self._do(lambda: QTest.mouseDClick(viewport, LEFT, nothing, at))

    async def choose_row(self, words: str) -> None:
        """Click the first row in front in which ``words`` stand."""
        table = self._table()
        place = next(number for number, row in enumerate(_rows(table)) if words in row)
        index = table.model().index(place, _first_words(table))
        await self._click_at(table.viewport(), table.visualRect(index).center())

    async def write(self, field: str, text: str) -> None:
        """Type ``text`` into the field with this name, instead of what is there."""
        lines = self.front.findChildren(QLineEdit)
        line = next(line for line in lines if line.accessibleName() == field)
        line.setFocus()
        line.selectAll()
        await self._do(lambda: QTest.keyClicks(line, text))

    async def name_file(self, file: Path) -> None:
        """Type the name of a file into the dialog that asks for one, and press Enter."""
        await self._wait(lambda: isinstance(self.front, QFileDialog), "a dialog for a file")
        dialog = self.front
        (line,) = dialog.findChildren(QLineEdit, "fileNameEdit")
        line.selectAll()
        await self._do(lambda: QTest.keyClicks(line, str(file)))
        await self._do(lambda: QTest.keyClick(line, Qt.Key.Key_Return))
        await self._wait(lambda: self.front is not dialog, "the dialog to close")

    # inside

    def _tables(self) -> list[TableView]:
        return [table for table in self.front.findChildren(TableView) if table.isVisible()]

    def _table(self) -> TableView:
        return next(iter(self._tables()))

    def _buttons(self) -> list[QAbstractButton]:
        buttons = self.front.findChildren(QAbstractButton)
        return [button for button in buttons if button.isVisible()]

    def _named(self, words: str) -> Iterator[QAbstractButton]:
        for button in self._buttons():
            if button.isEnabled() and words in {_plain(button), button.accessibleName()}:
                yield button

    def _has_keyboard(self) -> bool:
        """Whether what is in front has the keyboard; without a window manager we must give it."""
        if not self.front.isActiveWindow():
            self.front.activateWindow()
        return self.front.isActiveWindow()

    async def _click_at(self, widget: QWidget, at: QPoint) -> None:
        nothing = Qt.KeyboardModifier.NoModifier
        await self._do(lambda: QTest.mouseClick(widget, LEFT, nothing, at))

    async def _do(self, gesture: Callable[[], None]) -> None:
        """Let the loop make a gesture, and give its consequences a moment."""
        asyncio.get_running_loop().call_soon(gesture)
        await asyncio.sleep(0.05)

    async def _wait(self, predicate: Callable[[], bool], what: str) -> None:
        try:
            await until(predicate)
        except TimeoutError:
            seen = " · ".join(self.words())
            raise AssertionError(f"waited {PATIENCE:.0f} s for {what}; there was: {seen}") from None


def _text(widget: QWidget) -> str:
    match widget:
        case Label():
            return widget.full_text()
        case QLabel():
            return widget.text()
        case QAbstractButton():
            return _plain(widget) or widget.accessibleName()
        case _:
            return widget.accessibleName()


def _plain(button: QAbstractButton) -> str:
    return button.text().replace("&", "")


def _rows(table: TableView) -> Iterator[str]:
    """Give each row as its cells' words."""
    model = table.model()
    for row in range(model.rowCount()):
        cells = (model.index(row, column).data() for column in range(model.columnCount()))
        yield " | ".join(str(cell) for cell in cells if cell)


def _first_words(table: TableView) -> int:
    """Give the first column that is no box to tick."""
    model = table.model()
    return next(column for column in range(model.columnCount()) if model.index(0, column).data())
