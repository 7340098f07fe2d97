"""What floats over the window: a surface with a hairline and the only shadow there is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.spacing import CARD_RADIUS
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.widgets.painting import frame_round, smooth

SHADOW = 12


class Floating(QWidget):
    """A panel that leaves ``SHADOW`` pixels around itself for its shadow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContentsMargins(SHADOW, SHADOW, SHADOW, SHADOW)

    def make_popup(self) -> None:
        """Become a window of its own that a click beside it closes."""
        flags = Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint
        self.setWindowFlags(flags | Qt.WindowType.NoDropShadowWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the shadow off where nobody may be there to blend it with what lies below."""
        super().resizeEvent(event)
        if self.isWindow() and QGuiApplication.platformName() == "xcb":
            inside = self.rect().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
            outline = QPainterPath()
            outline.addRoundedRect(inside.toRectF(), CARD_RADIUS, CARD_RADIUS)
            self.setMask(QRegion(outline.toFillPolygon().toPolygon()))

    def popup_under(self, widget: QWidget) -> None:
        """Open below ``widget`` with the right edges aligned, inside the window."""
        self.adjustSize()
        corner = widget.mapToGlobal(QPoint(widget.width(), widget.height() + 4))
        left = max(corner.x() - self.width() + SHADOW, widget.window().x())
        self.move(left, corner.y() - SHADOW)
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw shadow, surface and hairline."""
        painter, look = smooth(QPainter(self)), tokens()
        panel = self.rect().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        draw_shadow(painter, panel, dark=look.dark)
        if not self.mask().isEmpty():
            # A mask has no half pixels: what shows beside the curve has the colour of its line.
            painter.fillRect(panel, colour(look.control_line))
        frame_round(painter, panel, look.surface, look.control_line, CARD_RADIUS)


def draw_shadow(painter: QPainter, panel: QRect, *, dark: bool) -> None:
    """Draw a soft shadow that lies a little lower than ``panel``."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("#000000", 0.03 if dark else 0.007))
    for spread in range(SHADOW):
        grown = panel.adjusted(-spread, -spread // 2, spread, spread).translated(0, 1)
        painter.drawRoundedRect(grown, CARD_RADIUS + spread, CARD_RADIUS + spread)
