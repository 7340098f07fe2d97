"""Neighbours of a few rows among many: each of the many is read once, in parts."""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from scipy import sparse

from causeloop_desktop.engine.domain.detection.arrays import Flags, Floats, Integers
from causeloop_desktop.engine.domain.detection.likeness.neighbours import LOOSER, Pairs
from causeloop_desktop.engine.domain.detection.reading.matrix import Matrix
from causeloop_desktop.engine.domain.detection.values import Cancelled, DetectionCancelledError

_PRODUCTS = 8_000_000
_COMPARED_AT_ONCE = 200_000

Wanted: TypeAlias = Callable[[Integers, Integers], Flags]
"""Which pairs of one of the few and one of the many are worth comparing."""


def _all(few: Integers, many: Integers) -> Flags:
    """Whoever may be alike is compared."""
    return np.ones(len(few), bool)


def products(left: Matrix, right: Matrix) -> Floats:
    """The product of each row of ``left`` with the same row of ``right``."""
    return np.asarray(left.multiply(right).sum(axis=1), np.float32).ravel()


def compared(
    left: Matrix, right: Matrix, pairs: tuple[Integers, Integers], cancelled: Cancelled
) -> Floats:
    """The product of pairs of rows, in steps that a person can interrupt."""
    found = [np.zeros(0, np.float32)]
    for start in range(0, len(pairs[0]), _COMPARED_AT_ONCE):
        if cancelled():
            raise DetectionCancelledError
        some = slice(start, start + _COMPARED_AT_ONCE)
        found.append(products(left[pairs[0][some]], right[pairs[1][some]]))
    return np.concatenate(found)


class Seeker:
    """An inverted index over the few.

    Args:
        few: Rows whose neighbours are wanted.
        rare: Columns that may find candidates; the others count when pairs are compared.
        floor: Least product of a pair.
        wanted: Which pairs are compared at all.
    """

    def __init__(self, few: Matrix, rare: Flags, floor: float, wanted: Wanted = _all) -> None:
        self._few, self._floor, self._wanted = few, floor, wanted
        used = np.unique(few.indices)
        used = used[rare[used]]
        self._lookup = np.full(few.shape[1], -1, np.int32)
        self._lookup[used] = np.arange(len(used), dtype=np.int32)
        self._width = len(used)
        narrow = self._narrow(few)
        self._frequency = np.bincount(narrow.indices, minlength=self._width)
        self._turned = narrow.T.tocsr()

    def pairs(self, many: Iterable[tuple[int, Matrix]], cancelled: Cancelled) -> Pairs:
        """Pairs of one of the few (left) and one of the many (right).

        Args:
            many: Parts of the many, each with the number of its first row.
            cancelled: Asked for each part.

        Raises:
            DetectionCancelledError: If asked to stop.
        """
        none = np.zeros(0, np.int64)
        found = [Pairs(none, none, np.zeros(0, np.float32))]
        for first, part in many:
            narrow = self._narrow(part)
            for some in self._slices(narrow):
                if cancelled():
                    raise DetectionCancelledError
                found.append(self._among(first, part, narrow, some))
        return Pairs(
            np.concatenate([pairs.left for pairs in found]),
            np.concatenate([pairs.right for pairs in found]),
            np.concatenate([pairs.likeness for pairs in found]),
        )

    def _among(self, first: int, part: Matrix, narrow: Matrix, some: slice) -> Pairs:
        near = (narrow[some] @ self._turned).tocoo()
        close = near.data >= self._floor * LOOSER
        left = near.col[close].astype(np.int64)
        right = near.row[close].astype(np.int64) + some.start
        wanted = self._wanted(left, right + first)
        left, right = left[wanted], right[wanted]
        likeness = products(self._few[left], part[right])
        good = likeness >= self._floor
        return Pairs(left[good], right[good] + first, likeness[good])

    def _slices(self, narrow: Matrix) -> Iterator[slice]:
        """Slices of rows that cost about equally many products."""
        costs = np.cumsum(self._frequency[narrow.indices])
        cost = np.concatenate(([0], costs))[narrow.indptr[1:]]
        marks = np.arange(_PRODUCTS, int(costs[-1] if len(costs) else 0), _PRODUCTS)
        edges = np.unique([0, *np.searchsorted(cost, marks, "right").tolist(), len(cost)])
        return (slice(int(a), int(b)) for a, b in pairwise(edges))

    def _narrow(self, matrix: Matrix) -> Matrix:
        columns = self._lookup[matrix.indices]
        kept = columns >= 0
        place = np.concatenate((np.zeros(1, np.int64), np.cumsum(kept)))[matrix.indptr]
        shape = (matrix.shape[0], self._width)
        return sparse.csr_array((matrix.data[kept], columns[kept], place), shape)
