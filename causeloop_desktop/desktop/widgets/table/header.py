"""The header of a table: small muted titles, an arrow at the sorted one, a box for all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QWidget

from causeloop_desktop.desktop.theme import fonts, icons
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.widgets.table.cells import FIRST_INSET, PADDING, check_box
from causeloop_desktop.desktop.widgets.table.columns import Column, Kind
from causeloop_desktop.desktop.widgets.table.sorting import largest_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

_HEIGHT = 32
_ARROW = 12


class TableHeader(QHeaderView):
    """Draws titles and tells what is asked of them.

    Signals:
        sort_requested: Key of a sortable column, and whether its largest value comes first.
        box_clicked: The box over all rows was clicked.
    """

    sort_requested = Signal(str, bool)
    box_clicked = Signal()

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self._sorted = ("", False)
        self.all_selected = False
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(24)
        self.setFixedHeight(_HEIGHT)
        self.setMouseTracking(True)
        self.sectionClicked.connect(self._clicked)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    @property
    def sorted_by(self) -> tuple[str, bool]:
        """The key of the sorted column, and whether it is descending."""
        return self._sorted

    def set_sort(self, key: str, descending: bool) -> None:
        """Show the arrow at another column."""
        self._sorted = (key, descending)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Ask for one row's height."""
        return QSize(super().sizeHint().width(), _HEIGHT)

    def paintSection(self, painter: QPainter, area: QRect, place: int) -> None:
        """Draw one title."""
        look, column = tokens(), self._columns[place]
        painter.fillRect(area, colour(look.surface))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, colour(look.line))
        if self.sectionPosition(place) == 0:
            area = area.adjusted(FIRST_INSET, 0, 0, 0)
        if column.kind is Kind.CHECK:
            box = QPoint(area.left() + PADDING, area.top() + (area.height() - 16) // 2)
            painter.drawPixmap(box, check_box(self.all_selected, look))
            return
        sorted_here = column.key == self._sorted[0]
        room = area.adjusted(PADDING, 0, -PADDING, -1)
        if sorted_here:
            self._paint_arrow(painter, room, column)
        painter.setFont(fonts.font(fonts.SMALL, weight=fonts.MEDIUM))
        painter.setPen(colour(look.text if sorted_here else look.muted))
        mode = Qt.TextElideMode.ElideRight
        words = painter.fontMetrics().elidedText(column.title, mode, room.width())
        side = Qt.AlignmentFlag.AlignRight if column.aligned_right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_arrow(self, painter: QPainter, room: QRect, column: Column) -> None:
        """Draw the arrow behind the title and take its place from the room for words."""
        painter.save()
        painter.setFont(fonts.font(fonts.SMALL, weight=fonts.MEDIUM))
        width = painter.fontMetrics().horizontalAdvance(column.title)
        if column.aligned_right:
            left = room.right() - _ARROW + 1
            room.setRight(left - 3)
        else:
            left = min(room.left() + width + 3, room.right() - _ARROW)
            room.setRight(max(room.right() - _ARROW, room.left()))
        middle = room.center().y() + 1
        painter.translate(left + _ARROW / 2, middle)
        if not self._sorted[1]:
            painter.rotate(180)
        arrow = icons.pixmap("chevron-down", tokens().text, _ARROW)
        painter.drawPixmap(-_ARROW // 2, -_ARROW // 2, arrow)
        painter.restore()

    def _clicked(self, place: int) -> None:
        column = self._columns[place]
        if column.kind is Kind.CHECK:
            self.box_clicked.emit()
        elif column.sortable:
            key, descending = self._sorted
            again = key == column.key
            self.sort_requested.emit(column.key, not descending if again else largest_first(column))
