"""Which columns are shown, in which order and how wide, as the user arranged them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from causeloop_desktop.desktop.widgets.table.columns import Column, Kind
from causeloop_desktop.desktop.widgets.table.widths import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.desktop.widgets.table.header import TableHeader


class Arrangement(QObject):
    """Fits the header's sections to the table's width.

    Attributes:
        stacked: Rows have two lines, and no column for what the second one says.

    Signals:
        changed: The user showed, hid, moved or resized a column.
    """

    changed = Signal()

    def __init__(self, columns: Sequence[Column], header: TableHeader) -> None:
        super().__init__(header)
        self._columns = columns
        self._header = header
        self._hidden = {column.key for column in columns if column.hidden}
        self._chosen: dict[str, int] = {}
        self._fitting = False
        self.stacked = False
        header.sectionResized.connect(self._note_resized)
        header.sectionMoved.connect(self._note_moved)
        header.customContextMenuRequested.connect(self._open_chooser)

    def shown(self) -> list[tuple[int, Column]]:
        """Return the columns in sight from left to right, with their number in the model."""
        order = (self._header.logicalIndex(place) for place in range(len(self._columns)))
        return [
            (number, self._columns[number])
            for number in order
            if not self._header.isSectionHidden(number)
        ]

    def told(self) -> list[Column]:
        """Return the columns in sight, and those that the second line of a row speaks for."""
        folded = {column.key for column in self._columns if column.folded and self.stacked}
        order = (self._header.logicalIndex(place) for place in range(len(self._columns)))
        return [
            self._columns[number]
            for number in order
            if not self._header.isSectionHidden(number)
            or self._columns[number].key in folded - self._hidden
        ]

    def fit(self, width: int) -> None:
        """Give every column its width in a table of ``width``."""
        folded = {column.key for column in self._columns if column.folded and self.stacked}
        hidden = self._hidden | folded
        widths = fit(self._columns, width, hidden=hidden, chosen=self._chosen)
        self._fitting = True
        for number, column in enumerate(self._columns):
            wanted = widths.get(column.key)
            self._header.setSectionHidden(number, wanted is None)
            if wanted is not None and wanted != self._header.sectionSize(number):
                self._header.resizeSection(number, wanted)
        self._fitting = False

    def set_shown(self, key: str, shown: bool) -> None:
        """Show or hide one column."""
        (self._hidden.discard if shown else self._hidden.add)(key)
        self.changed.emit()

    def chooser(self) -> QMenu:
        """Return a menu with a tick for every column."""
        menu = QMenu(self._header)
        for column in self._columns:
            if column.kind is Kind.CHECK or not column.title:
                continue
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(column.key not in self._hidden)
            action.toggled.connect(lambda shown, key=column.key: self.set_shown(key, shown))
        return menu

    def state(self) -> dict[str, object]:
        """Return the arrangement as plain values."""
        order = [self._columns[self._header.logicalIndex(n)].key for n in range(len(self._columns))]
        return {"order": order, "hidden": sorted(self._hidden), "widths": dict(self._chosen)}

    def restore(self, state: dict[str, object]) -> None:
        """Take an arrangement up again; columns that it does not know keep their place."""
        known = {column.key: number for number, column in enumerate(self._columns)}
        hidden, widths, order = state.get("hidden"), state.get("widths"), state.get("order")
        self._fitting = True
        if isinstance(hidden, list):
            self._hidden = {key for key in hidden if key in known}
        if isinstance(widths, dict):
            self._chosen = {key: int(width) for key, width in widths.items() if key in known}
        if isinstance(order, list):
            for place, key in enumerate(key for key in order if key in known):
                self._header.moveSection(self._header.visualIndex(known[key]), place)
        self._fitting = False

    def _open_chooser(self, place: QPoint) -> None:
        self.chooser().popup(self._header.mapToGlobal(place))

    def _note_resized(self, number: int, _before: int, width: int) -> None:
        if not self._fitting and width:
            self._chosen[self._columns[number].key] = width
            self.changed.emit()

    def _note_moved(self) -> None:
        if not self._fitting:
            self.changed.emit()
