"""How lists answer: a page of JSON, or the whole list as a stream of CSV or JSON lines."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.cells import csv_text
from causeloop_desktop.engine.api.v1.dependencies import AsOf, Cursor, Limit
from causeloop_desktop.engine.services.errors import InvalidError
from causeloop_desktop.engine.services.foundation.pages import Asked, asked_for

CSV = "text/csv"
NDJSON = "application/x-ndjson"

STREAMED_AT_ONCE = 250
"""How many rows a streamed list fetches at a time; services may answer fewer.

Writing a row takes 60 to 80 µs on the loop, on which others wait for their answers meanwhile.
"""

T = TypeVar("T", bound=BaseModel)
Sort = TypeVar("Sort", bound=StrEnum)


class Fetch(Protocol[T]):
    """Gives the page of at most so many rows that begins at a cursor."""

    async def __call__(self, limit: int, cursor: str | None, /) -> Page[T]:
        """Give one page."""


Fields = Annotated[str | None, Query(description="Columns of a CSV or NDJSON answer, by comma")]
Position = Annotated[int | None, Query(ge=0, description="Number of the page's first row, from 0")]


@dataclass(frozen=True, kw_only=True)
class ListRequest:
    """How a list is asked for.

    Attributes:
        request: Its ``Accept`` header chooses the form of the answer.
        limit: The rows of a page of JSON.
        cursor: Where that page begins.
        fields: The columns of a stream, separated by commas; all where it is ``None``.
    """

    request: Request
    limit: Limit = 25
    cursor: Cursor = None
    fields: Fields = None

    async def answer(self, model: type[T], fetch: Fetch[T]) -> Page[T] | Response:
        """Answer a page as JSON, or the whole list as a stream.

        Args:
            model: What a row is; its fields are the columns.
            fetch: Gives the pages; a stream walks all of them from the beginning.

        Raises:
            InvalidError: A field is none of the model's.
        """
        accepted = self.request.headers.get("accept", "")
        if CSV not in accepted and NDJSON not in accepted:
            return await fetch(self.limit, self.cursor)
        columns = _columns(model, self.fields)
        # What is wrong with the filter shows with the first page, before anything is promised.
        rows = every_row(fetch, await fetch(STREAMED_AT_ONCE, None))
        if CSV in accepted:
            return StreamingResponse(_csv_lines(rows, columns), media_type=f"{CSV}; charset=utf-8")
        return StreamingResponse(_json_lines(rows, columns), media_type=NDJSON)


@dataclass(frozen=True, kw_only=True)
class SortedListRequest(ListRequest):
    """How a list is asked for that can be sorted, jumped into, and seen as of a moment."""

    as_of: AsOf
    position: Position = None

    async def answer_sorted(
        self,
        model: type[T],
        kind: type[Sort],
        sort: str,
        fetch: Callable[[Asked[Sort]], Awaitable[Page[T]]],
    ) -> Page[T] | Response:
        """Answer a page as JSON, or the whole list as a stream.

        Args:
            model: What a row is; its fields are the columns.
            kind: What the list can be sorted by.
            sort: What it is sorted by; ``-`` in front is descending.
            fetch: Gives the page that is asked for.

        Raises:
            InvalidError: A field is none of the model's, or the list cannot be sorted like that.
        """

        async def page(limit: int, cursor: str | None) -> Page[T]:
            asked = asked_for(
                sort,
                kind,
                limit=limit,
                cursor=cursor,
                position=self.position,
                as_of_us=self.as_of,
            )
            return await fetch(asked)

        return await self.answer(model, page)


Listed = Annotated[ListRequest, Depends()]
SortedListed = Annotated[SortedListRequest, Depends()]


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
