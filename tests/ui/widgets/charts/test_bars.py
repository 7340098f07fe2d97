"""Bars beside words: the words are read whole, and the bars keep some room."""

import pytest
from pytestqt.qtbot import QtBot

from causeloop_desktop.desktop.widgets.charts.bars import Part, PartsBars

SHORT = Part("P1 impact", 25, "25 of 25")
LONG = Part("97 % sure that its issues are one failure", 3, "3")


@pytest.fixture
def bars(qtbot: QtBot) -> PartsBars:
    """Two parts, one of which says more than a line holds."""
    bars = PartsBars()
    qtbot.addWidget(bars)
    bars.set_parts([SHORT, LONG])
    return bars


def test_words_that_are_long_take_a_second_line_where_it_is_narrow(bars: PartsBars) -> None:
    one_line = bars.heightForWidth(900)
    assert bars.heightForWidth(260) > one_line
    assert bars.hasHeightForWidth()


def test_every_bar_keeps_room_and_no_part_is_drawn_over_another(bars: PartsBars) -> None:
    bars.resize(260, bars.heightForWidth(260))
    (first, label), (second, _) = bars._lines(bars.rect().toRectF())
    assert first.bottom() == second.top()
    assert second.bottom() <= bars.height() + 1
    assert first.right() - label.right() > 44
    assert not bars.grab().isNull()
