"""How answers look: tables for people, CSV and JSON for programs, errors as one sentence."""

import json
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.markup import escape
from rich.table import Table

from causeloop_desktop.contract.cells import csv_text

if TYPE_CHECKING:
    from pydantic import BaseModel

PIPED_WIDTH = 240
"""How wide a table is where no terminal says so, in characters."""

_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters (ECMA-48), but for the tab and the end of a line."""

_LEAST = 16
_GAP = 2

Row = dict[str, object]


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, how a row fills it, and where numbers stand."""

    heading: str
    text: Callable[[Row], str]
    numeric: bool = False
    flexible: bool = False


def console() -> Console:
    """Give the console for answers; colours only where it is a terminal."""
    return Console(width=None if sys.stdout.isatty() else PIPED_WIDTH)


def error_console() -> Console:
    """Give the console for errors and progress."""
    return Console(stderr=True)


def visible(text: str) -> str:
    """Give text without what steers a terminal: a source's words must not move its cursor."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def say_error(what: str, next_step: str = "") -> None:
    """Say in one plain sentence what happened, and what to do."""
    sentence = f"[bold red]Error:[/] {escape(visible(what))} {escape(next_step)}".rstrip()
    error_console().print(sentence, highlight=False, soft_wrap=True)


async def rows_of(models: Iterable["BaseModel"]) -> AsyncIterator[Row]:
    """Give models as rows, with the names that JSON has for their fields."""
    for model in models:
        yield model.model_dump(mode="json", by_alias=True)


async def write_json(rows: AsyncIterator[Row]) -> None:
    """Write rows as a JSON array, one row a line, as they come."""
    before = "["
    async for row in rows:
        sys.stdout.write(f"{before}\n{json.dumps(row, ensure_ascii=False)}")
        before = ","
    sys.stdout.write("[]\n" if before == "[" else "\n]\n")


async def write_csv(rows: AsyncIterator[Row], fields: Sequence[str]) -> None:
    """Write rows as CSV with the header ``fields``, or the names of the first row."""
    names = tuple(fields)
    if names:
        _write_line(names)
    async for row in rows:
        if not names:
            names = tuple(row)
            _write_line(names)
        _write_line(map(row.get, names))
    sys.stdout.buffer.flush()


async def write_table(
    rows: AsyncIterator[Row], columns: Sequence[Column], nothing: str, to: Console
) -> None:
    """Write rows as a table, or say what it means that there are none.

    Where the terminal is too narrow, the flexible columns give way and the others stay whole.
    """
    cells = [[column.text(row) for column in columns] async for row in rows]
    if not cells:
        to.print(nothing, highlight=False)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column, width in zip(columns, _widths(columns, cells, to.width), strict=True):
        align: JustifyMethod = "right" if column.numeric else "left"
        table.add_column(
            column.heading, justify=align, no_wrap=True, overflow="ellipsis", width=width
        )
    for texts in cells:
        table.add_row(*(escape(visible(text)) for text in texts))
    to.print(table, highlight=False)


def _widths(columns: Sequence[Column], cells: Sequence[Sequence[str]], room: int) -> list[int]:
    """Share ``room`` among columns: the flexible ones take what the others leave."""
    natural = [
        max(cell_len(column.heading), *(cell_len(row[index]) for row in cells))
        for index, column in enumerate(columns)
    ]
    flexible = [index for index, column in enumerate(columns) if column.flexible]
    left = room - (len(columns) - 1) * _GAP - sum(natural)
    for index in sorted(flexible, key=lambda index: -natural[index]):
        shrunk = max(min(natural[index], _LEAST), natural[index] + min(left, 0))
        left += natural[index] - shrunk
        natural[index] = shrunk
    return natural


def plain_columns(fields: Sequence[str]) -> list[Column]:
    """Make columns that show ``fields`` as they are."""
    return [Column(name, field_text(name)) for name in fields]


def as_text(value: object) -> str:
    """Write a value of a row as text; what has parts as JSON."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def field_text(name: str) -> Callable[[Row], str]:
    """Show the field ``name`` as it is."""
    return lambda row: as_text(row.get(name))


def date_text(name: str) -> Callable[[Row], str]:
    """Show the field ``name`` as a day."""
    return lambda row: _day(row.get(name))


def percent(value: object) -> str:
    """Write a probability in per cent, a dash where there is none.

    What is only nearly impossible or nearly certain is never written as 0% or 100%.
    """
    if not isinstance(value, int | float):
        return "-"
    rounded = f"{value:.0%}"
    if rounded == "0%" and value > 0:
        return "<1%"
    return ">99%" if rounded == "100%" and value < 1 else rounded


def names_text(name: str) -> Callable[[Row], str]:
    """Show the list in the field ``name``, separated by commas."""

    def show(row: Row) -> str:
        values = row.get(name)
        return ", ".join(map(str, values)) if isinstance(values, list) else ""

    return show


def pattern_text(row: Row) -> str:
    """Show the name of the pattern that a row is about, if any."""
    pattern = row.get("pattern")
    return str(pattern.get("name", "")) if isinstance(pattern, dict) else ""


def _day(value: object) -> str:
    return f"{datetime.fromisoformat(value):%Y-%m-%d}" if isinstance(value, str) else ""


def _write_line(values: Iterable[object]) -> None:
    """Write a line of CSV as bytes: a file, whatever encoding and line ends a terminal has."""
    sys.stdout.buffer.write(csv_text([values]).encode())
