"""The rows of a list in order: found one page at a time, or sorted once and kept.

``numpy.partition`` finds the value that stands at a rank in linear time: a page of a million
rows costs 20 ms wherever it lies, and no order has to be kept up while issues pour in. Where the
same list is asked for again and nothing has changed, it is sorted, and a page costs nothing.
"""

from abc import ABC, abstractmethod

import numpy as np

from causeloop_desktop.engine.store.columns.table import Positions, Values


class Line(ABC):
    """The rows of a list, each with a position in the columns and a value to sort by.

    The lowest value stands first; equal values stand by position, ascending or descending.
    """

    def __init__(self, positions: Positions, values: Values, *, descending: bool) -> None:
        self._positions = positions
        self._values = values
        self._descending = descending

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._values)

    @abstractmethod
    def page(self, start: int, stop: int) -> tuple[Positions, Values]:
        """Give positions and values of the rows at ranks ``start`` to ``stop``."""

    @abstractmethod
    def rank_after(self, value: int, position: int) -> int:
        """Count the rows that stand at or before a row of this value and position.

        The row itself may have left the list or changed its value meanwhile.
        """


class UnsortedLine(Line):
    """Rows in the order of their positions."""

    def page(self, start: int, stop: int) -> tuple[Positions, Values]:
        """Find the value that stands at a rank, and with it the page."""
        rows = ranked(self._values, start, stop)
        return self._positions[rows], self._values[rows]

    def rank_after(self, value: int, position: int) -> int:
        """Look at every row once."""
        index = _through(self._positions, position, descending=self._descending)
        lower = np.count_nonzero(self._values < value)
        return int(lower + np.count_nonzero(self._values[:index] == value))

    def sorted(self) -> "SortedLine":
        """Sort the rows."""
        order = np.argsort(self._values, kind="stable")
        positions = self._positions[order].astype(np.int32)
        return SortedLine(positions, self._values[order], descending=self._descending)


class SortedLine(Line):
    """Rows in the order of the list."""

    def page(self, start: int, stop: int) -> tuple[Positions, Values]:
        """Cut the page out."""
        return self._positions[start:stop], self._values[start:stop]

    def rank_after(self, value: int, position: int) -> int:
        """Look the row up."""
        first = int(np.searchsorted(self._values, value))
        equal = self._positions[first : np.searchsorted(self._values, value, "right")]
        return first + _through(equal, position, descending=self._descending)


def ranked(values: Values, start: int, stop: int) -> Positions:
    """Give the indexes that stand at ranks ``start`` to ``stop`` in ascending order.

    Equal values rank by their index, so that the order is total.
    """
    stop = min(stop, len(values))
    if start >= stop:
        return np.zeros(0, np.intp)
    edges = (start, stop - 1)
    lowest, highest = np.partition(values, edges)[list(edges)]
    skipped = start - np.count_nonzero(values < lowest)
    first = np.flatnonzero(values == lowest)[skipped:]
    if lowest == highest:
        return first[: stop - start]
    between = np.flatnonzero((values > lowest) & (values < highest))
    between = between[np.argsort(values[between], kind="stable")]
    rest = stop - start - len(first) - len(between)
    last = np.flatnonzero(values == highest)[:rest]
    return np.concatenate([first, between, last])


def _through(positions: Positions, position: int, *, descending: bool) -> int:
    """Count the positions that stand up to and with ``position``."""
    if descending:
        return len(positions) - int(np.searchsorted(positions[::-1], position))
    return int(np.searchsorted(positions, position, "right"))
