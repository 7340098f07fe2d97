"""The table itself: a sheet of rows that answers to keyboard and mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView

from causeloop_desktop.desktop.widgets.table.clipboard import as_text
from causeloop_desktop.desktop.widgets.table.columns import Kind
from causeloop_desktop.desktop.widgets.table.selection import Selection, SelectionKeeper
from causeloop_desktop.desktop.widgets.table.sheet import RowSheet
from causeloop_desktop.desktop.widgets.table.sorting import SortMenu

if TYPE_CHECKING:
    from causeloop_desktop.desktop.widgets.table.model import PagedModel


class TableView(RowSheet):
    """Rows that are walked, selected, opened, sorted and copied.

    Arrows, Page, Home and End move; Space selects, Enter opens, Ctrl+A selects all that match,
    Ctrl+C copies.

    Signals:
        focused: The row that became current once it is held; ``None`` when there is none.
        opened: The row that was opened with Enter or a double click.
        selection_changed: The new Selection.
        sort_requested: Key of a column, and whether its largest value comes first.
        menu_requested: Place on the screen and the row that was right-clicked.
    """

    focused = Signal(object)
    opened = Signal(object)
    selection_changed = Signal(object)
    sort_requested = Signal(str, bool)
    menu_requested = Signal(object, object)

    def __init__(self, model: PagedModel, *, stack_below: int = 0) -> None:
        super().__init__(model, stack_below)
        self._focused_key: str | None = None
        self._keeper = SelectionKeeper(model, self.selectionModel())
        self._connect()

    def selection(self) -> Selection:
        """Return what is selected."""
        return self._keeper.selection()

    def select_all_matching(self) -> None:
        """Select every row that the filter lets through, loaded or not."""
        self._keeper.select_all()

    def clear_selection(self) -> None:
        """Select nothing."""
        self.clearSelection()

    def current_row(self) -> object | None:
        """Return the row that the keyboard is on, if it is held."""
        index = self.currentIndex()
        return self._model.row(index.row()) if index.isValid() else None

    def show_row(self, place: int) -> None:
        """Scroll until the row is in sight and make it current."""
        index = self._model.index(place, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def focus_key(self, key: str) -> bool:
        """Make the row with this id current; say whether it is held."""
        place = self._model.row_of(key)
        if place is not None:
            self.show_row(place)
        return place is not None

    def set_sort(self, key: str, descending: bool) -> None:
        """Show which column the rows are sorted by."""
        self._header.set_sort(key, descending)
        self._model.set_sort(key, descending)

    @property
    def can_sort(self) -> bool:
        """Whether there is anything to sort by."""
        return any(column.sortable for column in self._model.columns)

    def open_sort_menu(self) -> SortMenu:
        """Open the menu of columns and directions under the header."""
        menu = SortMenu(self._model.columns, *self._header.sorted_by, self)
        menu.chosen.connect(self.sort_requested)
        menu.popup(self.mapToGlobal(self._header.geometry().bottomLeft()))
        return menu

    def copy_selection(self) -> int:
        """Put the selected rows that are held on the clipboard; return how many they were."""
        ranges = self.selection().ranges
        rows = [row for places in ranges for _place, row in self._model.rows_within(places)]
        columns = self._arrangement.told()
        if rows:
            QGuiApplication.clipboard().setText(as_text(columns, rows, self._model.clock()))
        return len(rows)

    # What Qt asks of a view

    def selectAll(self) -> None:
        """Mean everything that matches, also what is not loaded."""
        self.select_all_matching()

    def keyboardSearch(self, _search: str) -> None:
        """Ignore typed letters: searching a million rows is the search field's work."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle what a table of rows does differently from one of cells."""
        handler = {
            Qt.Key.Key_Home: lambda: self._go(0),
            Qt.Key.Key_End: lambda: self._go(self._model.total - 1),
            Qt.Key.Key_Space: self._toggle_current,
            Qt.Key.Key_Return: self._open_current,
            Qt.Key.Key_Enter: self._open_current,
        }.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif handler is not None and not event.modifiers():
            handler()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let a click on a box add or remove one row."""
        index = self.indexAt(event.position().toPoint())
        if self._is_box(index) and event.button() == Qt.MouseButton.LeftButton:
            self._keeper.toggle(index.row())
        else:
            super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the row under the mouse, or of the current one."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        row = self._model.row(index.row()) if index.isValid() else None
        if row is not None:
            self.menu_requested.emit(event.globalPos(), row)

    # Parts of the above

    def _connect(self) -> None:
        self.doubleClicked.connect(self._open_current)
        self.selectionModel().currentRowChanged.connect(self._tell_focus)
        self._model.page_loaded.connect(self._tell_focus)
        self._model.page_replaced.connect(self._tell_focus)
        self._model.restarted.connect(self._restart)
        self._keeper.changed.connect(self._tell_selection)
        self._header.sort_requested.connect(self.sort_requested)
        self._header.box_clicked.connect(self._toggle_all)

    def _go(self, place: int) -> None:
        if self._model.total:
            self.show_row(place)

    def _toggle_current(self) -> None:
        if self.currentIndex().isValid():
            self._keeper.toggle(self.currentIndex().row())

    def _toggle_all(self) -> None:
        if self.selection().count:
            self.clear_selection()
        else:
            self.select_all_matching()

    def _open_current(self) -> None:
        row = self.current_row()
        if row is not None:
            self.opened.emit(row)

    def _is_box(self, index: QModelIndex) -> bool:
        return index.isValid() and self._model.columns[index.column()].kind is Kind.CHECK

    def _restart(self) -> None:
        self._focused_key = None
        self.scrollToTop()
        self.focused.emit(None)

    def _tell_focus(self) -> None:
        """Tell which row is current, once for every row, when it is held."""
        row = self.current_row()
        key = None if row is None else self._model.key_of(row)
        if row is not None and key != self._focused_key:
            self._focused_key = key
            self.focused.emit(row)

    def _tell_selection(self, selection: Selection) -> None:
        self._header.all_selected = 0 < self._model.total == selection.count
        self._header.viewport().update()
        self.viewport().update()
        self.selection_changed.emit(selection)
