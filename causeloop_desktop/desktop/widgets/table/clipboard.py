"""Rows as text that a spreadsheet understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.desktop.widgets.table.columns import Column, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

_BREAKS = str.maketrans({"\t": " ", "\n": " ", "\r": " "})


def as_text(columns: Sequence[Column], rows: Iterable[object], now: datetime) -> str:
    """Return a line of titles and a line a row, tabs between cells."""
    spoken = [column for column in columns if column.kind is not Kind.CHECK]
    lines = [[column.title for column in spoken]]
    lines += [[column.words(row, now) for column in spoken] for row in rows]
    return "\n".join("\t".join(cell.translate(_BREAKS) for cell in line) for line in lines)
