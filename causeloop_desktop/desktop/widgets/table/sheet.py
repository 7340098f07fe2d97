"""What a table looks like: its rows in sight, drawn in one go and asked for as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QToolTip

from causeloop_desktop.desktop.theme.spacing import ROW, TALL_ROW
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.words import tip_text
from causeloop_desktop.desktop.widgets.table import cells
from causeloop_desktop.desktop.widgets.table.arrangement import Arrangement
from causeloop_desktop.desktop.widgets.table.header import TableHeader
from causeloop_desktop.desktop.widgets.table.rows import ColumnPlace, RowState, paint_rows
from causeloop_desktop.desktop.widgets.table.tips import tip_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from PySide6.QtCore import QPoint, QRect

    from causeloop_desktop.desktop.widgets.table.model import PagedModel

# While the user scrolls, pages are asked for at most this often.
_ASK_EVERY_MS = 15


class RowSheet(QTableView):
    """Rows of 32 px, of which only those in sight are drawn and asked for.

    Painting is one pass over columns instead of one call a cell: a jump of 3,000 rows stays
    within a frame.

    A sheet that is narrower than ``stack_below`` stacks: its rows have two lines, the second one
    instead of columns, so that nothing is lost where a pane takes half of the width.

    Signals:
        columns_changed: Columns were shown, hidden, moved or resized by the user.
    """

    columns_changed = Signal()

    def __init__(self, model: PagedModel, stack_below: int) -> None:
        super().__init__()
        self._model = model
        self._stack_below = stack_below
        self._hovered = -1
        self._dress()
        self._header = TableHeader(model.columns, self)
        self.setHorizontalHeader(self._header)
        self.setModel(model)
        self._arrangement = Arrangement(model.columns, self._header)
        self._ask_timer = QTimer(self, singleShot=True, interval=_ASK_EVERY_MS)
        self._ask_timer.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(self._ask_soon)
        model.total_changed.connect(self._ask_soon)
        self._arrangement.changed.connect(self._note_arrangement)
        self._arrangement.fit(self.viewport().width())

    @property
    def arrangement(self) -> Arrangement:
        """The columns' order, widths and visibility."""
        return self._arrangement

    @property
    def row_height(self) -> int:
        """The height of every row."""
        return TALL_ROW if self._arrangement.stacked else ROW

    def visible_rows(self) -> range:
        """Return the places of the rows in sight."""
        first = self.verticalOffset() // self.row_height
        last = (self.verticalOffset() + self.viewport().height() - 1) // self.row_height
        return range(max(0, first), min(last + 1, self._model.total))

    def set_clock(self, clock: Callable[[], datetime]) -> None:
        """Say what "now" is for relative times, as in a view as of a past day."""
        self._model.clock = clock
        self.viewport().update()

    def column_state(self) -> dict[str, object]:
        """Return order, widths and visibility of the columns, to be kept in the settings."""
        return self._arrangement.state()

    def restore_column_state(self, state: dict[str, object]) -> None:
        """Arrange the columns as they were when ``state`` was taken."""
        self._arrangement.restore(state)
        self._arrangement.fit(self.viewport().width())

    # What Qt asks of a view

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

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tint the row under the mouse."""
        self._hover(self.rowAt(int(event.position().y())))
        super().mouseMoveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show what a cell had to cut, and the exact moment of a relative time."""
        if isinstance(event, QHelpEvent):
            tip = tip_text(self._tip_at(event.pos()))
            QToolTip.showText(event.globalPos(), tip, self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns and ask for rows that came into sight."""
        super().resizeEvent(event)
        self._stack(self.viewport().width() < self._stack_below)
        self._arrangement.fit(self.viewport().width())
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

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            self.viewport().update()

    def _tip_at(self, place: QPoint) -> str:
        index = self.indexAt(place)
        row = self._model.row(index.row()) if index.isValid() else None
        if row is None:
            return ""
        column, width = (
            self._model.columns[index.column()],
            self._header.sectionSize(index.column()),
        )
        stacked = self._arrangement.stacked
        return tip_of(column, row, now=self._model.clock(), width=width, stacked=stacked)

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

    def _note_arrangement(self) -> None:
        self._arrangement.fit(self.viewport().width())
        self.viewport().update()
        self.columns_changed.emit()
