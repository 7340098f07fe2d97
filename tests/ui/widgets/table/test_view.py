"""The table is worked by keyboard and mouse, and draws what it holds."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from causeloop_desktop.desktop.theme.spacing import ROW
from causeloop_desktop.desktop.widgets.table import TableView
from tests.ui.widgets.table.conftest import Owner, make_rows

TOTAL = 1_000_000


@pytest.fixture
def shown(owner: Owner, table: TableView, qtbot: QtBot) -> TableView:
    owner.model.set_total(TOTAL)
    table.show()
    qtbot.waitUntil(lambda: bool(owner.asked))
    owner.answer()
    return table


def test_rows_in_sight_are_asked_for(shown: TableView, owner: Owner) -> None:
    assert shown.visible_rows() == range(10)
    assert owner.model.row(9) == make_rows(9, 1)[0]


def test_a_jump_asks_for_the_rows_that_it_lands_on(
    shown: TableView, owner: Owner, qtbot: QtBot
) -> None:
    shown.verticalScrollBar().setValue(3_000 * ROW)
    qtbot.waitUntil(lambda: bool(owner.asked))
    owner.answer()

    assert owner.model.row(3_005) == make_rows(3_005, 1)[0]


def test_home_and_end_go_to_the_first_and_last_row(shown: TableView) -> None:
    QTest.keyClick(shown, Qt.Key.Key_End)
    assert shown.currentIndex().row() == TOTAL - 1

    QTest.keyClick(shown, Qt.Key.Key_Home)
    assert shown.currentIndex().row() == 0


def test_space_takes_a_row_out_of_the_selection(shown: TableView) -> None:
    shown.show_row(4)
    QTest.keyClick(shown, Qt.Key.Key_Space)

    assert shown.selection().count == 0


def test_enter_opens_the_row(shown: TableView, qtbot: QtBot) -> None:
    shown.show_row(3)
    with qtbot.waitSignal(shown.opened) as opened:
        QTest.keyClick(shown, Qt.Key.Key_Return)

    assert opened.args == [make_rows(3, 1)[0]]


def test_a_click_on_a_box_adds_to_the_selection(shown: TableView) -> None:
    shown.show_row(1)
    box = QPoint(18, 6 * ROW + 16)
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=box)

    assert shown.selection().keys == ("id1", "id6")


def test_the_current_row_is_told_when_it_arrives(
    shown: TableView, owner: Owner, qtbot: QtBot
) -> None:
    told: list[object] = []
    shown.focused.connect(told.append)
    shown.show_row(70_000)
    assert told == []

    qtbot.waitUntil(lambda: bool(owner.asked))
    owner.answer()
    assert told == make_rows(70_000, 1)


def test_copies_are_lines_with_tabs(shown: TableView) -> None:
    shown.show_row(2)
    QTest.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == "Title\tId\nRow 2\tid2"


def test_a_click_on_a_title_asks_for_the_other_order(shown: TableView, qtbot: QtBot) -> None:
    shown.set_sort("title", False)
    header = shown.horizontalHeader()
    with qtbot.waitSignal(shown.sort_requested) as asked:
        place = QPoint(header.sectionViewportPosition(1) + 20, 16)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert asked.args == ["title", True]


def test_typed_letters_search_nothing(shown: TableView) -> None:
    shown.show_row(0)
    QTest.keyClick(shown, Qt.Key.Key_R)

    assert shown.currentIndex().row() == 0


def test_hidden_columns_come_back_with_the_saved_state(shown: TableView, owner: Owner) -> None:
    shown.arrangement.set_shown("id", False)
    state = shown.column_state()
    shown.arrangement.set_shown("id", True)
    shown.restore_column_state(state)

    assert [column.key for _number, column in shown.arrangement.shown()] == ["check", "title"]


def test_rows_are_drawn(shown: TableView) -> None:
    picture = shown.viewport().grab().toImage()
    row = [picture.pixelColor(x, ROW // 2).name() for x in range(40, 160)]

    assert len(set(row)) > 2


def test_the_columns_fill_the_width(shown: TableView) -> None:
    assert shown.horizontalHeader().length() == shown.viewport().width()
