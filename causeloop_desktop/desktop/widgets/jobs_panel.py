"""What is under way and what was: progress, rate, cancel, history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.spacing import clear
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.widgets.buttons import IconButton
from causeloop_desktop.desktop.widgets.floating import SHADOW, Floating
from causeloop_desktop.desktop.widgets.labels import Caption, Label, Section
from causeloop_desktop.desktop.widgets.painting import meter, smooth
from causeloop_desktop.desktop.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH = 380
_HIGHEST = 460


@dataclass(frozen=True)
class JobLine:
    """One job; ``detail`` is its count and rate, or how it ended."""

    key: str
    title: str
    detail: str = ""
    fraction: float | None = None
    tone: Tone = Tone.NEUTRAL


class JobsPanel(Floating):
    """A popup under the jobs button.

    Signals:
        cancel_requested: The key of the job that shall stop.
    """

    cancel_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.make_popup()
        self.setAccessibleName(self.tr("Jobs"))
        self._content = QWidget()
        self._lines = QVBoxLayout(self._content)
        self._lines.setContentsMargins(16, 14, 16, 8)
        self._lines.setSpacing(4)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(Scrolled(self._content, name=self.tr("Jobs")))
        self.setFixedWidth(_WIDTH + 2 * SHADOW)
        self.set_jobs((), ())

    def set_jobs(self, active: Sequence[JobLine], history: Sequence[JobLine]) -> None:
        """Show other jobs."""
        clear(self._lines)
        self._lines.addWidget(Section(self.tr("Under way")))
        if not active:
            self._lines.addWidget(Caption(self.tr("Nothing is under way.")))
        for job in active:
            self._add(job, running=True)
        if history:
            self._lines.addSpacing(10)
            self._lines.addWidget(Section(self.tr("Before")))
        for job in history:
            self._add(job, running=False)
        self._lines.addStretch(1)
        height = self._content.sizeHint().height() + 2 * SHADOW + 4
        self.setFixedHeight(min(height, _HIGHEST))

    def _add(self, job: JobLine, *, running: bool) -> None:
        line = _JobRow(job, running=running)
        line.cancelled.connect(self.cancel_requested)
        self._lines.addWidget(line)


class _JobRow(QWidget):
    cancelled = Signal(str)

    def __init__(self, job: JobLine, *, running: bool) -> None:
        super().__init__()
        self._job = job
        self._running = running
        self.setAccessibleName(f"{job.title}. {job.detail}")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Label(job.title, weight=fonts.MEDIUM, elide=True))
        words.addWidget(
            Label(job.detail, size=fonts.SMALL, tone=job.tone, elide=True, tabular=True)
        )
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 5, 0, 11)
        line.addLayout(words, 1)
        if running:
            cancel = IconButton("close", self.tr("Cancel {job}").format(job=job.title), size=26)
            cancel.clicked.connect(lambda: self.cancelled.emit(job.key))
            line.addWidget(cancel)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = smooth(QPainter(self)), tokens()
        if self._running:
            area = self.rect().adjusted(0, self.height() - 6, 0, -2).toRectF()
            meter(painter, area, self._job.fraction or 0.0, look.accent, look.sunken)
        else:
            painter.fillRect(0, self.height() - 1, self.width(), 1, colour(look.line))
