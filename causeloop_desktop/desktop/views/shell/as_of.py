"""Choosing the day that everything is seen as of."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCalendarWidget, QTableView, QWidget

from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.dialog import Dialog


class AsOfDialog(Dialog):
    """A calendar; nothing after the chosen day's end is seen."""

    def __init__(self, parent: QWidget, shown: datetime, latest: datetime) -> None:
        super().__init__(
            parent,
            self.tr("See everything as of a day"),
            self.tr("Lists, charts and forecasts leave out whatever came after its end."),
            width=400,
        )
        self._calendar = QCalendarWidget()
        self._calendar.setGridVisible(False)
        header = QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader
        self._calendar.setVerticalHeaderFormat(header)
        self._calendar.setMaximumDate(_to_qdate(latest))
        self._calendar.setSelectedDate(_to_qdate(shown))
        self._calendar.activated.connect(self.accept)
        for days in self._calendar.findChildren(QTableView):
            days.setAccessibleName(self.tr("Days"))
        self.add(self._calendar)
        choose = Button(self.tr("See that day"), primary=True)
        choose.clicked.connect(self.accept)
        self.set_buttons(self.cancel_button(), choose)

    @property
    def chosen(self) -> datetime:
        """The last second of the chosen day, in UTC."""
        day = self._calendar.selectedDate()
        return datetime.combine(date(day.year(), day.month(), day.day()), time(23, 59, 59), UTC)


def _to_qdate(moment: datetime) -> QDate:
    return QDate(moment.year, moment.month, moment.day)
