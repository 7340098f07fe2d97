"""The diagram of what was said and what happened."""

from pytestqt.qtbot import QtBot

from causeloop_desktop.desktop.widgets.charts.reliability import Bin, ReliabilityChart


def test_the_axes_end_soon_where_only_rare_things_were_said(qtbot: QtBot) -> None:
    chart = ReliabilityChart()
    qtbot.addWidget(chart)
    assert chart.end == 1.0
    chart.set_bins([Bin(0.0, 0.1, 0.003, 0.003, 900), Bin(0.1, 0.2, 0.12, 0.0, 3)])
    assert chart.end == 0.2
    chart.set_bins([Bin(0.0, 0.1, 0.003, 0.003, 900), Bin(0.1, 0.2, 0.12, 0.35, 3)])
    assert chart.end == 0.4


def test_a_bin_is_found_under_the_mouse_whatever_the_scale(qtbot: QtBot) -> None:
    chart = ReliabilityChart()
    qtbot.addWidget(chart)
    chart.resize(440, 360)
    rare, rarer = Bin(0.1, 0.2, 0.12, 0.0, 3), Bin(0.0, 0.1, 0.003, 0.003, 900)
    chart.set_bins([rarer, rare])
    assert chart._bin_at(100) == rarer
    assert chart._bin_at(chart.width() - 60) == rare
