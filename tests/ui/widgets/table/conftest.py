"""A table over made-up rows, whose owner answers when the test says so."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from pytestqt.qtbot import QtBot

from causeloop_desktop.desktop.widgets.table import Column, Kind, PagedModel, TableView

PAGE = 50


@dataclass(frozen=True)
class Row:
    key: str
    title: str


def make_rows(first: int, count: int) -> list[Row]:
    return [Row(f"id{place}", f"Row {place}") for place in range(first, first + count)]


@dataclass
class Owner:
    """What stands behind a model: it notes what is asked for and answers on demand."""

    model: PagedModel
    asked: list[tuple[int, int]] = field(default_factory=list)

    def note(self, first: int, count: int) -> None:
        self.asked.append((first, count))

    def answer(self, make: Callable[[int, int], list[Row]] = make_rows) -> None:
        while self.asked:
            first, count = self.asked.pop(0)
            self.model.set_page(first, make(first, count))


@pytest.fixture
def owner(qtbot: QtBot) -> Owner:
    columns = [
        Column("check", "", kind=Kind.CHECK, width=36),
        Column("title", "Title", lambda row: row.title, Kind.TITLE, stretch=1, sortable=True),
        Column("id", "Id", lambda row: row.key, width=80, sortable=True),
    ]
    owner = Owner(PagedModel(columns, lambda row: row.key, page_size=PAGE, capacity=4))
    owner.model.page_needed.connect(owner.note)
    return owner


@pytest.fixture
def table(owner: Owner, qtbot: QtBot) -> TableView:
    table = TableView(owner.model)
    qtbot.addWidget(table)
    table.resize(600, 352)
    return table
