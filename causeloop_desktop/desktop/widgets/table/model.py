"""The model of a table whose rows arrive by pages, whenever their owner has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from causeloop_desktop.desktop.theme.words import utc_now
from causeloop_desktop.desktop.widgets.table.columns import Column, Kind
from causeloop_desktop.desktop.widgets.table.pages import PageCache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

Index: TypeAlias = QModelIndex | QPersistentModelIndex

_MOST_UNDER_WAY = 2
_MARGIN = 40


class PagedModel(QAbstractTableModel):
    """Rows by pages; the model asks, its owner answers from wherever rows come.

    The owner connects ``page_needed`` and answers each with ``set_page`` or ``page_failed``. No
    more than two pages are under way at once; what is scrolled past meanwhile is never asked for.

    Signals:
        page_needed: First row and number of rows that are in sight and not held.
        page_loaded: First row and number of rows that arrived.
        page_replaced: The same, where rows that may be out of date were held before.
        total_changed: The number of rows, and whether it is an estimate.
        restarted: All rows were forgotten, for another filter or sort.
    """

    page_needed = Signal(int, int)
    page_loaded = Signal(int, int)
    page_replaced = Signal(int, int)
    total_changed = Signal(int, bool)
    restarted = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        key: Callable[[Any], str],
        *,
        page_size: int = 200,
        capacity: int = 60,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.clock: Callable[[], datetime] = utc_now
        self._key = key
        self._pages = PageCache(page_size, capacity)
        self._total = 0
        self._estimated = False
        self._wanted = (0, -1)
        self._sorted = ("", False)

    @property
    def total(self) -> int:
        """The number of rows, loaded or not."""
        return self._total

    @property
    def estimated(self) -> bool:
        """Whether the number of rows is an estimate."""
        return self._estimated

    def key_of(self, row: object) -> str:
        """Return the id of a row."""
        return self._key(row)

    def row(self, place: int) -> object | None:
        """Return the row at ``place``, or ``None`` while it is not held."""
        return self._pages.row(place)

    def row_of(self, key: str) -> int | None:
        """Return where the row with this id is, if it is held."""
        return next((place for place, row in self._pages.rows() if self._key(row) == key), None)

    def rows_within(self, places: range) -> Iterator[tuple[int, object]]:
        """Walk over the held rows among ``places``."""
        return self._pages.rows_within(places)

    def set_total(self, total: int, estimated: bool = False) -> None:
        """Set the number of rows; rows appear or vanish at the end."""
        self._estimated = estimated
        if total > self._total:
            self.beginInsertRows(QModelIndex(), self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(QModelIndex(), total, self._total - 1)
            self._total = total
            self.endRemoveRows()
        self.total_changed.emit(total, estimated)

    def set_page(self, first_row: int, rows: Sequence[object]) -> None:
        """Take the rows from ``first_row`` on, a multiple of the page size."""
        number = first_row // self._pages.page_size
        replaced = self._pages.held(number)
        self._pages.put(number, tuple(rows))
        last = min(first_row + len(rows), self._total) - 1
        if last >= first_row:
            bottom_right = self.index(last, len(self.columns) - 1)
            self.dataChanged.emit(self.index(first_row, 0), bottom_right)
        (self.page_replaced if replaced else self.page_loaded).emit(first_row, len(rows))
        self._ask()

    def set_rows(self, rows: Sequence[object]) -> None:
        """Hold a small complete list; whatever was selected and is still there stays so."""
        size = self._pages.page_size
        self.set_total(len(rows))
        for first in range(0, len(rows), size):
            self.set_page(first, rows[first : first + size])

    def page_failed(self, first_row: int) -> None:
        """Say that a page did not come; it is asked for when it is next in sight."""
        self._pages.asked.discard(first_row // self._pages.page_size)

    def set_sort(self, key: str, descending: bool) -> None:
        """Say which column the rows are sorted by, for those who hear the header."""
        self._sorted = (key, descending)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def refresh(self) -> None:
        """Ask anew for what is in sight, and keep showing what is held until it comes."""
        self._pages.mark_stale()
        self._ask()

    def reset(self, total: int = 0) -> None:
        """Forget everything: another filter or sort is in force."""
        self.beginResetModel()
        self._pages.clear()
        self._total = total
        self._estimated = False
        self.endResetModel()
        self.restarted.emit()
        self.total_changed.emit(total, False)

    def want(self, first: int, last: int) -> None:
        """Say which rows are in sight; pages that are not held are asked for."""
        self._wanted = (max(0, first - _MARGIN), last + _MARGIN)
        self._ask()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else self._total

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Say a cell in words; the view draws it by itself."""
        if role not in _SPOKEN_ROLES or not index.isValid():
            return None
        row = self._pages.row(index.row())
        if row is None:
            return self.tr("loading") if role != Qt.ItemDataRole.DisplayRole else None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and column.below:
            return column.below(row)
        return column.words(row, self.clock())

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the title of a column."""
        if orientation != Qt.Orientation.Horizontal or role not in _SPOKEN_ROLES:
            return None
        column = self.columns[section]
        title = self.tr("Selected") if column.kind is Kind.CHECK else column.title
        key, descending = self._sorted
        if column.key != key or role == Qt.ItemDataRole.DisplayRole:
            return title
        words = self.tr("{title}, descending") if descending else self.tr("{title}, ascending")
        return words.format(title=title)

    def _ask(self) -> None:
        first, last = self._wanted
        last = min(last, self._total - 1)
        if last < first:
            return
        numbers = self._pages.numbers(first, last)
        self._pages.touch(numbers)
        for number in self._pages.missing(numbers):
            if len(self._pages.asked) >= _MOST_UNDER_WAY:
                return
            self._pages.asked.add(number)
            start = number * self._pages.page_size
            self.page_needed.emit(start, min(self._pages.page_size, self._total - start))


_SPOKEN_ROLES = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.AccessibleDescriptionRole,
    }
)
