"""Lists that are read by cursors, as far as somebody looks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from causeloop_desktop.contract.base import Page

PAGE = 100
"""Rows that are asked for at a time."""

LONGEST_QUERY = 200
"""Letters of a search that a server takes."""

T = TypeVar("T")


class Reading(Generic[T]):
    """A list that is read from its beginning as far as somebody looks.

    Args:
        fetch: Gives the page that begins at a cursor.
    """

    def __init__(self, fetch: Callable[[str | None], Awaitable[Page[T]]]) -> None:
        self.rows: tuple[T, ...] = ()
        self.total = 0
        self._fetch = fetch
        self._cursor: str | None = None
        self._begun = 0
        self._reading_on = asyncio.Lock()

    async def begin(self) -> None:
        """Read the first page anew; an answer that is late changes nothing."""
        self._begun += 1
        begun = self._begun
        page = await self._fetch(None)
        if begun == self._begun:
            self.rows, self._cursor, self.total = page.data, page.page.next_cursor, page.page.total

    async def page(self, first: int) -> tuple[T, ...]:
        """Give the rows from number ``first`` on, reading on until they are there.

        Two that ask at once wait for each other: both would read the same page on.
        """
        begun = self._begun
        async with self._reading_on:
            while len(self.rows) <= first and self._cursor is not None:
                page = await self._fetch(self._cursor)
                if begun != self._begun:
                    return ()
                self.rows, self._cursor = self.rows + page.data, page.page.next_cursor
        return self.rows[first : first + PAGE]
