"""A table over any number of rows, of which only the pages in sight are ever held."""

from causeloop_desktop.desktop.widgets.table.columns import (
    ChipValue,
    Column,
    IconValue,
    Kind,
    TextValue,
)
from causeloop_desktop.desktop.widgets.table.model import PagedModel
from causeloop_desktop.desktop.widgets.table.selection import Selection
from causeloop_desktop.desktop.widgets.table.view import TableView

__all__ = [
    "ChipValue",
    "Column",
    "IconValue",
    "Kind",
    "PagedModel",
    "Selection",
    "TableView",
    "TextValue",
]
