"""The pages of rows that are held, the longest unused leaving first."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class PageCache:
    """Rows by page number, with which pages are under way and which may be out of date."""

    def __init__(self, page_size: int, capacity: int) -> None:
        self.page_size = page_size
        self._capacity = capacity
        self._pages: OrderedDict[int, Sequence[object]] = OrderedDict()
        self._stale: set[int] = set()
        self.asked: set[int] = set()

    def row(self, place: int) -> object | None:
        """Return the row at ``place``, or ``None`` while its page is not held."""
        number, offset = divmod(place, self.page_size)
        page = self._pages.get(number)
        return page[offset] if page is not None and offset < len(page) else None

    def touch(self, numbers: range) -> None:
        """Say that these pages are in sight."""
        for number in numbers:
            if number in self._pages:
                self._pages.move_to_end(number)

    def put(self, number: int, rows: Sequence[object]) -> None:
        """Hold a page, letting the longest unused one go."""
        self._pages[number] = rows
        self._pages.move_to_end(number)
        self._stale.discard(number)
        self.asked.discard(number)
        while len(self._pages) > self._capacity:
            dropped, _rows = self._pages.popitem(last=False)
            self._stale.discard(dropped)

    def numbers(self, first: int, last: int) -> range:
        """Return the pages that hold the rows ``first`` to ``last``."""
        return range(first // self.page_size, last // self.page_size + 1)

    def missing(self, numbers: range) -> list[int]:
        """Return the pages that are neither held up to date nor under way."""
        return [
            number
            for number in numbers
            if (number not in self._pages or number in self._stale) and number not in self.asked
        ]

    def mark_stale(self) -> None:
        """Keep everything in sight, but ask for it again."""
        self._stale = set(self._pages)
        self.asked.clear()

    def clear(self) -> None:
        """Hold nothing."""
        self._pages.clear()
        self._stale.clear()
        self.asked.clear()

    def held(self, number: int) -> bool:
        """Say whether a page is held, up to date or not."""
        return number in self._pages

    def rows(self) -> Iterator[tuple[int, object]]:
        """Walk over the held rows with their places."""
        for number, page in self._pages.items():
            start = number * self.page_size
            yield from enumerate(page, start)

    def rows_within(self, places: range) -> Iterator[tuple[int, object]]:
        """Walk over the held rows of one range of places, without walking the range."""
        for number, page in self._pages.items():
            start = number * self.page_size
            first = max(places.start, start)
            last = min(places.stop, start + len(page))
            for place in range(first, last):
                yield place, page[place - start]
