"""How answers look: tables for people, CSV and JSON for programs, errors as one sentence."""

import csv
import io
import json
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

PIPED_WIDTH = 240
"""How wide a table is where no terminal says so, in characters."""

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


def say_error(what: str, next_step: str = "") -> None:
    """Say in one plain sentence what happened, and what to do."""
    sentence = f"[bold red]Error:[/] {escape(what)} {escape(next_step)}".rstrip()
    error_console().print(sentence, highlight=False, soft_wrap=True)


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
        sys.stdout.write(_csv_line(names))
    async for row in rows:
        if not names:
            names = tuple(row)
            sys.stdout.write(_csv_line(names))
        sys.stdout.write(_csv_line([as_text(row.get(name)) for name in names]))


async def write_table(
    rows: AsyncIterator[Row], columns: Sequence[Column], nothing: str, to: Console
) -> None:
    """Write rows as a table, or say what it means that there are none."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(
            column.heading,
            justify="right" if column.numeric else "left",
            no_wrap=True,
            overflow="ellipsis",
            ratio=1 if column.flexible else None,
        )
    async for row in rows:
        table.add_row(*(escape(column.text(row)) for column in columns))
    to.print(table if table.row_count else nothing, highlight=False)


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
    """Write a probability in per cent, a dash where there is none."""
    return f"{value:.0%}" if isinstance(value, int | float) else "-"


def names_text(name: str) -> Callable[[Row], str]:
    """Show the list in the field ``name``, separated by commas."""

    def show(row: Row) -> str:
        values = row.get(name)
        return ", ".join(map(str, values)) if isinstance(values, list) else ""

    return show


def _day(value: object) -> str:
    return f"{datetime.fromisoformat(value):%Y-%m-%d}" if isinstance(value, str) else ""


def _csv_line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
