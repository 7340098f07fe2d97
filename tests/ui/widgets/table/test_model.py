"""Pages are asked for once, as they come into sight, and leave when long unused."""

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tests.ui.widgets.table.conftest import PAGE, Owner, make_rows


def test_it_is_a_proper_model(owner: Owner, qtmodeltester: ModelTester) -> None:
    owner.model.set_total(120)
    owner.model.want(0, 10)
    owner.answer()

    qtmodeltester.check(owner.model)  # type: ignore[no-untyped-call]  # pytest-qt leaves it so


def test_nothing_is_asked_for_before_it_is_in_sight(owner: Owner) -> None:
    owner.model.set_total(1_000_000)

    assert owner.asked == []


def test_a_page_in_sight_is_asked_for_once(owner: Owner) -> None:
    owner.model.set_total(1_000_000)
    owner.model.want(500_010, 500_020)
    owner.model.want(500_011, 500_021)

    assert owner.asked == [(499_950, PAGE), (500_000, PAGE)]


def test_what_was_scrolled_past_is_never_asked_for(owner: Owner) -> None:
    owner.model.set_total(1_000_000)
    for place in range(0, 100_000, 1_000):
        owner.model.want(place, place + 20)
    asked_while_moving = len(owner.asked)
    owner.answer()

    assert asked_while_moving == 2
    assert owner.model.row(99_010) == make_rows(99_010, 1)[0]
    assert owner.model.row(50_010) is None


def test_a_failed_page_may_be_asked_for_again(owner: Owner) -> None:
    owner.model.set_total(PAGE)
    owner.model.want(0, 10)
    owner.asked.clear()
    owner.model.page_failed(0)
    owner.model.want(0, 10)

    assert owner.asked == [(0, PAGE)]


def test_only_so_many_pages_are_held(owner: Owner) -> None:
    owner.model.set_total(10_000)
    for place in range(0, 10_000, 500):
        owner.model.want(place, place + 10)
        owner.answer()
    held = [place for place in range(10_000) if owner.model.row(place) is not None]

    assert len(held) == 4 * PAGE


def test_a_refresh_keeps_rows_until_new_ones_come(owner: Owner) -> None:
    owner.model.set_total(PAGE)
    owner.model.want(0, 10)
    owner.answer()
    owner.model.refresh()

    assert owner.model.row(0) == make_rows(0, 1)[0]
    assert owner.asked == [(0, PAGE)]


def test_a_row_on_its_way_says_so_to_a_screen_reader(owner: Owner) -> None:
    owner.model.set_total(PAGE)
    index = owner.model.index(3, 1)

    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "loading"


def test_an_estimated_total_is_told_as_one(owner: Owner, qtbot: QtBot) -> None:
    with qtbot.waitSignal(owner.model.total_changed) as told:
        owner.model.set_total(10_001, estimated=True)

    assert told.args == [10_001, True]
    assert owner.model.rowCount() == 10_001
