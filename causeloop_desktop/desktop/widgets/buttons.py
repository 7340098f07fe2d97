"""Buttons of 30 px: one primary at most on a screen, quiet ones, icons, and one-of-few."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from causeloop_desktop.desktop.theme import fonts, icons
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.spacing import CONTROL, RADIUS
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.widgets.painting import (
    fill_round,
    focus_ring,
    frame_round,
    has_ring,
    smooth,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.desktop.theme.tokens import Tokens

_ICON = 16
_PADDING = 12
_CAP, _CAP_GAP = 18, 4


class Button(QPushButton):
    """A verb, with an icon if that helps to find it again, and the key that does the same."""

    def __init__(
        self,
        text: str,
        *,
        icon: str = "",
        key: str = "",
        primary: bool = False,
        danger: bool = False,
        quiet: bool = False,
    ) -> None:
        super().__init__(text)
        self._icon_name = icon
        self._key = key
        self._cap_font = fonts.font(fonts.SMALL - 1, weight=fonts.MEDIUM)
        if key:
            self.setAccessibleDescription(self.tr("Key {key}").format(key=key))
        self._primary = primary
        self._danger = danger
        self._quiet = quiet
        self._chevron = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFont(fonts.font(weight=fonts.MEDIUM if primary or danger else fonts.NORMAL))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Ask for the words, the icon and the room beside them."""
        width = self.fontMetrics().horizontalAdvance(self.text().replace("&", ""))
        width += (_ICON + 6) * bool(self._icon_name) + (_ICON + 2) * self._chevron
        width += self._cap_room()
        return QSize(width + 2 * _PADDING, CONTROL)

    def minimumSizeHint(self) -> QSize:
        """Never cut a verb."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press with Enter as well as with Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the button in the state it is in."""
        painter, look = smooth(QPainter(self)), tokens()
        if not self.isEnabled():
            painter.setOpacity(0.5)
        self._paint_ground(painter, look)
        self._paint_words(painter, self._ink(look))
        if has_ring(self):
            focus_ring(painter, self.rect())

    def _ink(self, look: Tokens) -> str:
        if self._primary:
            return look.on_accent
        if self._danger:
            return look.critical
        return look.muted if self._quiet and not self.underMouse() else look.text

    def _paint_ground(self, painter: QPainter, look: Tokens) -> None:
        active = self.isEnabled() and (self.underMouse() or self.isDown())
        if self._primary:
            fill_round(painter, self.rect().toRectF(), look.accent)
            if active:
                veil = colour(
                    "#000000" if not look.dark else "#FFFFFF", 0.18 if self.isDown() else 0.1
                )
                painter.setBrush(veil)
                painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)
        elif not self._quiet:
            frame_round(
                painter, self.rect(), look.sunken if active else look.surface, look.control_line
            )
        elif active:
            fill_round(painter, self.rect().toRectF(), look.sunken)

    def _paint_words(self, painter: QPainter, ink: str) -> None:
        area = self.rect().adjusted(_PADDING, 0, -_PADDING, 0)
        if self._icon_name:
            self._paint_icon(painter, self._icon_name, ink, area.left() - 2)
            area.setLeft(area.left() + _ICON + 4)
        if self._chevron:
            self._paint_icon(painter, "chevron-down", ink, area.right() - 11, 14)
            area.setRight(area.right() - _ICON)
        if self._key:
            self._paint_cap(painter)
            area.setRight(area.right() - self._cap_room())
        painter.setFont(self.font())
        painter.setPen(colour(ink))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic
        painter.drawText(area, flags, self.text())

    def _paint_cap(self, painter: QPainter) -> None:
        look = tokens()
        width = self._cap_room() - _CAP_GAP
        left = self.width() - width - _PADDING + 4
        cap = QRect(left, (self.height() - _CAP) // 2, width, _CAP)
        frame_round(painter, cap, look.surface, look.control_line, 4)
        painter.setFont(self._cap_font)
        painter.setPen(colour(look.muted))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)

    def _cap_room(self) -> int:
        if not self._key:
            return 0
        words = QFontMetrics(self._cap_font).horizontalAdvance(self._key)
        return max(_CAP, words + 8) + _CAP_GAP

    def _paint_icon(
        self, painter: QPainter, name: str, ink: str, left: int, size: int = _ICON
    ) -> None:
        top = (self.height() - size) // 2
        painter.drawPixmap(QRect(left, top, size, size), icons.pixmap(name, ink, size))


