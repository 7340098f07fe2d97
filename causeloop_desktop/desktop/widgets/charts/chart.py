"""What all charts share: one painting for screen and file, a description, hover by key."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.words import tip_text
from causeloop_desktop.desktop.widgets.painting import smooth

AXIS_SIZE = fonts.SMALL - 1


class Chart(QWidget):
    """A chart that can be read by eye, by keyboard and by a screen reader."""

    @abstractmethod
    def describe(self) -> str:
        """Say in a sentence or two what the chart shows."""

    @abstractmethod
    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        """Draw the chart into ``area``; used for the screen and for exported files."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw on the screen."""
        self.paint_chart(smooth(QPainter(self)), QRectF(self.rect()))

    def refresh(self) -> None:
        """Repaint after other values came, and describe them anew."""
        self.setAccessibleDescription(self.describe())
        self.update()

    def show_tip(self, event: QHelpEvent | QPoint, text: str) -> None:
        """Show a value beside the mouse; an empty text takes the last one away."""
        place = event if isinstance(event, QPoint) else event.globalPos()
        QToolTip.showText(place, tip_text(text), self)


def axis_words(painter: QPainter, area: QRectF, flags: int, words: str) -> None:
    """Write small muted words at an axis."""
    painter.setFont(fonts.font(AXIS_SIZE, tabular=True))
    painter.setPen(colour(tokens().muted))
    painter.drawText(area, flags, words)
