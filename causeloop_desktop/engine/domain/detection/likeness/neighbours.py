"""Pairs of alike rows, found in blocks so that memory does not grow with the square of rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Floats, Integers
from causeloop_desktop.engine.domain.detection.reading.matrix import Matrix
from causeloop_desktop.engine.domain.detection.values import (
    Cancelled,
    DetectionCancelledError,
    Progress,
)

MOST_COMMON = 1_000
"""A term in more rows than this finds no candidates; it still counts when they are compared."""

LOOSER = 0.6
"""Share of the floor that rarer terms alone must reach for a pair to be compared in full."""

KEPT = 20
"""Neighbours kept per row."""

_BLOCK_PRODUCTS = 8_000_000


@dataclass(frozen=True, slots=True)
class Pairs:
    """Alike rows, each pair once with ``left < right``."""

    left: Integers
    right: Integers
    likeness: Floats


def _blocks(rare: Matrix, frequency: Integers) -> Iterator[slice]:
    """Slices of rows that cost about equally many products."""
    cost = np.concatenate(([0], np.cumsum(frequency[rare.indices])))[rare.indptr[1:]]
    marks = np.arange(_BLOCK_PRODUCTS, int(cost[-1]) + _BLOCK_PRODUCTS, _BLOCK_PRODUCTS)
    edges = np.unique(np.concatenate(([0], np.searchsorted(cost, marks, "right"), [len(cost)])))
    return (slice(int(a), int(b)) for a, b in pairwise(edges))


def _compare(matrix: Matrix, left: Integers, right: Integers) -> Floats:
    products = matrix[left].multiply(matrix[right]).sum(axis=1)
    return np.asarray(products, np.float32).ravel()


def _candidates(
    rare: Matrix, turned: Matrix, part: slice, floor: float
) -> tuple[Integers, Integers]:
    products = (rare[part] @ turned).tocoo()
    left, right = products.row.astype(np.int64) + part.start, products.col.astype(np.int64)
    close = (products.data >= floor) & (left < right)
    return left[close], right[close]


def nearest(pairs: Pairs, rows: int) -> Pairs:
    """Drop pairs, each there once, that are among the nearest of neither side."""
    ends = np.concatenate((pairs.left, pairs.right))
    both = np.concatenate((pairs.likeness, pairs.likeness))
    order = np.lexsort((-both, ends))
    sizes = np.bincount(ends, minlength=rows)
    rank = np.empty(len(ends), np.int64)
    rank[order] = np.arange(len(ends)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    near = (rank < KEPT).reshape(2, -1).any(axis=0)
    return Pairs(pairs.left[near], pairs.right[near], pairs.likeness[near])


def alike_pairs(matrix: Matrix, floor: float, progress: Progress, cancelled: Cancelled) -> Pairs:
    """Every pair of rows with a product of at least ``floor``, as far as rarer terms show it.

    Raises:
        DetectionCancelledError: If asked to stop.
    """
    rows = matrix.shape[0]
    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    useful = (frequency <= MOST_COMMON) & (frequency > 1)
    rare = matrix[:, useful].tocsr()
    turned = rare.T.tocsr()
    found: list[Pairs] = []
    for part in _blocks(rare, frequency[useful]):
        if cancelled():
            raise DetectionCancelledError
        left, right = _candidates(rare, turned, part, floor * LOOSER)
        likeness = _compare(matrix, left, right)
        close = likeness >= floor
        found.append(Pairs(left[close], right[close], likeness[close]))
        progress(part.stop / rows, "Comparing issues")
    return nearest(_joined(found), rows)


def _joined(found: list[Pairs]) -> Pairs:
    none = np.zeros(0, np.int64)
    return Pairs(
        np.concatenate([none, *(pairs.left for pairs in found)]),
        np.concatenate([none, *(pairs.right for pairs in found)]),
        np.concatenate([np.zeros(0, np.float32), *(pairs.likeness for pairs in found)]),
    )
