"""The frequency chart is read by eye, mouse and keyboard, and saved in three formats."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.widgets.charts.export import ExportError, save_chart
from causeloop_desktop.desktop.widgets.charts.frequency import FrequencyChart
from causeloop_desktop.desktop.widgets.charts.series import Bar, Forecast

START = date(2026, 6, 1)

# The offscreen platform says so of every tooltip.
pytestmark = pytest.mark.qt_log_ignore("does not support raise")


@pytest.fixture
def chart(qtbot: QtBot) -> FrequencyChart:
    chart = FrequencyChart()
    qtbot.addWidget(chart)
    chart.resize(640, 240)
    bars = [Bar(START + timedelta(days=n), n % 4) for n in range(20)]
    ahead = [Forecast(START + timedelta(days=20 + n), 2.5, 1.0, 4.0) for n in range(5)]
    chart.set_series(bars, ahead, today=START + timedelta(days=20))
    return chart


def test_it_says_what_it_shows(chart: FrequencyChart) -> None:
    assert "30 issues" in chart.describe()
    assert "12.5 more expected" in chart.describe()
    assert chart.accessibleDescription() == chart.describe()


def test_bars_and_forecast_are_drawn_in_their_colours(chart: FrequencyChart) -> None:
    picture = chart.grab().toImage()
    inks = {picture.pixelColor(x, y).name() for x in range(640) for y in range(60, 216)}

    assert {QColor(tokens().history).name(), QColor(tokens().forecast).name()} <= inks


def test_arrows_read_it_bar_by_bar(chart: FrequencyChart) -> None:
    QTest.keyClick(chart, Qt.Key.Key_Home)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleDescription().endswith(": 1 issues")

    QTest.keyClick(chart, Qt.Key.Key_End)
    assert "80 % between 1.0 and 4.0" in chart.accessibleDescription()


def test_a_click_tells_the_day(chart: FrequencyChart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chart.bar_clicked) as clicked:
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(40, 120))

    assert clicked.args == [START]


def test_nothing_is_said_in_words(chart: FrequencyChart) -> None:
    chart.set_series([], today=START)

    assert chart.describe() == "Nothing happened in this time."
    assert not chart.grab().isNull()


def test_a_picture_has_twice_the_pixels(chart: FrequencyChart, tmp_path: Path) -> None:
    save_chart(chart, tmp_path / "chart.png")

    assert QImage(str(tmp_path / "chart.png")).width() == 2 * (640 + 32)


def test_vectors_stay_vectors_and_text_stays_text(chart: FrequencyChart, tmp_path: Path) -> None:
    save_chart(chart, tmp_path / "chart.svg")
    save_chart(chart, tmp_path / "chart.pdf")
    drawing = (tmp_path / "chart.svg").read_text("utf-8")

    assert "<text" in drawing
    assert "<image" not in drawing
    assert (tmp_path / "chart.pdf").read_bytes().startswith(b"%PDF")


def test_another_format_is_refused_with_those_that_work(
    chart: FrequencyChart, tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match=r"\.png, \.svg, \.pdf"):
        save_chart(chart, tmp_path / "chart.gif")


def test_a_missing_folder_is_named(chart: FrequencyChart, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="missing"):
        save_chart(chart, tmp_path / "missing" / "chart.png")
