"""A count series of the contract on the chart that draws it, and the ways to take a chart along."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QMenu

from causeloop_desktop.contract.patterns import Counting
from causeloop_desktop.contract.predictions import HORIZONS_DAYS
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import tr
from causeloop_desktop.desktop.widgets.buttons import IconButton, Segmented
from causeloop_desktop.desktop.widgets.charts.export import ExportError, copy_chart, save_chart
from causeloop_desktop.desktop.widgets.charts.series import Bar, Forecast

if TYPE_CHECKING:
    from datetime import date, datetime

    from causeloop_desktop.contract.patterns import Frequency
    from causeloop_desktop.desktop.widgets.charts.chart import Chart
    from causeloop_desktop.desktop.widgets.charts.frequency import FrequencyChart
    from causeloop_desktop.desktop.widgets.notices import Notices

FORMATS = ("PNG", "SVG", "PDF")
BUTTON = 24


def show_frequency(
    chart: FrequencyChart, frequency: Frequency, as_of: datetime | None = None
) -> None:
    """Draw a series in the days of its own time zone, as of now or of another moment."""
    zone = ZoneInfo(frequency.timezone)

    def day(moment: datetime) -> date:
        return moment.astimezone(zone).date()

    chart.set_series(
        [Bar(day(point.at), point.count) for point in frequency.history],
        [
            Forecast(day(point.at), point.value, point.lower, point.upper)
            for point in frequency.forecast
        ],
        today=day(frequency.as_of),
        is_now=as_of is None,
        noun=tr("issues") if frequency.counting is Counting.ISSUES else tr("episodes"),
        days_per_bar=frequency.bucket_days,
    )


def unit_text(frequency: Frequency) -> str:
    """Say what a bar counts, as in "episodes a week"."""
    week = frequency.bucket_days > 1
    if frequency.counting is Counting.ISSUES:
        return tr("issues a week") if week else tr("issues a day")
    return tr("episodes a week") if week else tr("episodes a day")


def window_choice(name: str) -> Segmented:
    """Make the choice of how many days are looked over, as charts and forecasts offer it."""
    words = tr("{n} d")
    choice = Segmented([(str(days), words.format(n=days)) for days in HORIZONS_DAYS])
    choice.setAccessibleName(name)
    return choice


def chart_button(chart: Chart, name: str, notices: Notices) -> IconButton:
    """Make the button that copies a chart or saves it as a picture.

    Args:
        chart: The chart, drawn anew for each format at its present size.
        name: The file's name without its ending.
        notices: Where success and failure are said.
    """
    button = IconButton("export", tr("Copy or save the chart"), size=BUTTON)
    menu = QMenu(button)
    menu.addAction(tr("Copy the picture"), lambda: _copy(chart, notices))
    for ending in FORMATS:
        menu.addAction(
            tr("Save as {format}…").format(format=ending),
            lambda ending=ending: _ask_file(chart, name, ending.lower(), notices),
        )
    button.clicked.connect(lambda: menu.popup(button.mapToGlobal(QPoint(0, BUTTON + 4))))
    return button


def _copy(chart: Chart, notices: Notices) -> None:
    copy_chart(chart)
    notices.show(tr("Picture copied"))


def _ask_file(chart: Chart, name: str, ending: str, notices: Notices) -> None:
    home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    place = str(Path(home) / f"{name}.{ending}")
    dialog = QFileDialog(chart.window(), tr("Save the chart"), place)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending)
    dialog.fileSelected.connect(lambda path: save(chart, Path(path), notices))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def save(chart: Chart, path: Path, notices: Notices) -> None:
    """Write the chart in the format of the file's ending, and say how that went."""
    try:
        save_chart(chart, path)
    except ExportError as error:
        notices.show(tr("The chart was not saved"), str(error), Tone.CRITICAL)
    else:
        notices.show(tr("Chart saved"), str(path))
