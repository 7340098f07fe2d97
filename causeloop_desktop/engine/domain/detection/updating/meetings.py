"""How alike what is new is to the groups that it might be part of."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Flags, Floats, Integers
from causeloop_desktop.engine.domain.detection.likeness.neighbours import Pairs
from causeloop_desktop.engine.domain.detection.likeness.seeking import compared
from causeloop_desktop.engine.domain.detection.updating.terms import Standing, Terms


class Meetings:
    """How alike each seeker is to every leaf of the standing group with its nearest leaf."""

    def __init__(
        self, standing: Standing, terms: Terms, old: Integers, tops: Integers, full: Flags
    ) -> None:
        self._standing, self._terms, self._tops = standing, terms, tops
        near = standing.near
        leaf = old[near.right]
        high = near.likeness >= np.maximum(terms.cuts[near.left], terms.cuts[near.right])
        met = np.flatnonzero((leaf >= 0) & high)
        met = met[np.lexsort((near.right[met], -near.likeness[met], near.left[met]))]
        _, first = np.unique(near.left[met], return_index=True)
        nearest = met[first]
        top = tops[leaf[nearest]]
        open_ = (top >= standing.tree.leaves) & ~full[top]
        self._meetings = np.column_stack((near.left[nearest][open_], top[open_]))

    @property
    def tops(self) -> Integers:
        """The node that each seeker that meets one meets."""
        return self._meetings[:, 1]

    def all(self) -> Iterator[tuple[int, int, Mapping[int, float]]]:
        """Give seeker, node, and the seeker's likeness to each leaf below the node."""
        leaves = by_top(np.arange(self._standing.tree.leaves), self._tops, self.tops)
        below = [leaves[top] for top in self.tops.tolist()]
        if not below:
            return
        sizes = [len(some) for some in below]
        left = np.repeat(self._meetings[:, 0], sizes)
        right = self._standing.atoms[np.concatenate(below)]
        likeness = self._likeness(left, right)
        edges = np.cumsum(sizes)[:-1]
        for (seeker, top), some, found in zip(
            self._meetings.tolist(), below, np.split(likeness, edges), strict=True
        ):
            yield seeker, top, dict(zip(some.tolist(), found.tolist(), strict=True))

    def _likeness(self, left: Integers, right: Integers) -> Floats:
        atoms, inverse = np.unique(np.concatenate((left, right)), return_inverse=True)
        rows = self._terms.rows(atoms)
        pairs = (inverse[: len(left)], inverse[len(left) :])
        alike = compared(rows, rows, pairs, self._terms.cancelled)
        return self._terms.bound(Pairs(left, right, alike)).likeness


def by_top(members: Integers, tops: Integers, wanted: Integers) -> dict[int, Integers]:
    """Members by their top, for some tops; ``tops[member]`` is a member's, -1 if it fell."""
    asked = np.zeros(int(max(tops.max(initial=0), wanted.max(initial=0))) + 2, bool)
    asked[wanted] = True  # The last one stands for -1 and is never wanted.
    members = members[asked[tops[members]]]
    order = np.argsort(tops[members], kind="stable")
    found, first = np.unique(tops[members][order], return_index=True)
    parts = np.split(members[order], first[1:])[: len(found)]
    return defaultdict(lambda: np.zeros(0, np.int64), zip(found.tolist(), parts, strict=True))
