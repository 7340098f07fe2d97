"""The few shapes that every painted control is made of."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.spacing import RADIUS
from causeloop_desktop.desktop.theme.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

CHIP_HEIGHT = 20
CHIP_RADIUS = 4
CHIP_PADDING = 7


def smooth(painter: QPainter) -> QPainter:
    """Switch on smooth edges and return the painter."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def fill_round(painter: QPainter, area: QRectF, ground: str, radius: float = RADIUS) -> None:
    """Fill a rounded rectangle without an outline."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(ground))
    painter.drawRoundedRect(area, radius, radius)


def frame_round(
    painter: QPainter, area: QRect, ground: str, line: str, radius: float = RADIUS, width: float = 1
) -> None:
    """Fill a rounded rectangle and draw a line that lies wholly inside it."""
    inset = width / 2
    painter.setPen(QPen(colour(line), width))
    painter.setBrush(colour(ground))
    painter.drawRoundedRect(
        QRectF(area).adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset
    )


def has_ring(widget: QWidget) -> bool:
    """Say whether ``widget`` has the focus and the keyboard has been used to move it."""
    by_keyboard = widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    return widget.hasFocus() and by_keyboard


def focus_ring(painter: QPainter, area: QRect, radius: float = RADIUS) -> None:
    """Show where the keyboard is."""
    painter.setPen(QPen(colour(tokens().accent), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), radius, radius)


@lru_cache(maxsize=16)
def metrics(size: int, weight: QFont.Weight, tabular: bool = False) -> QFontMetricsF:
    """Return the measures of one of the window's fonts."""
    return QFontMetricsF(fonts.font(size, weight=weight, tabular=tabular))


def dot(painter: QPainter, centre: QPointF, radius: float, ink: str) -> None:
    """Draw a filled circle."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(ink))
    painter.drawEllipse(centre, radius, radius)


def meter(painter: QPainter, area: QRectF, share: float, ink: str, ground: str) -> None:
    """Draw a thin bar that is filled to ``share`` of 0 to 1."""
    radius = area.height() / 2
    fill_round(painter, area, ground, radius)
    if share > 0:
        width = max(area.height(), area.width() * min(share, 1.0))
        fill_round(
            painter,
            QRectF(area.topLeft(), area.bottomRight()).adjusted(0, 0, width - area.width(), 0),
            ink,
            radius,
        )