class MenuButton(Button):
    """A button that opens a menu under itself."""

    def __init__(self, text: str, menu: QMenu | None = None, *, icon: str = "") -> None:
        super().__init__(text, icon=icon)
        self._popup = menu or QMenu(self)
        self._chevron = True
        self.clicked.connect(self._open)

    @property
    def popup(self) -> QMenu:
        """The menu, to add actions to."""
        return self._popup

    def _open(self) -> None:
        self._popup.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))


class IconButton(QToolButton):
    """An icon that does something; its tooltip is its name."""

    def __init__(self, icon: str, tooltip: str, *, size: int = CONTROL) -> None:
        super().__init__()
        self._icon_name = icon
        self.setToolTip(tooltip)
        self.setAccessibleName(tooltip)
        self.setFixedSize(size, size)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon_name = icon
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon, on a ground while it is pointed at or switched on."""
        painter, look = smooth(QPainter(self)), tokens()
        if self.isDown() or self.underMouse() or self.isChecked():
            fill_round(painter, self.rect().toRectF(), look.sunken)
        ink = look.text if self.underMouse() or self.isChecked() else look.muted
        area = QRect(0, 0, _ICON, _ICON)
        area.moveCenter(self.rect().center())
        painter.drawPixmap(area, icons.pixmap(self._icon_name, ink))
        if has_ring(self):
            focus_ring(painter, self.rect())


class Segmented(QWidget):
    """One of a few, all of them visible.

    Signals:
        changed: The key of the option that the user chose.
    """

    changed = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], current: str = "") -> None:
        super().__init__()
        self._options = list(options)
        self._current = current or (self._options[0][0] if self._options else "")
        self._title = ""
        self._font = fonts.font(tabular=True)
        self._strong = fonts.font(weight=fonts.STRONG, tabular=True)
        self.setFont(self._strong)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._name()

    def setAccessibleName(self, name: str) -> None:
        """Say what is chosen here; which of them it is follows."""
        self._title = name
        self._name()

    @property
    def current(self) -> str:
        """The key of the chosen option."""
        return self._current

    def set_current(self, key: str) -> None:
        """Choose without a signal."""
        self._current = key
        self._name()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for every option at its strongest."""
        return QSize(sum(self._widths()), CONTROL)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the option that was clicked."""
        place = event.position().toPoint()
        for (key, _label), area in zip(self._options, self._areas(), strict=True):
            if area.contains(place):
                self._choose(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice with the arrows."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        keys = [key for key, _label in self._options]
        place = keys.index(self._current) + step
        self._choose(keys[max(0, min(place, len(keys) - 1))])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame, the chosen ground and the words."""
        painter, look = smooth(QPainter(self)), tokens()
        frame_round(painter, self.rect(), look.surface, look.control_line)
        areas = self._areas()
        for place, ((key, label), area) in enumerate(zip(self._options, areas, strict=True)):
            chosen = key == self._current
            if chosen:
                fill_round(painter, area.toRectF().adjusted(2, 2, -2, -2), look.accent_ground, 4)
            elif place and self._options[place - 1][0] != self._current:
                painter.fillRect(QRect(area.left(), 7, 1, self.height() - 14), colour(look.line))
            painter.setFont(self._strong if chosen else self._font)
            painter.setPen(colour(look.accent if chosen else look.text))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, label)
        if has_ring(self):
            focus_ring(painter, self.rect())

    def _choose(self, key: str) -> None:
        if key != self._current:
            self.set_current(key)
            self.changed.emit(key)

    def _widths(self) -> list[int]:
        return [self.fontMetrics().horizontalAdvance(label) + 24 for _key, label in self._options]

    def _areas(self) -> list[QRect]:
        lefts = [0]
        for width in self._widths():
            lefts.append(lefts[-1] + width)
        return [QRect(left, 0, right - left, self.height()) for left, right in pairwise(lefts)]

    def _name(self) -> None:
        chosen = dict(self._options).get(self._current, "")
        super().setAccessibleName(f"{self._title}: {chosen}" if self._title else chosen)
