"""Ctrl+K: every action by a few letters, and what a search finds, in one list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from causeloop_desktop.desktop.theme import fonts, icons
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.spacing import ROW
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.widgets import fuzzy
from causeloop_desktop.desktop.widgets.floating import SHADOW, Floating
from causeloop_desktop.desktop.widgets.labels import Caption, rule
from causeloop_desktop.desktop.widgets.painting import fill_round, smooth

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH = 560
_MOST_LINES = 10
_TOP = 64


@dataclass(frozen=True)
class Command:
    """One line of the palette: an action, or something that a search found."""

    key: str
    title: str
    shortcut: str = ""
    icon: str = ""
    group: str = ""


class CommandPalette(Floating):
    """Opens over ``host``; arrows choose, Enter does it, Escape closes.

    Signals:
        query_changed: What is typed, for a search beside the actions.
        chosen: The key of the line that was taken.
    """

    query_changed = Signal(str)
    chosen = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._commands: tuple[Command, ...] = ()
        self._hits: tuple[Command, ...] = ()
        self._lines = _LineModel(self)
        self._field = QLineEdit()
        self._list = _LineList()
        self._nothing = Caption(self.tr("Nothing fits. Try fewer letters."))
        self._column = QVBoxLayout(self)
        self._lay_out()
        self._field.textChanged.connect(self._query)
        self._list.clicked.connect(self._take)
        self._field.installEventFilter(self)
        host.installEventFilter(self)
        self.hide()

    def set_commands(self, commands: Sequence[Command]) -> None:
        """Set the actions that can be taken now."""
        self._commands = tuple(commands)

    def set_hits(self, query: str, hits: Sequence[Command]) -> None:
        """Add what a search found; an answer to letters typed before is ignored."""
        if query == self._field.text():
            self._hits = tuple(hits)
            self._fill()

    def open_palette(self, text: str = "") -> None:
        """Open with ``text`` typed already."""
        self._hits = ()
        self._field.setText(text)
        self._fill()
        self._place()
        self.show()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def lines(self) -> tuple[Command, ...]:
        """Return what the list offers now, best first."""
        return self._lines.commands

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrows and Enter in the field work on the list; leave when the focus does."""
        if watched is self._field and isinstance(event, QKeyEvent):
            return event.type() == QEvent.Type.KeyPress and self._key(Qt.Key(event.key()))
        if watched is self._field and event.type() == QEvent.Type.FocusOut:
            self.hide()
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }
        if key in steps:
            self._move(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self._list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def _move(self, step: int) -> None:
        last = self._lines.rowCount() - 1
        place = max(0, min(self._list.currentIndex().row() + step, last))
        self._list.setCurrentIndex(self._lines.index(place))

    def _query(self, text: str) -> None:
        self._hits = ()
        self._fill()
        self.query_changed.emit(text)

    def _fill(self) -> None:
        query = self._field.text()
        fitting = fuzzy.rank(query, self._commands, lambda command: command.title)
        self._lines.set_commands((*fitting, *self._hits))
        self._list.setCurrentIndex(self._lines.index(0))
        self._nothing.setVisible(not self._lines.commands)
        self._list.setVisible(bool(self._lines.commands))
        self._list.setFixedHeight(ROW * min(self._lines.rowCount(), _MOST_LINES))
        self._place()

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            self.hide()
            self.chosen.emit(self._lines.commands[index.row()].key)

    def _place(self) -> None:
        width = min(_WIDTH, self._host.width() - 32) + 2 * SHADOW
        self.setFixedWidth(width)
        self._column.activate()
        self.resize(width, self.sizeHint().height())
        self.move((self._host.width() - width) // 2, _TOP - SHADOW)

    def _lay_out(self) -> None:
        self._field.setPlaceholderText(self.tr("Search, or type what you want to do"))
        self._field.setAccessibleName(self._field.placeholderText())
        self._field.setFrame(False)
        self._field.setFont(fonts.font(fonts.HEADING))
        self._field.setStyleSheet(
            "QLineEdit { border: 0; background: transparent; min-height: 40px; }"
        )
        self._field.setFixedHeight(44)
        self._nothing.setContentsMargins(14, 10, 14, 10)
        self._list.setModel(self._lines)
        self._column.setContentsMargins(6, 2, 6, 6)
        self._column.setSpacing(4)
        for widget in (self._field, rule(), self._nothing, self._list):
            self._column.addWidget(widget)


class _LineModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.commands: tuple[Command, ...] = ()

    def set_commands(self, commands: tuple[Command, ...]) -> None:
        self.beginResetModel()
        self.commands = commands
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.commands)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        command = self.commands[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return command.title
        return command if role == Qt.ItemDataRole.UserRole else None


class _LineList(QListView):
    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setItemDelegate(_LineDelegate(self))
        self.setMouseTracking(True)
        self.entered.connect(self.setCurrentIndex)
        self.viewport().setAutoFillBackground(False)


class _LineDelegate(QStyledItemDelegate):
    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(_WIDTH - 12, ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        look, command = tokens(), index.data(Qt.ItemDataRole.UserRole)
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            fill_round(smooth(painter), area.toRectF(), look.accent_ground)
        if command.icon:
            place = QRect(area.left() + 10, area.top() + 8, 16, 16)
            painter.drawPixmap(place, icons.pixmap(command.icon, look.muted))
        painter.setFont(fonts.font(fonts.SMALL))
        painter.setPen(colour(look.muted))
        side = command.shortcut or command.group
        notes = area.adjusted(0, 0, -12, 0)
        painter.drawText(notes, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, side)
        taken = painter.fontMetrics().horizontalAdvance(side) + 24
        painter.setFont(fonts.font())
        painter.setPen(colour(look.text))
        room = area.adjusted(36, 0, -taken, 0)
        shown = painter.fontMetrics().elidedText(
            command.title, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
