"""The table is worked by keyboard and mouse, and draws what it holds."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from causeloop_desktop.desktop.theme.spacing import ROW, TALL_ROW
from causeloop_desktop.desktop.widgets.table import Column, Kind, PagedModel, TableView
from tests.ui.widgets.table.conftest import Owner, Row, make_rows

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


@pytest.fixture
def stacking(qtbot: QtBot) -> TableView:
    columns = [
        Column("title", "Title", lambda row: row.title, Kind.TITLE, stretch=1, below=below),
        Column("id", "Id", lambda row: row.key, width=80, folded=True),
    ]
    model = PagedModel(columns, lambda row: row.key)
    table = TableView(model, stack_below=500)
    qtbot.addWidget(table)
    table.resize(400, 480)
    table.show()
    model.set_rows(make_rows(0, 100))
    return table


def below(row: Row) -> str:
    return f"known as {row.key}"


def test_a_narrow_table_says_folded_columns_in_a_second_line(stacking: TableView) -> None:
    assert stacking.row_height == TALL_ROW
    assert [column.key for _, column in stacking.arrangement.shown()] == ["title"]
    stacking.resize(700, 480)
    assert stacking.row_height == ROW
    assert [column.key for _, column in stacking.arrangement.shown()] == ["title", "id"]


def test_the_first_row_in_sight_stays_so_when_rows_grow(stacking: TableView) -> None:
    stacking.verticalScrollBar().setValue(30 * TALL_ROW)
    stacking.resize(700, 480)
    assert stacking.visible_rows().start == 30
    stacking.resize(400, 480)
    assert stacking.visible_rows().start == 30


def test_second_lines_are_drawn_copied_and_spoken(stacking: TableView) -> None:
    picture = stacking.viewport().grab().toImage()
    lower = {picture.pixelColor(x, y).name() for x in range(12, 80) for y in range(26, 40)}
    assert len(lower) > 2
    stacking.selectRow(4)
    stacking.copy_selection()
    assert "id4" in QGuiApplication.clipboard().text()
    index = stacking.model().index(4, 0)
    assert index.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "known as id4"
