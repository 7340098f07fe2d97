"""Asking from when to when the past is read again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QFormLayout

from causeloop_desktop.desktop.theme.words import mark, tr
from causeloop_desktop.desktop.views.integrations.choosing.estimate import EstimateLine
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.dialog import Dialog
from causeloop_desktop.desktop.widgets.labels import Caption

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from causeloop_desktop.desktop.views.integrations.choosing.estimate import Estimate

DAY = mark("d MMM yyyy")
"""How a day is written."""

USUAL = timedelta(days=90)


class BackfillDialog(Dialog):
    """Two days, and what reading from one to the other would take; the last is read to its end."""

    def __init__(
        self,
        parent: QWidget,
        name: str,
        now: datetime,
        estimate: Estimate,
        report: Callable[[BaseException], None],
    ) -> None:
        words = parent.tr("What is there already is not doubled; changed issues are updated.")
        title = parent.tr("Read the past of {name} again").format(name=name)
        super().__init__(parent, title, words, width=440)
        self._now = now
        self._from = _field(now.date() - USUAL, self.tr("From"))
        self._to = _field(now.date(), self.tr("To"))
        self._told = Caption("", wrap=True)
        self.estimate = EstimateLine(estimate, report)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.addRow(self.tr("From"), self._from)
        form.addRow(self.tr("To"), self._to)
        self.add(form)
        self.add(self._told)
        self.add(self.estimate)
        self._confirm = Button(self.tr("Start the backfill"), primary=True)
        self._confirm.clicked.connect(self.accept)
        self.set_buttons(self.cancel_button(), self._confirm)
        for field in (self._from, self._to):
            field.dateChanged.connect(self._look)
        self._look()

    @property
    def begin(self) -> datetime:
        """The first moment that is read."""
        return _moment(self._from.date())

    @property
    def end(self) -> datetime | None:
        """The moment before which is read; ``None`` is now."""
        after = _moment(self._to.date()) + timedelta(days=1)
        return None if after > self._now else after

    def done(self, result: int) -> None:
        """Close; nobody waits for the estimate any more."""
        self.estimate.forget()
        super().done(result)

    def _look(self) -> None:
        days = self._from.date().daysTo(self._to.date()) + 1
        self._confirm.setEnabled(days > 0)
        if days > 0:
            self.estimate.ask(self.begin, self.end)
        else:
            self.estimate.forget()
        words = self.tr("{n} days, in UTC.") if days > 0 else self.tr("It ends before it begins.")
        self._told.setText(words.format(n=days))


def _field(day: date, name: str) -> QDateEdit:
    field = QDateEdit(QDate(day.year, day.month, day.day))
    field.setCalendarPopup(True)
    field.setDisplayFormat(tr(DAY))
    field.setAccessibleName(name)
    return field


def _moment(day: QDate) -> datetime:
    return datetime(day.year(), day.month(), day.day(), tzinfo=UTC)
