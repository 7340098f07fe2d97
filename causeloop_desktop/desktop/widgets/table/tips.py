"""What a tip says of a cell: what the cell had to leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.desktop.theme.words import exact_time
from causeloop_desktop.desktop.widgets.table import cells
from causeloop_desktop.desktop.widgets.table.columns import Column, IconValue, Kind, cell_words

if TYPE_CHECKING:
    from datetime import datetime


def tip_of(column: Column, row: object, *, now: datetime, width: int, stacked: bool) -> str:
    """Say the exact moment of a relative time, an icon in words, or what was cut.

    Args:
        column: Where the cell stands.
        row: What it shows.
        now: The moment that relative times are told from.
        width: Pixels that the cell has.
        stacked: Whether a second line is shown below the first.
    """
    value = column.value(row)
    if column.kind in (Kind.TIME, Kind.AGE) and value is not None:
        return exact_time(value)  # type: ignore[arg-type]  # the kind promises a datetime
    if isinstance(value, IconValue):
        return column.words(row, now)
    words = cell_words(column.kind, value, now)
    below = column.below(row) if column.below and stacked else ""
    cut = cells.is_cut(words, column, width) or cells.is_below_cut(below, width)
    return f"{words}\n{below}".strip() if cut else ""
