"""Names in circles: whole words first, parts of long ones next, and never nothing."""

import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from causeloop_desktop.desktop.theme import fonts
from causeloop_desktop.desktop.widgets.charts.circle_text import cut, wrapped


@pytest.fixture
def measures(qtbot: QtBot) -> QFontMetricsF:
    return QFontMetricsF(fonts.font(11))


def test_a_name_that_fits_is_written_whole(measures: QFontMetricsF) -> None:
    assert " ".join(wrapped("Card payment fails", measures, 60, True)) == "Card payment fails"


@pytest.mark.parametrize("sign", ["-", "_", "/"])
def test_a_word_of_several_is_broken_between_them(measures: QFontMetricsF, sign: str) -> None:
    name = f"checkout{sign}payments"
    room = measures.horizontalAdvance(name) / 2
    assert wrapped(name, measures, room, True) == [f"checkout{sign}", "payments"]


def test_no_name_ends_with_a_short_word(measures: QFontMetricsF) -> None:
    for radius in range(20, 90):
        assert (wrapped("Label API of carrier", measures, radius, False) or ["x"])[-1][-2:] != "of"


def test_of_a_name_that_does_not_fit_the_beginning_stays(measures: QFontMetricsF) -> None:
    name = "Reauthentisierungsfehlermeldung"
    assert wrapped(name, measures, 40, True) == []
    (line,) = cut(name, measures, 40, True)
    assert line.endswith("\N{HORIZONTAL ELLIPSIS}")
    assert name.startswith(line[:-1])


def test_a_circle_without_room_stays_empty(measures: QFontMetricsF) -> None:
    assert cut("Reauthentisierungsfehlermeldung", measures, 12, False) == []
