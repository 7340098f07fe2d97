"""The dialog that finds one of many by words: a search, what it found, and the verb."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtWidgets import QListWidget, QWidget

from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.search_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from causeloop_desktop.desktop.tasks import TaskGroup

LIST_HEIGHT = 280

T = TypeVar("T")


@dataclass(frozen=True)
class FindWords:
    """What the dialog says; ``verb`` is done to the line that is chosen."""

    title: str
    sentence: str
    search: str
    listed: str
    verb: str


class FindDialog(Dialog, Generic[T]):
    """Begins with what is found without words; Enter takes the line that is chosen.

    Args:
        parent: The window it opens over.
        words: What it says.
        find: Finds by words.
        line: Says one of what was found.
        tasks: What is under way ends with them.
    """

    def __init__(
        self,
        parent: QWidget,
        words: FindWords,
        find: Callable[[str], Awaitable[Sequence[T]]],
        line: Callable[[T], str],
        tasks: TaskGroup,
    ) -> None:
        super().__init__(parent, words.title, words.sentence)
        self._find = find
        self._line = line
        self._tasks = tasks
        self._found: tuple[T, ...] = ()
        self.search = SearchField(words.search, width=0)
        self.list = QListWidget()
        self.list.setAccessibleName(words.listed)
        self.list.setMinimumHeight(LIST_HEIGHT)
        self.take = Button(words.verb, primary=True)
        self.add(self.search)
        self.add(self.list, 1)
        self.set_buttons(self.cancel_button(), self.take)
        self._connect()
        self._look("")

    @property
    def chosen(self) -> T | None:
        """What the chosen line stands for."""
        rows = [index.row() for index in self.list.selectedIndexes()]
        return self._found[rows[0]] if rows else None

    def _connect(self) -> None:
        self.search.searched.connect(self._look)
        self.search.left_down.connect(self.list.setFocus)
        self.list.itemActivated.connect(self.accept)
        self.list.itemSelectionChanged.connect(self._check)
        self.take.clicked.connect(self.accept)

    def _look(self, query: str) -> None:
        """Look anew; until that is there, Enter must not take what was found before."""
        self.list.clear()
        self._check()
        self._tasks.spawn_latest(self._fill(query), name="find")

    async def _fill(self, query: str) -> None:
        await asyncio.sleep(0)
        self._found = tuple(await self._find(query))
        self.list.addItems([self._line(one) for one in self._found])
        self.list.setCurrentRow(0)

    def _check(self) -> None:
        self.take.setEnabled(self.chosen is not None)
