"""The bar over every view: which engine, search, the day looked at, work under way, notices."""

from __future__ import annotations

import sys

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QWidget

from causeloop_desktop.desktop.theme import fonts, icons
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.spacing import CONTROL
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.widgets.badges import SampleBadge
from causeloop_desktop.desktop.widgets.chips import FilterChip
from causeloop_desktop.desktop.widgets.painting import (
    dot,
    focus_ring,
    frame_round,
    has_ring,
    smooth,
)

HEIGHT = 48
_WIDEST_SEARCH = 520
_TURN_MS = 90
_TURN_DEGREES = 30
_SEARCH_KEYS = "⌘ K" if sys.platform == "darwin" else "Ctrl K"


class TopBar(QWidget):
    """Always there, whatever view is open.

    Signals:
        search_requested: The search box was clicked, or typed into.
        as_of_clicked: Another day is to be chosen.
        as_of_cleared: Back to now.
        jobs_clicked: The list of jobs is wanted.
        bell_clicked: The list of notices is wanted.
        sample_left: The own workspace is wanted instead of the sample.
    """

    search_requested = Signal()
    as_of_clicked = Signal()
    as_of_cleared = Signal()
    jobs_clicked = Signal()
    bell_clicked = Signal()
    sample_left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.profile = ProfileButton()
        self.search = SearchBox()
        self.sample = SampleBadge()
        self.as_of = FilterChip(self.tr("As of"))
        self.jobs = JobButton()
        self.bell = BellButton()
        self._lay_out()
        self._connect()
        self.sample.hide()
        self.as_of.hide()
        self.jobs.hide()

    def set_profile(self, name: str, tone: Tone) -> None:
        """Name the engine in use; the tone is that of its dot."""
        self.profile.set_profile(name, tone)

    def set_profile_menu(self, menu: QMenu) -> None:
        """Open ``menu`` under the profile's name."""
        self.profile.menu = menu

    def set_as_of(self, text: str) -> None:
        """Say which past day is looked at; empty means now."""
        self.as_of.set_value(text)
        self.as_of.setVisible(bool(text))

    def set_job(self, text: str, fraction: float | None = None) -> None:
        """Say what is under way and how far it is; an empty text hides it."""
        self.jobs.set_job(text, fraction)
        self.jobs.setVisible(bool(text))

    def set_unread(self, count: int) -> None:
        """Say how many notices have not been looked at."""
        self.bell.set_unread(count)

    def set_sample(self, sample: bool) -> None:
        """Say that the failures on the screen are invented."""
        self.sample.setVisible(sample)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the hairline below."""
        painter, look = QPainter(self), tokens()
        painter.fillRect(self.rect(), colour(look.window))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour(look.line))

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 1)
        layout.setSpacing(12)
        layout.addWidget(self.profile)
        layout.addWidget(self.search, 1)
        layout.addWidget(self.sample)
        layout.addStretch(1)
        for widget in (self.as_of, self.jobs, self.bell):
            layout.addWidget(widget)

    def _connect(self) -> None:
        self.search.clicked.connect(self.search_requested)
        self.sample.clicked.connect(self.sample_left)
        self.as_of.clicked.connect(self.as_of_clicked)
        self.as_of.cleared.connect(self.as_of_cleared)
        self.jobs.clicked.connect(self.jobs_clicked)
        self.bell.clicked.connect(self.bell_clicked)


class _BarButton(QAbstractButton):
    """A framed control of the bar."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFont(fonts.font(tabular=True))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press with Enter as well as with Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def framed(self) -> QPainter:
        """Draw the frame and return the painter for what is inside."""
        painter, look = smooth(QPainter(self)), tokens()
        ground = look.sunken if self.underMouse() or self.isDown() else look.surface
        frame_round(painter, self.rect(), ground, look.control_line)
        if has_ring(self):
            focus_ring(painter, self.rect())
        return painter

    def words(self, painter: QPainter, left: int, text: str, ink: str) -> None:
        """Write at the middle of the height."""
        painter.setFont(self.font())
        painter.setPen(colour(ink))
        area = self.rect().adjusted(left, 0, 0, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)


