"""Quick tabs: words with counts over a hairline, the current one underlined."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.words import count_text
from causeloop_desktop.desktop.widgets.painting import focus_ring, has_ring, smooth

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEIGHT = 36
_GAP = 20
_PLACE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Tab:
    """One tab; ``count`` is left out where it is not known."""

    key: str
    label: str
    count: int | None = None

    @property
    def words(self) -> str:
        """What is read on the tab."""
        return self.label if self.count is None else f"{self.label} {count_text(self.count)}"


class Tabs(QWidget):
    """A row of tabs; arrows move between them.

    Signals:
        changed: The key of the tab that the user chose.
    """

    changed = Signal(str)

    def __init__(self, tabs: Sequence[Tab] = ()) -> None:
        super().__init__()
        self._tabs: list[Tab] = []
        self._current = ""
        self._title = ""
        self._plain = fonts.font(tabular=True)
        self._strong = fonts.font(weight=fonts.STRONG, tabular=True)
        self.setFont(self._strong)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self._hovered = ""
        self.set_tabs(tabs)

    def setAccessibleName(self, name: str) -> None:
        """Say what the tabs are of; which one is current follows."""
        self._title = name
        self._refresh()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the tabs, from left to right."""
        return tuple(tab.key for tab in self._tabs)

    @property
    def current(self) -> str:
        """The key of the underlined tab."""
        return self._current

    def set_tabs(self, tabs: Sequence[Tab]) -> None:
        """Show other tabs; the current one stays if it is among them."""
        self._tabs = list(tabs)
        if self._current not in {tab.key for tab in tabs}:
            self._current = tabs[0].key if tabs else ""
        self._refresh()

    def set_current(self, key: str) -> None:
        """Underline a tab without a signal."""
        self._current = key
        self._refresh()

    def set_count(self, key: str, count: int | None) -> None:
        """Show another count behind one tab."""
        self._tabs = [replace(tab, count=count) if tab.key == key else tab for tab in self._tabs]
        self._refresh()

    def sizeHint(self) -> QSize:
        """Ask for every tab."""
        areas = self._areas()
        return QSize(areas[-1].right() + 1 if areas else 0, _HEIGHT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Darken the words under the mouse."""
        self._hovered = self._tab_at(event)
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if self._hovered else Qt.CursorShape.ArrowCursor
        )
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the tab that was clicked."""
        self._choose(self._tab_at(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between tabs."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        keys = self.keys
        if not step or not keys:
            super().keyPressEvent(event)
            return
        self._choose(keys[max(0, min(keys.index(self._current) + step, len(keys) - 1))])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the hairline, the words and the underline."""
        painter, look = smooth(QPainter(self)), tokens()
        painter.fillRect(QRect(0, _HEIGHT - 1, self.width(), 1), colour(look.line))
        for tab, area in zip(self._tabs, self._areas(), strict=True):
            chosen = tab.key == self._current
            painter.setFont(self._strong if chosen else self._plain)
            bright = chosen or tab.key == self._hovered
            painter.setPen(colour(look.text if bright else look.muted))
            # At the left, so that words stay where they are when they become strong.
            painter.drawText(area, _PLACE, tab.words)
            if chosen:
                under = QRect(area.left(), _HEIGHT - 2, area.width(), 2)
                painter.fillRect(under, colour(look.accent))
                if has_ring(self):
                    focus_ring(painter, area.adjusted(-4, 5, 4, -5))

    def _areas(self) -> list[QRect]:
        areas: list[QRect] = []
        left = 0
        for tab in self._tabs:
            width = self.fontMetrics().horizontalAdvance(tab.words)
            areas.append(QRect(left, 0, width, _HEIGHT))
            left += width + _GAP
        return areas

    def _tab_at(self, event: QMouseEvent) -> str:
        place = event.position().toPoint()
        found = (
            tab.key
            for tab, area in zip(self._tabs, self._areas(), strict=True)
            if area.adjusted(-_GAP // 2, 0, _GAP // 2, 0).contains(place)
        )
        return next(found, "")

    def _choose(self, key: str) -> None:
        if key and key != self._current:
            self.set_current(key)
            self.changed.emit(key)

    def _refresh(self) -> None:
        words = {tab.key: tab.words for tab in self._tabs}.get(self._current, "")
        super().setAccessibleName(f"{self._title}: {words}" if self._title else words)
        self.updateGeometry()
        self.update()
