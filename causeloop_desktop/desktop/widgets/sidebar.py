"""The list of views at the left: words with counts, or a rail of icons in a narrow window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme import fonts, icons
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.spacing import ROW
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.widgets.labels import Caption, Label
from causeloop_desktop.desktop.widgets.painting import fill_round, focus_ring, has_ring, smooth

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE = 208
RAIL = 64
NARROW_WINDOW = 1024
_MARGIN = 10


@dataclass(frozen=True)
class Entry:
    """One view."""

    key: str
    label: str
    icon: str


class Sidebar(QWidget):
    """Leads to the views; up and down move between them.

    Signals:
        selected: The key of the view that the user chose.
    """

    selected = Signal(str)

    def __init__(self, title: str = "Causeloop") -> None:
        super().__init__()
        self._collapsed = False
        self._current = ""
        self._buttons: dict[str, _EntryButton] = {}
        self._mark = _Mark()
        self._brand = Label(title, size=fonts.HEADING, weight=fonts.STRONG)
        self._status = Caption("", elide=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self._lay_out()
        self.setFixedWidth(WIDE)
        self.setAccessibleName(self.tr("Views"))

    @property
    def current(self) -> str:
        """The key of the view that is open."""
        return self._current

    @property
    def collapsed(self) -> bool:
        """Whether only icons are shown."""
        return self._collapsed

    def set_entries(self, upper: Sequence[Entry], lower: Sequence[Entry] = ()) -> None:
        """Fill the list, once; some stand apart at its lower end."""
        for entry in upper:
            self._add_entry(entry)
        self._list.addStretch(1)
        for entry in lower:
            self._add_entry(entry)

    def set_current(self, key: str) -> None:
        """Show which view is open, without a signal."""
        self._current = key
        for name, button in self._buttons.items():
            button.setChecked(name == key)

    def set_count(self, key: str, text: str) -> None:
        """Show a count at the right of an entry."""
        self._buttons[key].set_count(text)

    def set_entry_visible(self, key: str, visible: bool) -> None:
        """Hide a view that the server lacks."""
        self._buttons[key].setVisible(visible)

    def set_status(self, text: str) -> None:
        """Say at the foot how the engine is."""
        self._status.setText(text)

    def fit(self, window_width: int) -> None:
        """Become a rail in a narrow window."""
        self.set_collapsed(window_width < NARROW_WINDOW)

    def set_collapsed(self, collapsed: bool) -> None:
        """Show icons alone, or icons with words."""
        if collapsed == self._collapsed:
            return
        self._collapsed = collapsed
        self.setFixedWidth(RAIL if collapsed else WIDE)
        for widget in (self._brand, self._status):
            widget.setVisible(not collapsed)
        for button in self._buttons.values():
            button.set_narrow(collapsed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between entries."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        shown = [button for button in self._buttons.values() if button.isVisible()]
        if not step or not shown:
            super().keyPressEvent(event)
            return
        focused = [place for place, button in enumerate(shown) if button.hasFocus()]
        here = focused[0] if focused else -1
        shown[max(0, min(here + step, len(shown) - 1))].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the hairline at its right."""
        painter, look = QPainter(self), tokens()
        painter.fillRect(self.rect(), colour(look.sunken))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), colour(look.line))

    def _add_entry(self, entry: Entry) -> None:
        button = _EntryButton(entry)
        button.clicked.connect(lambda: self._choose(entry.key))
        self._buttons[entry.key] = button
        self._list.addWidget(button)

    def _choose(self, key: str) -> None:
        self.set_current(key)
        self.selected.emit(key)

    def _lay_out(self) -> None:
        brand = QHBoxLayout()
        brand.setContentsMargins(_MARGIN + 2, 2, 0, 14)
        brand.setSpacing(8)
        brand.addWidget(self._mark)
        brand.addWidget(self._brand)
        brand.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(8, 14, 9, 12)
        outer.setSpacing(0)
        outer.addLayout(brand)
        outer.addLayout(self._list, 1)
        self._status.setContentsMargins(_MARGIN, 8, 0, 0)
        outer.addWidget(self._status)


class _EntryButton(QAbstractButton):
    """One line of the list."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._entry = entry
        self._count = ""
        self._narrow = False
        self.setText(entry.label)
        self.setCheckable(True)
        self.setFixedHeight(ROW)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._name()

    def set_count(self, text: str) -> None:
        self._count = text
        self._name()
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self._name()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(RAIL - 17 if self._narrow else WIDE - 17, ROW)

    def nextCheckState(self) -> None:
        """Leave it to the sidebar which entry is current."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = smooth(QPainter(self)), tokens()
        chosen = self.isChecked()
        if chosen:
            fill_round(painter, self.rect().toRectF(), look.accent_ground)
        elif self.underMouse():
            fill_round(painter, self.rect().toRectF(), look.line)
        ink = look.accent if chosen else look.text
        left = (self.width() - 16) // 2 if self._narrow else _MARGIN + 2
        picture = icons.pixmap(self._entry.icon, ink if chosen else look.muted)
        painter.drawPixmap(QRect(left, (ROW - 16) // 2, 16, 16), picture)
        if not self._narrow:
            self._paint_words(painter, ink)
        if has_ring(self):
            focus_ring(painter, self.rect())

    def _paint_words(self, painter: QPainter, ink: str) -> None:
        weight = fonts.STRONG if self.isChecked() else fonts.NORMAL
        painter.setFont(fonts.font(weight=weight))
        painter.setPen(colour(ink))
        area = self.rect().adjusted(_MARGIN + 28, 0, -_MARGIN, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(fonts.font(fonts.SMALL, weight=fonts.MEDIUM, tabular=True))
        painter.setPen(colour(ink if self.isChecked() else tokens().muted))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, side, self._count)

    def _name(self) -> None:
        name = f"{self._entry.label} {self._count}".strip()
        self.setAccessibleName(name)
        self.setToolTip(name if self._narrow else "")


class _Mark(QLabel):
    """The mark of the program, in the accent of the theme."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(22, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(self.rect(), icons.pixmap("mark", tokens().accent, 22))
