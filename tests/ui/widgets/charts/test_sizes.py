from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.desktop.theme.palette import colour
from causeloop_desktop.desktop.theme.theme import tokens
from causeloop_desktop.desktop.widgets.charts.sizes import SizeBars, SizeClass

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from causeloop_desktop.desktop.theme.theme import Theme


def test_both_numbers_of_a_class_are_drawn_and_told(theme: Theme, qtbot: QtBot) -> None:
    bars = SizeBars()
    qtbot.addWidget(bars)
    bars.set_classes([SizeClass("2", 6, 0), SizeClass("3+", 0, 9)])
    bars.resize(400, 132)
    assert bars.describe() == (
        "2 issues: 6 patterns today, 0 then; 3+ issues: 0 patterns today, 9 then"
    )
    drawn = bars.grab().toImage()
    row = drawn.height() - 30
    colours = {drawn.pixelColor(x, row).rgb() for x in range(drawn.width())}
    assert {colour(tokens().history).rgb(), colour(tokens().accent).rgb()} <= colours


def test_nothing_is_drawn_without_classes(theme: Theme, qtbot: QtBot) -> None:
    bars = SizeBars()
    qtbot.addWidget(bars)
    bars.set_classes([])
    assert bars.describe() == ""
    assert not bars.grab().isNull()