class ProfileButton(_BarButton):
    """The engine in use, with a dot that says how it is."""

    def __init__(self) -> None:
        super().__init__()
        self.menu: QMenu | None = None
        self._tone = Tone.NEUTRAL
        self.clicked.connect(self._open)

    def set_profile(self, name: str, tone: Tone) -> None:
        """Show another engine or another state of it."""
        self._tone = tone
        self.setText(name)
        self.setAccessibleName(self.tr("Workspace {name}").format(name=name))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for dot, name and chevron."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 56, CONTROL)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw dot, name and chevron."""
        painter, look = self.framed(), tokens()
        dot(painter, QRectF(11, CONTROL / 2 - 4, 8, 8).center(), 4, look.ink(self._tone))
        self.words(painter, 27, self.text(), look.text)
        area = QRect(self.width() - 23, (CONTROL - 12) // 2, 12, 12)
        painter.drawPixmap(area, icons.pixmap("chevron-down", look.muted, 12))

    def _open(self) -> None:
        if self.menu is not None:
            self.menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))


class SearchBox(_BarButton):
    """Looks like a search field and opens the palette."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(_WIDEST_SEARCH)
        self.setMinimumWidth(160)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setText(self.tr("Search or jump to…"))
        self.setAccessibleName(self.text())

    def sizeHint(self) -> QSize:
        """Ask for a comfortable width."""
        return QSize(_WIDEST_SEARCH, CONTROL)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw glass, words and the key that does the same."""
        painter, look = self.framed(), tokens()
        painter.drawPixmap(QRect(10, 8, 14, 14), icons.pixmap("search", look.muted, 14))
        keys = self._key_area(painter)
        frame_round(painter, keys, look.surface, look.control_line, 4)
        painter.setPen(colour(look.muted))
        painter.drawText(keys, Qt.AlignmentFlag.AlignCenter, _SEARCH_KEYS)
        room = keys.left() - 32 - 8
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        self.words(painter, 32, shown, look.muted)

    def _key_area(self, painter: QPainter) -> QRect:
        painter.setFont(fonts.font(fonts.SMALL - 1))
        width = painter.fontMetrics().horizontalAdvance(_SEARCH_KEYS) + 12
        return QRect(self.width() - width - 8, 6, width, CONTROL - 12)


class JobButton(_BarButton):
    """What is under way; turns while its end is not known."""

    def __init__(self) -> None:
        super().__init__()
        self._fraction: float | None = None
        self._angle = 0
        self._turning = QTimer(self, interval=_TURN_MS)
        self._turning.timeout.connect(self._turn)

    def set_job(self, text: str, fraction: float | None) -> None:
        """Show other work."""
        self._fraction = fraction
        self.setText(text)
        percent = "" if fraction is None else f", {fraction:.0%}"
        self.setAccessibleName(f"{text}{percent}")
        if text:
            self._turning.start()
        else:
            self._turning.stop()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the mark and the words."""
        return QSize(self.fontMetrics().horizontalAdvance(self._words()) + 46, CONTROL)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the turning mark, the words and how far it is."""
        painter, look = self.framed(), tokens()
        self.words(painter, 34, self._words(), look.text)
        if self._fraction is not None:
            done = QRectF(6, CONTROL - 3, (self.width() - 12) * min(self._fraction, 1.0), 2)
            painter.fillRect(done, colour(look.accent))
        painter.translate(19, CONTROL / 2)
        painter.rotate(self._angle)
        painter.drawPixmap(QRect(-7, -7, 14, 14), icons.pixmap("job", look.accent, 14))

    def _words(self) -> str:
        if self._fraction is None:
            return self.text()
        percent = min(round(self._fraction * 100), 99)  # it still runs
        return f"{self.text()} · {percent}\N{NO-BREAK SPACE}%"

    def _turn(self) -> None:
        self._angle = (self._angle + _TURN_DEGREES) % 360
        self.update()


class BellButton(_BarButton):
    """How many notices wait."""

    def __init__(self) -> None:
        super().__init__()
        self._unread = 0
        self.set_unread(0)

    def set_unread(self, count: int) -> None:
        """Show another number; none for zero."""
        self._unread = count
        name = self.tr("{count} new notices").format(count=count)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the bell and the number."""
        extra = self.fontMetrics().horizontalAdvance(str(self._unread)) + 8 if self._unread else 0
        return QSize(36 + extra, CONTROL)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bell and the number."""
        painter, look = self.framed(), tokens()
        painter.drawPixmap(QRect(11, 7, 15, 15), icons.pixmap("bell", look.text, 15))
        if self._unread:
            self.words(painter, 32, str(self._unread), look.text)
