"""Average linkage without a matrix of all pairs.

The likeness of two groups is the mean over the pairs of their members: as strongly as neighbours
are said to be bound, and for other pairs the product of their unit vectors, whose mean is the
product of the groups' summed vectors over their sizes. Only groups that hold a pair of neighbours
are ever considered.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Integers
from causeloop_desktop.engine.domain.detection.grouping.rules import Rules
from causeloop_desktop.engine.domain.detection.likeness.neighbours import Pairs
from causeloop_desktop.engine.domain.detection.reading.matrix import Matrix
from causeloop_desktop.engine.domain.detection.values import Cancelled, DetectionCancelledError

HIGHEST = 0.7
"""No group asks for more because of its size; equal texts of distant times are not 1 alike."""

EVEN = 0.9
"""Share of its own inner likeness at which a group takes in another, however large the two are.

A topic gathers what is less and less alike; one failure told by many is as alike throughout. If a
large group asked of it what it asks of a topic, it would fall into parts, and which parts would be
chance: a few new issues would deal them out anew.
"""

_CHECKED_EVERY = 500


@dataclass(frozen=True, slots=True)
class Merge:
    """Two groups that became one; the n-th merge makes the group ``rows + n``."""

    one: int
    other: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking made of its rows.

    Attributes:
        groups: A group number for each row.
        merges: What was joined, in the order of joining.
        capped: Groups that were alike enough to grow on, but for the largest size.
    """

    groups: Integers
    merges: tuple[Merge, ...] = ()
    capped: int = 0


