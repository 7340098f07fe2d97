"""Choosing the pattern that issues belong to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from causeloop_desktop.desktop.views.dialog import Dialog
from causeloop_desktop.desktop.views.issues.filters import SearchField
from causeloop_desktop.desktop.views.words import issues_text
from causeloop_desktop.desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from causeloop_desktop.contract.base import PatternId
    from causeloop_desktop.contract.patterns import PatternSummary
    from causeloop_desktop.desktop.tasks import TaskGroup

Find = Callable[[str], Awaitable[Sequence["PatternSummary"]]]
LIST_HEIGHT = 280


class LinkDialog(Dialog):
    """A search over patterns and the list of what it found."""

    def __init__(self, parent: QWidget, find: Find, tasks: TaskGroup) -> None:
        super().__init__(
            parent,
            self.tr("Link to a pattern"),
            self.tr("Later detections keep to what you choose here. You can undo it."),
        )
        self._find = find
        self._tasks = tasks
        self._search = SearchField(self.tr("Search patterns"))
        self._search.setMinimumWidth(0)
        self._search.setMaximumWidth(16_777_215)
        self._search.searched.connect(self._look)
        self._list = QListWidget()
        self._search.left_down.connect(self._list.setFocus)
        self._list.setMinimumHeight(LIST_HEIGHT)
        self._list.setAccessibleName(self.tr("Patterns"))
        self._list.itemActivated.connect(self.accept)
        self._list.itemSelectionChanged.connect(self._check)
        self._link = Button(self.tr("Link"), primary=True)
        self._link.clicked.connect(self.accept)
        self.add(self._search)
        self.add(self._list, 1)
        self.set_buttons(self.cancel_button(), self._link)
        self._check()
        self._look("")

    @property
    def chosen(self) -> tuple[PatternId, str] | None:
        """The id and the name of the chosen pattern."""
        rows = self._list.selectedItems()
        return rows[0].data(Qt.ItemDataRole.UserRole) if rows else None

    def _look(self, query: str) -> None:
        self._tasks.spawn_latest(self._fill(query), name="find patterns")

    async def _fill(self, query: str) -> None:
        await asyncio.sleep(0)
        patterns = await self._find(query)
        self._list.clear()
        for pattern in patterns:
            words = f"{pattern.name}  ·  {issues_text(pattern.issue_count)}"
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, (pattern.id, pattern.name))
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._check()

    def _check(self) -> None:
        self._link.setEnabled(self.chosen is not None)
