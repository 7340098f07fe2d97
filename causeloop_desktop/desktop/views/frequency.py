"""A count series of the contract on the chart that draws it, and the ways to take a chart along."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QMenu

from causeloop_desktop.contract.patterns import Counting
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.widgets.buttons import MenuButton
from causeloop_desktop.desktop.widgets.charts.export import ExportError, copy_chart, save_chart
from causeloop_desktop.desktop.widgets.charts.frequency import Bar, Forecast, FrequencyChart

if TYPE_CHECKING:
    from datetime import date, datetime

    from PySide6.QtWidgets import QWidget

    from causeloop_desktop.contract.patterns import Frequency
    from causeloop_desktop.desktop.widgets.charts.chart import Chart
    from causeloop_desktop.desktop.widgets.notices import Notices

FORMATS = ("PNG", "SVG", "PDF")


def tr(text: str) -> str:
    """Translate a word of this module."""
    return QCoreApplication.translate("frequency", text)


def show_frequency(chart: FrequencyChart, frequency: Frequency) -> None:
    """Draw a series in the days of its own time zone."""
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
        noun=tr("issues") if frequency.counting is Counting.ISSUES else tr("episodes"),
        days_per_bar=frequency.bucket_days,
    )


def chart_button(chart: Chart, name: str, notices: Notices) -> MenuButton:
    """Make the button that copies a chart or saves it as a picture.

    Args:
        chart: The chart, drawn anew for each format at its present size.
        name: The file's name without its ending.
        notices: Where success and failure are said.
    """
    menu = QMenu()
    menu.addAction(tr("Copy the picture"), lambda: copy_chart(chart))
    for ending in FORMATS:
        menu.addAction(
            tr("Save as {format}…").format(format=ending),
            lambda ending=ending: _save(chart, name, ending.lower(), notices),
        )
    button = MenuButton("", menu, icon="export")
    button.setToolTip(tr("Copy or save the chart"))
    button.setAccessibleName(tr("Copy or save the chart"))
    return button


def _save(chart: Chart, name: str, ending: str, notices: Notices) -> None:
    home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(_window(chart), tr("Save the chart"), str(Path(home) / f"{name}.{ending}"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending)
    dialog.fileSelected.connect(lambda path: _write(chart, Path(path), notices))
    dialog.open()


def _write(chart: Chart, path: Path, notices: Notices) -> None:
    try:
        save_chart(chart, path)
    except ExportError as error:
        notices.show(tr("The chart was not saved"), str(error), Tone.CRITICAL)
    else:
        notices.show(tr("Chart saved"), str(path))


def _window(chart: Chart) -> QWidget:
    return chart.window()
