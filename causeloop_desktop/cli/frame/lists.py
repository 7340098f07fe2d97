"""The verb ``list`` of every noun: which rows, which fields, in which form."""

import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from enum import StrEnum
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from causeloop_desktop.cli.frame.options import split_names
from causeloop_desktop.cli.frame.verbs import Group

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    from causeloop_desktop.cli.frame.output import Column, Row
    from causeloop_desktop.cli.frame.session import Session
    from causeloop_desktop.client.wire.rows import RowStream

PAGE = 25

LONGEST_SHOWN = 40
"""How much of a wrong value is repeated, in characters."""


class OutputFormat(StrEnum):
    """The forms in which a list can be written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


M = TypeVar("M", bound="BaseModel")

All = Annotated[bool, typer.Option("--all", help="Every row, not just the first.")]
Limit = Annotated[int, typer.Option(min=1, help="How many rows without --all.")]
Fields = Annotated[
    str | None, typer.Option(help="Only these fields, as a,b,c.", show_default=False)
]
Sort = Annotated[
    str | None,
    typer.Option(help="Sort by this field; -field is descending.", show_default=False),
]
Format = Annotated[
    OutputFormat | None,
    typer.Option("--format", help="How it is written; --json is json.", show_default="table"),
]


@dataclass(frozen=True)
class ListOptions:
    """How a list is wanted."""

    everything: bool = False
    limit: int = PAGE
    fields: tuple[str, ...] = ()
    sort: str | None = None
    format: OutputFormat | None = None


def _list_options(
    everything: bool,
    limit: int,
    fields: str | None,
    format_: OutputFormat | None,
    sort: str | None = None,
) -> ListOptions:
    return ListOptions(everything, limit, split_names(fields), sort, format_)


LISTED: Mapping[str, tuple[Any, object]] = {
    "everything": (All, False),
    "limit": (Limit, PAGE),
    "fields": (Fields, None),
    "format_": (Format, None),
}
LISTING = Group(LISTED, _list_options)
SORTED_LISTING = Group({**LISTED, "sort": (Sort, None)}, _list_options)
"""What is said of how a list is wanted, as a verb's parameter ``how``."""


@dataclass(frozen=True)
class Listing:
    """A noun's list: where its rows come from and how a person sees them."""

    rows: "RowStream"
    columns: Sequence["Column"]
    nothing: str
    filter: "BaseModel | None" = None


def read_filter(kind: type[M], /, **values: object) -> M:
    """Make a filter of what the options said; lists come as ``a,b``.

    Raises:
        typer.BadParameter: A value is none of those that exist.
    """
    from pydantic import ValidationError

    fields = kind.model_fields
    given = {
        name: value
        for name, value in values.items()
        if value not in (None, ()) and (value != "" or (name in fields and _is_asked(fields[name])))
    }
    try:
        return kind(**given)
    except ValidationError as error:
        first = error.errors()[0]
        option = f"--{str(first['loc'][0]).replace('_', '-')}"
        raise typer.BadParameter(_wrong(first), param_hint=option) from error


def _is_asked(field: "FieldInfo") -> bool:
    """Tell whether a field cannot be left out, so that an empty word is meant as it stands."""
    return field.is_required()


def _wrong(problem: "ErrorDetails") -> str:
    said = problem["msg"].removeprefix("Value error, ").replace("Input should", "it should")
    if problem["type"] == "missing":
        return said
    if "isoformat" in said:
        said = "it should be a moment, as 2024-05-31 or 2024-05-31T12:00Z"
    given = shorten(str(problem["input"]), LONGEST_SHOWN, placeholder="...")
    return f'"{given}": {said.rstrip(".")}.'


async def write_list(session: "Session", listing: Listing, options: ListOptions) -> None:
    """Write a list in the form that was asked for."""
    from causeloop_desktop.cli.frame.output import plain_columns, write_csv, write_json, write_table

    usual = OutputFormat.JSON if session.options.json else OutputFormat.TABLE
    form = options.format or usual
    if form is OutputFormat.CSV and options.everything:
        await _copy_csv(session, listing, options)
        return
    async with aclosing(_rows(session, listing, options)) as rows:
        match form:
            case OutputFormat.JSON:
                await write_json(rows)
            case OutputFormat.CSV:
                await write_csv(rows, options.fields)
            case OutputFormat.TABLE:
                columns = plain_columns(options.fields) or listing.columns
                await write_table(rows, columns, listing.nothing, session.console)


async def write_models(
    session: "Session", models: "Iterable[BaseModel]", columns: Sequence["Column"], nothing: str
) -> None:
    """Write all of a short list: as JSON where that was asked for, else as a table."""
    from causeloop_desktop.cli.frame.output import rows_of, write_json, write_table

    if session.options.json:
        await write_json(rows_of(models))
    else:
        await write_table(rows_of(models), columns, nothing, session.console)


async def _rows(
    session: "Session", listing: Listing, options: ListOptions
) -> "AsyncGenerator[Row, None]":
    stream = listing.rows.stream_rows(
        listing.filter, fields=options.fields, sort=options.sort, as_of=session.as_of
    )
    left = options.limit
    async with aclosing(stream) as rows:
        async for row in rows:
            yield row
            left -= 1
            if left == 0 and not options.everything:
                return


async def _copy_csv(session: "Session", listing: Listing, options: ListOptions) -> None:
    from causeloop_desktop.client.wire.rows import RowFormat

    chunks = listing.rows.stream_bytes(
        RowFormat.CSV,
        listing.filter,
        fields=options.fields,
        sort=options.sort,
        as_of=session.as_of,
    )
    async with aclosing(chunks):
        async for chunk in chunks:
            sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()