def asked_of(cut: float, rise: float, size: int, inner: float) -> float:
    """Mean likeness at which two groups with a cut make one of ``size``.

    Args:
        cut: The stricter of what both ask of a pair.
        rise: How much more twice as large a group asks.
        size: How many they are together.
        inner: How alike the parts of the closer one were when it came about; 0 for single rows.
    """
    return max(cut, min(cut + rise * math.log2(max(size, 2) / 2), HIGHEST, EVEN * inner))


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far groups may grow.

    Attributes:
        cuts: Mean likeness that each row asks of a pair; the stricter of two sides counts, and
            larger groups ask for more.
        largest: Most in a group.
        sizes: How many each row stands for; a row that stands for several is the sum of theirs.
            Empty means one each.
        rise: How much more twice as large a group asks.
        inner: How alike the parts of each row that is a group were. Empty means that none is.
    """

    cuts: Sequence[float]
    largest: int
    sizes: Sequence[int] = field(default=())
    rise: float = 0.0
    inner: Sequence[float] = field(default=())


class _Linkage:
    """Groups under way; a merged group gets the next number."""

    def __init__(self, matrix: Matrix, bounds: Bounds, rules: Rules) -> None:
        self.matrix, self.rules = matrix, rules
        self.largest, self.rise = bounds.largest, bounds.rise
        self.cuts = list(bounds.cuts)
        self.sizes = list(bounds.sizes) or [1] * matrix.shape[0]
        self.inner = list(bounds.inner) or [0.0] * matrix.shape[0]
        self.merges: list[Merge] = []
        self._full: set[int] = set()
        self.parent = list(range(matrix.shape[0]))
        self.near: dict[int, dict[int, float]] = defaultdict(dict)
        self.heap: list[tuple[float, int, int]] = []
        self._sums: dict[int, dict[int, float]] = {}

    def start(self, pairs: Pairs) -> None:
        columns = (pairs.left.tolist(), pairs.right.tolist(), pairs.likeness.tolist())
        for left, right, likeness in zip(*columns, strict=True):
            self.near[left][right] = self.near[right][left] = likeness
            if self._good(left, right, likeness):
                self.heap.append((-likeness, left, right))
        heapq.heapify(self.heap)

    def _good(self, one: int, other: int, likeness: float) -> bool:
        cut, inner = max(self.cuts[one], self.cuts[other]), max(self.inner[one], self.inner[other])
        size = self.sizes[one] + self.sizes[other]
        return likeness >= asked_of(cut, self.rise, size, inner)

    def run(self, cancelled: Cancelled) -> None:
        steps = 0
        while self.heap:
            steps += 1
            if steps % _CHECKED_EVERY == 0 and cancelled():
                raise DetectionCancelledError
            likeness, one, other = heapq.heappop(self.heap)
            if self.near.get(one, {}).get(other) == -likeness and self._may(one, other):
                self.merges.append(Merge(one, other, -likeness))
                self._merge(one, other, -likeness)

    def _may(self, one: int, other: int) -> bool:
        if not self.rules.allow_by_likeness(one, other):
            return False
        if self.sizes[one] + self.sizes[other] <= self.largest:
            return True
        self._full.update((one, other))
        return False

    def _merge(self, one: int, other: int, likeness: float) -> None:
        group = len(self.parent)
        self.parent[one] = self.parent[other] = group
        self.parent.append(group)
        self.sizes.append(self.sizes[one] + self.sizes[other])
        self.cuts.append(max(self.cuts[one], self.cuts[other]))
        self.inner.append(likeness)
        self.rules.merge(one, other, group)
        self._sums[group] = self._sum(self._sums_of(one), self._sums_of(other))
        nears = self.near.pop(one), self.near.pop(other)
        for third in sorted((nears[0].keys() | nears[1].keys()) - {one, other}):
            found = self._updated(one, other, group, third, nears)
            self._replace(one, other, group, third, found)
        self._sums.pop(one, None)
        self._sums.pop(other, None)

    def _replace(self, one: int, other: int, group: int, third: int, likeness: float) -> None:
        theirs = self.near[third]
        theirs.pop(one, None)
        theirs.pop(other, None)
        theirs[group] = self.near[group][third] = likeness
        if self._good(group, third, likeness):
            heapq.heappush(self.heap, (-likeness, third, group))

    def _updated(
        self, one: int, other: int, group: int, third: int, nears: tuple[dict[int, float], ...]
    ) -> float:
        first, second = nears[0].get(third), nears[1].get(third)
        if first is None:
            first = self._by_rows(one, third)
        if second is None:
            second = self._by_rows(other, third)
        sizes = self.sizes
        return (sizes[one] * first + sizes[other] * second) / sizes[group]

    def _by_rows(self, one: int, other: int) -> float:
        small, large = sorted((self._sums_of(one), self._sums_of(other)), key=len)
        product = sum(weight * large.get(term, 0.0) for term, weight in small.items())
        return product / (self.sizes[one] * self.sizes[other])

    def _sums_of(self, group: int) -> dict[int, float]:
        if group not in self._sums:
            part = slice(self.matrix.indptr[group], self.matrix.indptr[group + 1])
            columns, weights = self.matrix.indices[part], self.matrix.data[part]
            self._sums[group] = dict(zip(columns.tolist(), weights.tolist(), strict=True))
        return self._sums[group]

    @staticmethod
    def _sum(one: dict[int, float], other: dict[int, float]) -> dict[int, float]:
        small, large = sorted((one, other), key=len)
        total = dict(large)
        for term, weight in small.items():
            total[term] = total.get(term, 0.0) + weight
        return total

    def linked(self) -> Linked:
        """What came out; parents stand after their children."""
        roots = np.array(self.parent, np.int64)
        for group in range(len(roots) - 1, -1, -1):
            roots[group] = roots[roots[group]]
        capped = {int(roots[group]) for group in self._full if self.sizes[group] > 1}
        return Linked(roots[: self.matrix.shape[0]], tuple(self.merges), len(capped))


def link(
    matrix: Matrix, pairs: Pairs, bounds: Bounds, rules: Rules, cancelled: Cancelled
) -> Linked:
    """Join alike rows, the most alike first, until no two groups reach their cut.

    Args:
        matrix: Unit rows, or sums of such where a row stands for several.
        pairs: Neighbours and how strongly they are bound; only groups that hold such a pair are
            joined.
        bounds: How far groups may grow.
        rules: What may not be joined; changed on the way.
        cancelled: Asked every few hundred steps.
    """
    linkage = _Linkage(matrix, bounds, rules)
    linkage.start(pairs)
    linkage.run(cancelled)
    return linkage.linked()
