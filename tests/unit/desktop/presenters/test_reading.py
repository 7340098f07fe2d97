"""Lists that are read by cursors."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from causeloop_desktop.contract.base import Page, PageInfo
from causeloop_desktop.desktop.presenters.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PAGE = 3


def test_a_list_is_read_as_far_as_somebody_looks() -> None:
    asked: list[str | None] = []

    async def fetch(cursor: str | None) -> Page[int]:
        asked.append(cursor)
        first = int(cursor or 0)
        rows = tuple(range(first, min(first + PAGE, 8)))
        following = str(first + PAGE) if first + PAGE < 8 else None
        return Page(data=rows, page=PageInfo(next_cursor=following, total=8))

    async def story() -> None:
        reading = Reading(fetch)
        await reading.begin()
        assert (reading.rows, reading.total) == ((0, 1, 2), 8)
        assert await reading.page(6) == (6, 7)
        assert await reading.page(0) == tuple(range(8))
        assert asked == [None, "3", "6"]
        assert await reading.page(100) == ()

    asyncio.run(story())


def _pages(size: int, total: int) -> Callable[[str | None], Awaitable[Page[int]]]:
    """Give a list of numbers by pages, each after others had their turn."""

    async def fetch(cursor: str | None) -> Page[int]:
        await asyncio.sleep(0)
        first = int(cursor or 0)
        rows = tuple(range(first, min(first + size, total)))
        following = str(first + size) if first + size < total else None
        return Page(data=rows, page=PageInfo(next_cursor=following, total=total))

    return fetch


def test_rows_that_are_asked_for_at_once_are_read_once() -> None:
    async def story() -> None:
        reading = Reading(_pages(100, 350))
        await reading.begin()
        second, third, last = await asyncio.gather(*map(reading.page, (100, 200, 300)))
        assert second == tuple(range(100, 200))
        assert third == tuple(range(200, 300))
        assert last == tuple(range(300, 350))
        assert len(reading.rows) == reading.total == 350

    asyncio.run(story())


def test_a_list_that_begins_anew_takes_nothing_of_the_one_before() -> None:
    async def story() -> None:
        reading = Reading(_pages(100, 350))
        await reading.begin()
        late, _ = await asyncio.gather(reading.page(100), reading.begin())
        assert late == ()
        assert reading.rows == tuple(range(100))

    asyncio.run(story())
