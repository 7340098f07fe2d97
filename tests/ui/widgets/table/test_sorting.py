"""A table is sorted from the keyboard, and says by what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from causeloop_desktop.desktop.widgets.table.columns import Column, Kind
from causeloop_desktop.desktop.widgets.table.sorting import largest_first

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu
    from pytestqt.qtbot import QtBot

    from causeloop_desktop.desktop.widgets.table import TableView


def entries(menu: QMenu) -> dict[str, bool]:
    return {entry.text(): entry.isChecked() for entry in menu.actions() if entry.text()}


def spoken(table: TableView, column: int) -> object:
    role = Qt.ItemDataRole.AccessibleTextRole
    return table.model().headerData(column, Qt.Orientation.Horizontal, role)


def test_the_menu_has_every_sortable_column_and_both_directions(table: TableView) -> None:
    table.show()
    table.set_sort("id", True)
    menu = table.open_sort_menu()
    assert entries(menu) == {"Title": False, "Id": True, "Ascending": False, "Descending": True}
    assert menu.accessibleName() == "Sort by"
    menu.close()


def test_arrows_and_return_choose_a_column(table: TableView, qtbot: QtBot) -> None:
    table.show()
    table.set_sort("id", True)
    menu = table.open_sort_menu()
    with qtbot.waitSignal(table.sort_requested) as asked:
        QTest.keyClick(menu, Qt.Key.Key_Up)
        QTest.keyClick(menu, Qt.Key.Key_Return)
    assert asked.args == ["title", False]


def test_arrows_and_return_turn_the_direction_round(table: TableView, qtbot: QtBot) -> None:
    table.show()
    table.set_sort("id", True)
    menu = table.open_sort_menu()
    with qtbot.waitSignal(table.sort_requested) as asked:
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
    assert asked.args == ["id", False]


def test_a_screen_reader_hears_which_column_is_sorted(table: TableView) -> None:
    table.set_sort("id", True)
    assert spoken(table, 1) == "Title"
    assert spoken(table, 2) == "Id, descending"
    table.set_sort("title", False)
    assert spoken(table, 1) == "Title, ascending"
    assert table.model().headerData(1, Qt.Orientation.Horizontal) == "Title"


def test_words_begin_with_a_and_numbers_with_the_largest() -> None:
    assert not largest_first(Column("title", "Title", kind=Kind.TITLE))
    assert largest_first(Column("risk", "Risk", kind=Kind.RISK))
