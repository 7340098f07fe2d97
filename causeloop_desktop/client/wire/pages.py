"""Lists that are read to their end, page by page."""

from collections.abc import AsyncIterator
from typing import Protocol, TypeVar

from causeloop_desktop.contract.base import Page

T = TypeVar("T")


class Fetch(Protocol[T]):
    """Gives the page that begins at a cursor, as the method ``list`` of a group does."""

    async def __call__(self, *, cursor: str | None) -> Page[T]:
        """Give one page."""


async def every_row(fetch: Fetch[T]) -> AsyncIterator[T]:
    """Yield the rows of a list, asking for a page when the one before is used up."""
    cursor: str | None = None
    while True:
        page = await fetch(cursor=cursor)
        for row in page.data:
            yield row
        if (cursor := page.page.next_cursor) is None:
            return


async def whole_list(fetch: Fetch[T]) -> tuple[T, ...]:
    """Read a list that is short enough to be held."""
    return tuple([row async for row in every_row(fetch)])
