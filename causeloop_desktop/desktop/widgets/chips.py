"""Small rounded words: severity, stage, status, and filters that read as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from causeloop_desktop.desktop.theme import fonts, icons
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.spacing import CONTROL, clear
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.tokens import Tone, risk_tone, severity_tone, stage_tone
from causeloop_desktop.desktop.widgets.flow import FlowLayout
from causeloop_desktop.desktop.widgets.painting import (
    CHIP_HEIGHT,
    CHIP_PADDING,
    CHIP_RADIUS,
    fill_round,
    focus_ring,
    frame_round,
    has_ring,
    smooth,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHORT_SEVERITY = {"critical": "P1", "high": "P2", "medium": "P3", "low": "P4"}


class Chip(QWidget):
    """A word on a tinted ground."""

    def __init__(self, text: str = "", tone: Tone = Tone.NEUTRAL) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFont(fonts.font(fonts.SMALL, weight=fonts.MEDIUM, tabular=True))
        self.set(text, tone)

    @property
    def text(self) -> str:
        """The word shown."""
        return self._text

    def set(self, text: str, tone: Tone = Tone.NEUTRAL) -> None:
        """Show another word in another tone; an empty chip takes no room."""
        self._text = text
        self._tone = tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the word and a little room at its sides."""
        if not self._text:
            return QSize(0, CHIP_HEIGHT)
        width = self.fontMetrics().horizontalAdvance(self._text) + 2 * CHIP_PADDING
        return QSize(width, CHIP_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Never cut the word."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the word."""
        painter = smooth(QPainter(self))
        fill_round(painter, QRectF(self.rect()), tokens().ground(self._tone), CHIP_RADIUS)
        painter.setPen(colour(tokens().ink(self._tone)))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)


class ChipRow(QWidget):
    """Chips side by side, in as many lines as they need; none take no room."""

    def __init__(self) -> None:
        super().__init__()
        self._row = FlowLayout(self, gap=6)
        self.hide()

    def show_chips(self, chips: Sequence[QWidget]) -> None:
        """Show these instead of those before."""
        clear(self._row)
        for chip in chips:
            self._row.addWidget(chip)
        self.setVisible(bool(chips))


class SeverityChip(Chip):
    """P1 to P4."""

    def __init__(self, severity: str = "") -> None:
        super().__init__()
        self.set_severity(severity)

    def set_severity(self, severity: str) -> None:
        """Show ``p1``…``p4`` or one of the words for them."""
        short = _SHORT_SEVERITY.get(severity.lower(), severity.upper())
        self.set(short, severity_tone(severity))
        self.setAccessibleName(self.tr("Severity {word}").format(word=short))


class StageChip(Chip):
    """Where an issue is in its life."""

    def __init__(self, stage: str = "") -> None:
        super().__init__()
        self.set_stage(stage)

    def set_stage(self, stage: str) -> None:
        """Show a stage of the contract as words."""
        self.set(stage.replace("_", " "), stage_tone(stage))


class RiskChip(Chip):
    """A risk of 0 to 100 with the word for it."""

    def __init__(self, risk: float | None = None) -> None:
        super().__init__()
        self.set_risk(risk)

    def set_risk(self, risk: float | None) -> None:
        """Show a risk; ``None`` says that there is none yet."""
        if risk is None:
            self.set(self.tr("Risk unknown"))
            return
        tone = risk_tone(risk)
        words = self.tr("Risk {number} · {word}")
        self.set(words.format(number=round(risk), word=tone.value), tone)


class FilterChip(QAbstractButton):
    """One filter of a list, read as a sentence; set ones can be taken back by their cross.

    Signals:
        cleared: The cross was pressed, or Delete.
    """

    cleared = Signal()

    def __init__(self, label: str) -> None:
        super().__init__()
        self._label = label
        self._value = ""
        self._menu: QMenu | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_value("")

    @property
    def value(self) -> str:
        """The words after the colon; empty while the filter is not set."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show what the filter lets through; empty for everything."""
        self._value = value
        self.setText(f"{self._label}: {value}" if value else self._label)
        self.setAccessibleName(self.text())
        self.updateGeometry()
        self.update()

    def set_menu(self, menu: QMenu) -> None:
        """Open ``menu`` under the chip when it is clicked."""
        self._menu = menu
        self.clicked.connect(self._open_menu)

    def sizeHint(self) -> QSize:
        """Ask for the words and the mark behind them."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 40, CONTROL)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell a press on the cross from one on the words."""
        if self._value and self._mark_area().contains(event.position().toPoint()):
            self.setDown(False)
            self.cleared.emit()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the filter back with Delete, open it with Enter."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._value:
            self.cleared.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say on hover what the cross does."""
        if event.type() == QEvent.Type.HoverMove:
            self.setToolTip(self.tr("Remove this filter") if self._over_cross() else "")
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw frame, words and the cross or chevron."""
        painter, look = smooth(QPainter(self)), tokens()
        ground = look.sunken if self.isDown() or self.underMouse() else look.surface
        line = look.accent if self._value else look.control_line
        frame_round(painter, self.rect(), ground, line)
        painter.setPen(colour(look.text))
        words = self.rect().adjusted(11, 0, -26, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        name = "close" if self._value else "chevron-down"
        painter.drawPixmap(self._mark_area(), icons.pixmap(name, look.muted, 12))
        if has_ring(self):
            focus_ring(painter, self.rect())

    def _mark_area(self) -> QRect:
        return QRect(self.width() - 23, (self.height() - 12) // 2, 12, 12)

    def _over_cross(self) -> bool:
        place = self.mapFromGlobal(self.cursor().pos())
        return bool(self._value) and self._mark_area().contains(place)

    def _open_menu(self) -> None:
        if self._menu is not None:
            self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))
