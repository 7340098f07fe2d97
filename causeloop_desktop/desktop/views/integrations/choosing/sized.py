"""Lines of a list that say at their right edge how much they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

SIZE = Qt.ItemDataRole.UserRole + 1
"""Where a line keeps it."""

GAP, BOX = 12, 36
"""What stays free around the text: before the size, and for the box at the left."""


class SizedDelegate(QStyledItemDelegate):
    """Draws a line whose text ends before its size begins."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Shorten the text by what the size needs."""
        super().initStyleOption(option, index)
        metrics, area = option.fontMetrics, _area(option)
        room = area.width() - BOX - GAP - metrics.horizontalAdvance(_size(index))
        option.text = metrics.elidedText(option.text, Qt.TextElideMode.ElideMiddle, room)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the line, then its size."""
        super().paint(painter, option, index)
        painter.save()
        painter.setPen(colour(tokens().muted))
        place = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(_area(option).adjusted(0, 0, -GAP, 0), place, _size(index))
        painter.restore()


def _area(option: QStyleOptionViewItem) -> QRect:
    area: QRect = option.rect
    return area


def _size(index: QModelIndex | QPersistentModelIndex) -> str:
    return str(index.data(SIZE) or "")
