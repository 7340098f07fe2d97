"""The menu that sorts a table from the keyboard: what the titles of its columns do for a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from causeloop_desktop.desktop.widgets.table.columns import Column, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORDS = frozenset({Kind.TITLE, Kind.TEXT, Kind.MUTED})


def largest_first(column: Column) -> bool:
    """Say how a column is sorted when it is chosen anew: words from A, numbers from the top."""
    return column.kind not in _WORDS


class SortMenu(QMenu):
    """Every column that rows can be sorted by, shown or not, and both directions.

    Signals:
        chosen: Key of a column, and whether its largest value comes first.
    """

    chosen = Signal(str, bool)

    def __init__(
        self, columns: Sequence[Column], key: str, descending: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._key = key
        self.setTitle(self.tr("Sort by"))
        self.setAccessibleName(self.tr("Sort by"))
        self._add_columns([column for column in columns if column.sortable])
        self.addSeparator()
        self._add_directions(descending)
        self.aboutToHide.connect(self.deleteLater)

    def _add_columns(self, columns: Sequence[Column]) -> None:
        group = QActionGroup(self)
        for column in columns:
            here = column.key == self._key
            entry = self._entry(group, column.title, here)
            entry.triggered.connect(lambda _=False, one=column: self._choose(one))
            if here:
                self.setActiveAction(entry)

    def _add_directions(self, descending: bool) -> None:
        group = QActionGroup(self)
        for words, down in ((self.tr("Ascending"), False), (self.tr("Descending"), True)):
            entry = self._entry(group, words, down == descending)
            entry.setEnabled(bool(self._key))
            entry.triggered.connect(lambda _=False, way=down: self.chosen.emit(self._key, way))

    def _entry(self, group: QActionGroup, words: str, here: bool) -> QAction:
        entry = self.addAction(words)
        entry.setCheckable(True)
        entry.setChecked(here)
        group.addAction(entry)
        return entry

    def _choose(self, column: Column) -> None:
        if column.key != self._key:
            self.chosen.emit(column.key, largest_first(column))
