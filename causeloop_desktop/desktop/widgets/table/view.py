"""The table itself: a table view that paints its rows in sight in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QToolTip, QWidget

from causeloop_desktop.desktop.theme.spacing import ROW, TALL_ROW
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.words import exact_time
from causeloop_desktop.desktop.widgets.table import cells
from causeloop_desktop.desktop.widgets.table.arrangement import Arrangement
from causeloop_desktop.desktop.widgets.table.clipboard import as_text
from causeloop_desktop.desktop.widgets.table.columns import IconValue, Kind, cell_words
from causeloop_desktop.desktop.widgets.table.header import TableHeader
from causeloop_desktop.desktop.widgets.table.rows import ColumnPlace, RowState, paint_rows
from causeloop_desktop.desktop.widgets.table.selection import Selection, SelectionKeeper
from causeloop_desktop.desktop.widgets.table.sorting import SortMenu

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from PySide6.QtCore import QPoint, QRect

    from causeloop_desktop.desktop.widgets.table.model import PagedModel

# While the user scrolls, pages are asked for at most this often.
_ASK_EVERY_MS = 15


class TableView(QTableView):
    """Rows of 32 px, of which only those in sight are drawn and asked for.

    Arrows, Page, Home and End move; Space selects, Enter opens, Ctrl+A selects all that match,
    Ctrl+C copies. Painting is one pass over columns instead of one call a cell: a jump of 3,000
    rows stays within a frame.

    A table that is narrower than ``stack_below`` stacks: its rows have two lines, the second one
    instead of columns, so that nothing is lost where a pane takes half of the width.

    Signals:
        focused: The row that became current once it is held; ``None`` when there is none.
        opened: The row that was opened with Enter or a double click.
        selection_changed: The new Selection.
        sort_requested: Key of a column, and whether its largest value comes first.
        menu_requested: Place on the screen and the row that was right-clicked.
        columns_changed: Columns were shown, hidden, moved or resized by the user.
    """

    focused = Signal(object)
    opened = Signal(object)
    selection_changed = Signal(object)
    sort_requested = Signal(str, bool)
    menu_requested = Signal(object, object)
    columns_changed = Signal()

    def __init__(self, model: PagedModel, *, stack_below: int = 0) -> None:
        super().__init__()
        self._model = model
        self._stack_below = stack_below
        self._hovered = -1
        self._focused_key: str | None = None
        self._empty: QWidget | None = None
        self._dress()
        self._header = TableHeader(model.columns, self)
        self.setHorizontalHeader(self._header)
        self.setModel(model)
        self._keeper = SelectionKeeper(model, self.selectionModel())
        self._arrangement = Arrangement(model.columns, self._header)
        self._ask_timer = QTimer(self, singleShot=True, interval=_ASK_EVERY_MS)
        self._connect()
        self._arrangement.fit(self.viewport().width())

    @property
    def arrangement(self) -> Arrangement:
        """The columns' order, widths and visibility."""
        return self._arrangement

    @property
    def row_height(self) -> int:
        """The height of every row."""
        return TALL_ROW if self._arrangement.stacked else ROW

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

    def set_clock(self, clock: Callable[[], datetime]) -> None:
        """Say what "now" is for relative times, as in a view as of a past day."""
        self._model.clock = clock
        self.viewport().update()

    def set_empty(self, widget: QWidget | None) -> None:
        """Show ``widget`` in place of rows while there are none."""
        if self._empty is not None:
            self._empty.hide()
        self._empty = widget
        if widget is not None:
            widget.setParent(self.viewport())
        self._show_empty()

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

    def column_state(self) -> dict[str, object]:
        """Return order, widths and visibility of the columns, to be kept in the settings."""
        return self._arrangement.state()

    def restore_column_state(self, state: dict[str, object]) -> None:
        """Arrange the columns as they were when ``state`` was taken."""
        self._arrangement.restore(state)
        self._arrangement.fit(self.viewport().width())

    def copy_selection(self) -> int:
        """Put the selected rows that are held on the clipboard; return how many they were."""
        ranges = self.selection().ranges
        rows = [row for places in ranges for _place, row in self._model.rows_within(places)]
        columns = self._arrangement.told()
        if rows:
            QGuiApplication.clipboard().setText(as_text(columns, rows, self._model.clock()))
        return len(rows)

    def visible_rows(self) -> range:
        """Return the places of the rows in sight."""
        first = self.verticalOffset() // self.row_height
        last = (self.verticalOffset() + self.viewport().height() - 1) // self.row_height
        return range(max(0, first), min(last + 1, self._model.total))

    # What Qt asks of a view

    def selectAll(self) -> None:
        """Mean everything that matches, also what is not loaded."""
        self.select_all_matching()

    def keyboardSearch(self, _search: str) -> None:
        """Ignore typed letters: searching a million rows is the search field's work."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows that were uncovered."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.palette().base())
        paint_rows(
            painter,
            self._row_states(event.rect()),
            self._column_places(),
            width=self.viewport().width(),
            now=self._model.clock(),
            look=tokens(),
            height=self.row_height,
        )

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

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tint the row under the mouse."""
        self._hover(self.rowAt(int(event.position().y())))
        super().mouseMoveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the row under the mouse, or of the current one."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        row = self._model.row(index.row()) if index.isValid() else None
        if row is not None:
            self.menu_requested.emit(event.globalPos(), row)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show what a cell had to cut, and the exact moment of a relative time."""
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip_at(event.pos()), self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns and ask for rows that came into sight."""
        super().resizeEvent(event)
        self._stack(self.viewport().width() < self._stack_below)
        self._arrangement.fit(self.viewport().width())
        self._show_empty()
        self._ask_soon()

    def changeEvent(self, event: QEvent) -> None:
        """Forget pictures in other colours."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            cells.forget_drawn()

    # Parts of the above

    def _dress(self) -> None:
        """Set everything up before there is a model: a header resizes section by section."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(ROW)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setMinimumHeight(4 * ROW)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW)
        rows.setDefaultSectionSize(ROW)

    def _connect(self) -> None:
        self._ask_timer.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(self._ask_soon)
        self.doubleClicked.connect(self._open_current)
        self.selectionModel().currentRowChanged.connect(self._tell_focus)
        self._model.total_changed.connect(self._note_total)
        self._model.page_loaded.connect(self._tell_focus)
        self._model.page_replaced.connect(self._tell_focus)
        self._model.restarted.connect(self._restart)
        self._keeper.changed.connect(self._tell_selection)
        self._header.sort_requested.connect(self.sort_requested)
        self._header.box_clicked.connect(self._toggle_all)
        self._arrangement.changed.connect(self._note_arrangement)

    def _row_states(self, area: QRect) -> list[RowState]:
        offset, height = self.verticalOffset(), self.row_height
        first = (area.top() + offset) // height
        last = min((area.bottom() + offset) // height, self._model.total - 1)
        selected = self.selectionModel()
        current = self.currentIndex().row() if self.hasFocus() else -1
        return [
            RowState(
                place,
                place * height - offset,
                self._model.row(place),
                selected.isRowSelected(place),
                place == self._hovered,
                place == current,
            )
            for place in range(max(0, first), last + 1)
        ]

    def _column_places(self) -> list[ColumnPlace]:
        places: list[ColumnPlace] = []
        for place, column in self._arrangement.shown():
            left, width = self.columnViewportPosition(place), self._header.sectionSize(place)
            inset = 0 if places else cells.FIRST_INSET
            places.append(ColumnPlace(column, left + inset, width - inset))
        return places

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

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            self.viewport().update()

    def _tip_at(self, place: QPoint) -> str:
        index = self.indexAt(place)
        row = self._model.row(index.row()) if index.isValid() else None
        if row is None:
            return ""
        column = self._model.columns[index.column()]
        value = column.value(row)
        if column.kind in (Kind.TIME, Kind.AGE) and value is not None:
            return exact_time(value)  # type: ignore[arg-type]  # the kind promises a datetime
        if isinstance(value, IconValue):
            return column.words(row, self._model.clock())
        words = cell_words(column.kind, value, self._model.clock())
        width = self._header.sectionSize(index.column())
        below = column.below(row) if column.below and self._arrangement.stacked else ""
        cut = cells.is_cut(words, column, width) or cells.is_below_cut(below, width)
        return f"{words}\n{below}".strip() if cut else ""

    def _stack(self, stacked: bool) -> None:
        """Give rows two lines or one, and keep the first row in sight where it is."""
        if stacked == self._arrangement.stacked:
            return
        first = self.visible_rows().start
        self._arrangement.stacked = stacked
        self.verticalHeader().setDefaultSectionSize(self.row_height)
        self.verticalScrollBar().setSingleStep(self.row_height)
        self.verticalScrollBar().setValue(first * self.row_height)

    def _ask_soon(self) -> None:
        if not self._ask_timer.isActive():
            self._ask_timer.start()

    def _ask(self) -> None:
        rows = self.visible_rows()
        self._model.want(rows.start, rows.stop - 1)

    def _note_total(self) -> None:
        self._show_empty()
        self._ask_soon()

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

    def _note_arrangement(self) -> None:
        self._arrangement.fit(self.viewport().width())
        self.viewport().update()
        self.columns_changed.emit()

    def _show_empty(self) -> None:
        if self._empty is not None:
            self._empty.setGeometry(self.viewport().rect())
            self._empty.setVisible(self._model.total == 0)
