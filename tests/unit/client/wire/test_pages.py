"""Lists that are read to their end."""

import pytest

from causeloop_desktop.client.wire.pages import every_row, whole_list
from causeloop_desktop.contract.base import Page, PageInfo

pytestmark = pytest.mark.anyio


class Threes:
    """A list of seven numbers in pages of three, which remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []

    async def list(self, *, cursor: str | None) -> Page[int]:
        self.asked.append(cursor)
        first = int(cursor or 0)
        following = str(first + 3) if first + 3 < 7 else None
        rows = tuple(range(first, min(first + 3, 7)))
        return Page(data=rows, page=PageInfo(next_cursor=following))


async def test_a_list_is_read_to_its_end() -> None:
    numbers = Threes()
    assert await whole_list(numbers.list) == tuple(range(7))
    assert numbers.asked == [None, "3", "6"]


async def test_a_page_is_asked_for_when_somebody_comes_to_it() -> None:
    numbers = Threes()
    rows = every_row(numbers.list)
    assert [await anext(rows) for _ in range(3)] == [0, 1, 2]
    assert numbers.asked == [None]
