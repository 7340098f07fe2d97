"""Choosing when a connection syncs: in words, with its next times."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from PySide6.QtCore import QSignalBlocker, QTimeZone, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from causeloop_desktop.desktop.theme.spacing import column
from causeloop_desktop.desktop.theme.words import mark, tr
from causeloop_desktop.desktop.views.integrations.words import times_text
from causeloop_desktop.desktop.widgets.labels import Caption, Label

if TYPE_CHECKING:
    from datetime import datetime

    from causeloop_desktop.contract.connectors import Schedule

USUAL = (
    ("*/15 * * * *", mark("Every 15 minutes")),
    ("*/30 * * * *", mark("Every 30 minutes")),
    ("0 * * * *", mark("Every hour")),
    ("0 */6 * * *", mark("Every 6 hours")),
    ("0 6 * * *", mark("Every day at 6:00")),
    ("0 6 * * 1-5", mark("On weekdays at 6:00")),
)


class ScheduleEditor(QWidget):
    """A choice of usual times, a line for others, and the zone in which they are meant.

    Signals:
        changed: Another schedule was chosen: its cron line and its zone.
    """

    changed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._usual = QComboBox()
        self.line = QLineEdit()
        self.zone = QComboBox()
        self._words = Label("", wrap=True)
        self._times = Caption("", wrap=True)
        self._lay_out()
        self._connect()

    @property
    def cron(self) -> str:
        """The cron line."""
        return str(self._usual.currentData() or self.line.text().strip())

    @property
    def timezone(self) -> str:
        """The zone."""
        return self.zone.currentText().strip() or "UTC"

    def draw(self, schedule: Schedule | None, now: datetime, *, reset: bool = True) -> None:
        """Show a schedule, what it means, and its next times."""
        if schedule is None:
            return
        if reset:
            self._show(schedule.cron, schedule.timezone)
        self._words.setText(f"{schedule.words}, {schedule.timezone}")
        times = times_text(schedule, now)
        self._times.setText(tr("Next: {times}").format(times=times) if times else "")

    def _show(self, cron: str, timezone: str) -> None:
        with QSignalBlocker(self._usual), QSignalBlocker(self.line), QSignalBlocker(self.zone):
            place = self._usual.findData(cron)
            self._usual.setCurrentIndex(place if place >= 0 else self._usual.count() - 1)
            self.line.setText(cron)
            self.zone.setCurrentText(timezone)
        self.line.setVisible(self._usual.currentData() is None)

    def _lay_out(self) -> None:
        for cron, words in USUAL:
            self._usual.addItem(tr(words), cron)
        self._usual.addItem(self.tr("Other…"), None)
        self._usual.setAccessibleName(self.tr("When it syncs"))
        self.line.setAccessibleName(self.tr("Cron line"))
        self.line.setPlaceholderText("*/30 7-19 * * 1-5")
        self.zone.setEditable(True)
        self.zone.setAccessibleName(self.tr("Time zone"))
        self.zone.addItems(list(_zones()))
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Syncs"), self._usual)
        form.addRow("", self.line)
        form.addRow(self.tr("Time zone"), self.zone)
        form.addRow("", column(self._words, self._times, gap=3))
        self._show(USUAL[1][0], own_zone())

    def _connect(self) -> None:
        self._usual.activated.connect(lambda _place: self._choose())
        self.zone.activated.connect(lambda _place: self._tell())
        for field in (self.line, self.zone.lineEdit()):
            if field is not None:
                field.editingFinished.connect(self._tell)

    def _choose(self) -> None:
        other = self._usual.currentData() is None
        self.line.setVisible(other)
        if other:
            self.line.setFocus()
        else:
            self._tell()

    def _tell(self) -> None:
        if self.cron:
            self.changed.emit(self.cron, self.timezone)


def own_zone() -> str:
    """Give the zone of this machine."""
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode()
    area, _, place = name.partition("/")
    is_utc = not place or area.lower() == "etc"  # other names of the same
    return "UTC" if is_utc else name


@lru_cache(maxsize=1)
def _zones() -> tuple[str, ...]:
    named = sorted(name for name in available_timezones() if "/" in name or name == "UTC")
    return ("UTC", *(name for name in named if name != "UTC"))
