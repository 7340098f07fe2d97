"""The same rows stay selected while rows arrive, move and vanish."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel

from causeloop_desktop.desktop.widgets.table import Selection, TableView
from tests.ui.widgets.table.conftest import PAGE, Owner, Row, make_rows


def select(table: TableView, first: int, last: int) -> None:
    model = table.model()
    chosen = QItemSelection(model.index(first, 0), model.index(last, 2))
    table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def load(owner: Owner, total: int = 1_000) -> None:
    owner.model.set_total(total)
    owner.model.want(0, 20)
    owner.answer()


def test_loaded_rows_are_named_by_id(owner: Owner, table: TableView) -> None:
    load(owner)
    select(table, 2, 4)

    assert table.selection() == Selection(3, ("id2", "id3", "id4"), (range(2, 5),))


def test_rows_that_are_not_loaded_are_selected_by_place(owner: Owner, table: TableView) -> None:
    load(owner)
    select(table, 300, 899)

    assert table.selection() == Selection(600, (), (range(300, 900),))


def test_all_that_match_is_more_than_what_is_loaded(owner: Owner, table: TableView) -> None:
    load(owner, 1_000_000)
    table.selectAll()

    assert table.selection().all_matching
    assert table.selection().count == 1_000_000


def test_leaving_one_out_ends_all_matching(owner: Owner, table: TableView) -> None:
    load(owner)
    table.selectAll()
    table.show_row(5)

    assert not table.selection().all_matching


def test_a_refresh_that_moves_rows_moves_the_selection(owner: Owner, table: TableView) -> None:
    load(owner)
    select(table, 2, 3)
    owner.model.refresh()
    owner.answer(lambda first, count: [Row("new", "New"), *make_rows(first, count - 1)])

    assert table.selection().keys == ("id2", "id3")
    assert table.selection().ranges == (range(3, 5),)


def test_another_filter_selects_nothing(owner: Owner, table: TableView) -> None:
    load(owner)
    select(table, 2, 3)
    owner.model.reset(PAGE)

    assert table.selection() == Selection()
