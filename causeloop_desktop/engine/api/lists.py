"""How lists answer: a page of JSON, or the whole list as a stream of CSV or JSON lines."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.cells import csv_text
from causeloop_desktop.engine.services.errors import InvalidError

CSV = "text/csv"
NDJSON = "application/x-ndjson"

STREAMED_AT_ONCE = 250
"""How many rows a streamed list fetches at a time; services may answer fewer.

Writing a row takes 60 to 80 µs on the loop, on which others wait for their answers meanwhile.
"""

T = TypeVar("T", bound=BaseModel)


class Fetch(Protocol[T]):
    """Gives the page of at most so many rows that begins at a cursor."""

    async def __call__(self, limit: int, cursor: str | None, /) -> Page[T]:
        """Give one page."""


Fields = Annotated[str | None, Query(description="Columns of a CSV or NDJSON answer, by comma")]


async def answer_list(
    request: Request,
    model: type[T],
    fetch: Fetch[T],
    limit: int,
    cursor: str | None,
    fields: str | None = None,
) -> Page[T] | Response:
    """Answer a list in the form that the request accepts.

    Args:
        request: Its ``Accept`` header chooses the form.
        model: What a row is; its fields are the columns.
        fetch: Gives the pages; a stream walks all of them from the beginning.
        limit: The rows of a page of JSON.
        cursor: Where that page begins.
        fields: The columns of a stream, separated by commas; all where it is ``None``.

    Raises:
        InvalidError: A field is none of the model's.
    """
    accepted = request.headers.get("accept", "")
    if CSV not in accepted and NDJSON not in accepted:
        return await fetch(limit, cursor)
    columns = _columns(model, fields)
    # What is wrong with the filter shows with the first page, before anything is promised.
    rows = every_row(fetch, await fetch(STREAMED_AT_ONCE, None))
    if CSV in accepted:
        return StreamingResponse(_csv_lines(rows, columns), media_type=f"{CSV}; charset=utf-8")
    return StreamingResponse(_json_lines(rows, columns), media_type=NDJSON)


async def every_row(fetch: Fetch[T], page: Page[T]) -> AsyncIterator[Sequence[T]]:
    """Yield a list's rows page by page from its first ``page`` on, to its end."""
    yield page.data
    while (cursor := page.page.next_cursor) is not None:
        page = await fetch(STREAMED_AT_ONCE, cursor)
        yield page.data


def _columns(model: type[BaseModel], fields: str | None) -> tuple[str, ...]:
    known = tuple(model.model_fields)
    if fields is None:
        return known
    wanted = tuple(name.strip() for name in fields.split(",") if name.strip())
    if unknown := [name for name in wanted if name not in known]:
        message = f"There is no field {unknown[0]!r}. Known are: {', '.join(known)}."
        raise InvalidError(message, {"fields": message})
    return wanted or known


async def _csv_lines(
    pages: AsyncIterator[Sequence[BaseModel]], columns: tuple[str, ...]
) -> AsyncIterator[str]:
    yield csv_text([columns])
    async for rows in pages:
        yield csv_text(_values(row, columns) for row in rows)


async def _json_lines(
    pages: AsyncIterator[Sequence[BaseModel]], columns: tuple[str, ...]
) -> AsyncIterator[str]:
    async for rows in pages:
        records = (dict(zip(columns, _values(row, columns), strict=True)) for row in rows)
        yield "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _values(row: BaseModel, columns: tuple[str, ...]) -> list[Any]:
    dumped = row.model_dump(mode="json", include=set(columns))
    return [dumped[name] for name in columns]
