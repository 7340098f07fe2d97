"""Link what is new into groups that stand, and form anew only what it would have changed.

Average linkage joins the most alike first, and joining never makes two groups more alike to a
third. A new row therefore changes nothing that was joined at a likeness above its own to either
side: only joins below that are taken back, and only around them is linked again. What is new is
looked at one by one here; that several new rows together would have changed more is left to the
next full run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from scipy import sparse

from causeloop_desktop.engine.domain.detection.arrays import Flags, Integers
from causeloop_desktop.engine.domain.detection.likeness.neighbours import Pairs, nearest
from causeloop_desktop.engine.domain.detection.likeness.seeking import Seeker, Wanted, compared
from causeloop_desktop.engine.domain.detection.linking.linkage import Bounds, Merge, asked_of, link
from causeloop_desktop.engine.domain.detection.linking.trees import Tree
from causeloop_desktop.engine.domain.detection.reading.matrix import Matrix
from causeloop_desktop.engine.domain.detection.updating.meetings import Meetings, by_top
from causeloop_desktop.engine.domain.detection.updating.terms import Standing, Terms
from causeloop_desktop.engine.domain.detection.updating.units import Units


def relink(standing: Standing, terms: Terms) -> tuple[Tree, int]:
    """Link seekers into the groups that stand.

    Returns:
        The joins of now, over the atoms of now, and how many groups their largest size held back.
    """
    return _Relinking(standing, terms).run()


class _Relinking:
    def __init__(self, standing: Standing, terms: Terms) -> None:
        self._alike = standing.near.likeness
        standing = replace(standing, near=terms.bound(standing.near))
        self._standing, self._terms, self._tree = standing, terms, standing.tree
        self._inner = standing.tree.inner().tolist()
        atoms = len(terms.cuts)
        self._seeks = np.zeros(atoms, bool)
        self._seeks[standing.seekers] = True
        there = standing.atoms >= 0
        self._leaves = there & ~self._seeks[np.where(there, standing.atoms, 0)]
        self._old = np.full(atoms, -1, np.int64)
        self._old[standing.atoms[self._leaves]] = np.flatnonzero(self._leaves)

    def run(self) -> tuple[Tree, int]:
        none = np.zeros(len(self._tree.one), bool)
        before = self._tree.intact(self._leaves, none)
        broken = self._disturbed(before, self._tree.tops(before))
        intact = self._tree.intact(self._leaves, broken)
        tops = self._tree.tops(intact)
        kept, nodes = self._tree.regrown(self._standing.atoms, intact, len(self._seeks))
        units = self._units(tops, intact)
        merges, capped = self._linked(units)
        names = np.array([*units.seekers, *nodes[units.tops]], np.int64)
        return kept.grown(names, merges), capped

    def _disturbed(self, intact: Flags, tops: Integers) -> Flags:
        """Joins that a seeker would have come before.

        It can be part of one group only, so it is held against the one with its nearest leaf. A
        group that is full can take nobody in and stays as it is; one whose leaves are on average
        as alike to the seeker as it asks takes it in as a whole, in whichever order.
        """
        broken = np.zeros(len(self._tree.one), bool)
        meetings = Meetings(self._standing, self._terms, self._old, tops, self._full(tops))
        standing = np.flatnonzero(intact[self._tree.leaves :])
        joins = by_top(standing, tops[self._tree.leaves :], meetings.tops)
        for seeker, top, likeness in meetings.all():
            if not self._fits(seeker, top, likeness):
                for join in self._between(seeker, joins[top], likeness):
                    broken[join] = True
        return broken

    def _fits(self, seeker: int, top: int, likeness: Mapping[int, float]) -> bool:
        """Whether a seeker is as alike to a whole group as that asks; by its leaves."""
        cuts = self._terms.cuts
        cut = max(float(cuts[self._standing.atoms[[*likeness]]].max()), cuts[seeker])
        asked = asked_of(cut, self._terms.rise, len(likeness) + 1, self._inner[top])
        return sum(likeness.values()) >= asked * len(likeness)

    def _full(self, tops: Integers) -> Flags:
        """Which nodes hold as many leaves as a group may."""
        leaves = tops[: self._tree.leaves]
        sizes = np.bincount(leaves[leaves >= 0], minlength=len(self._tree))
        return sizes >= self._terms.largest

    def _between(
        self, seeker: int, joins: Integers, likeness: Mapping[int, float]
    ) -> Iterator[int]:
        cuts, leaves = self._terms.cuts, self._tree.leaves
        sums, sizes, asked = dict(likeness), dict.fromkeys(likeness, 1), {}
        for leaf in likeness:
            asked[leaf] = max(cuts[seeker], cuts[self._standing.atoms[leaf]])
        for join in joins.tolist():
            one, other = int(self._tree.one[join]), int(self._tree.other[join])
            height = float(self._tree.likeness[join])
            for part in (one, other):
                rise, inner = self._terms.rise, self._inner[part]
                least = max(height, asked_of(asked[part], rise, sizes[part] + 1, inner))
                close = sums[part] / sizes[part] >= least
                if close and sizes[part] < self._terms.largest:
                    yield join
            node = leaves + join
            sums[node], sizes[node] = sums[one] + sums[other], sizes[one] + sizes[other]
            asked[node] = max(asked[one], asked[other])

    def _units(self, tops: Integers, intact: Flags) -> Units:
        """Seekers, standing groups beside them, and the parts of groups that fell."""
        parents = self._tree.parents()
        nodes = np.arange(len(self._tree))
        fallen = (tops == nodes) & (parents != nodes) & ~intact[parents]
        beside = self._old[self._standing.near.right]
        met = tops[beside[beside >= 0]]
        met = met[~self._full(tops)[met]]
        chosen = np.union1d(np.flatnonzero(fallen), met)
        number = np.full(len(self._tree) + 1, -1, np.int64)
        number[chosen] = len(self._standing.seekers) + np.arange(len(chosen))
        of_atom = np.full(len(self._seeks), -1, np.int64)
        there = np.flatnonzero(self._old >= 0)
        of_atom[there] = number[tops[self._old[there]]]
        of_atom[self._standing.seekers] = np.arange(len(self._standing.seekers))
        return Units(self._standing.seekers, chosen, of_atom, fallen[chosen])

    def _linked(self, units: Units) -> tuple[tuple[Merge, ...], int]:
        terms = self._terms
        if not len(units):
            return (), 0
        sums, sizes = units.sums(terms.rows)
        cuts = np.zeros(len(units))
        atoms = np.flatnonzero(units.of_atom >= 0)
        np.maximum.at(cuts, units.of_atom[atoms], terms.cuts[atoms])
        inner = [*[0.0] * len(units.seekers), *(self._inner[top] for top in units.tops)]
        bounds = Bounds(cuts.tolist(), terms.largest, sizes.tolist(), terms.rise, inner)
        pairs = self._unit_pairs(units, sums, sizes)
        names = dict(zip(atoms.tolist(), units.of_atom[atoms].tolist(), strict=True))
        found = link(sums, pairs, bounds, terms.rules.gathered(names), terms.cancelled)
        return found.merges, found.capped

    def _unit_pairs(self, units: Units, sums: Matrix, sizes: Integers) -> Pairs:
        """Units that hold neighbours, and how strongly they are bound on average.

        That is how alike they are, and what the bonds of their neighbours add to that.
        """
        means = sparse.csr_array(sparse.diags_array((1 / sizes).astype(np.float32)) @ sums)
        added = self._additions(units)
        low, high = units.of_atom[added.left], units.of_atom[added.right]
        low, high = np.minimum(low, high), np.maximum(low, high)
        apart = (low < high) & (low >= 0)
        both, inverse = np.unique(low[apart] * len(units) + high[apart], return_inverse=True)
        sums = np.bincount(inverse, added.likeness[apart], minlength=len(both))
        low, high = both // len(units), both % len(units)
        alike = compared(means, means, (low, high), self._terms.cancelled)
        bound = alike + sums / (sizes[low] * sizes[high])
        return Pairs(low, high, bound.astype(np.float32))

    def _additions(self, units: Units) -> Pairs:
        """What bonds add to the likeness of neighbours: of seekers, and of fallen parts' atoms."""
        terms, near = self._terms, self._standing.near
        here = np.flatnonzero(units.of_atom >= 0)
        parts = len(units.seekers) + np.flatnonzero(units.fallen)
        fell = here[np.isin(units.of_atom[here], parts)]
        rows = terms.rows(here)
        few = rows[np.searchsorted(here, fell)]
        wanted = self._others(units, here, fell)
        found = Seeker(few, terms.rare, terms.floor, wanted).pairs(_parts(rows), terms.cancelled)
        low, high = here[found.right], fell[found.left]
        low, high = np.minimum(low, high), np.maximum(low, high)
        found = nearest(Pairs(low, high, found.likeness), len(self._seeks))
        more = terms.bound(found).likeness - found.likeness
        return Pairs(
            np.concatenate((near.left, found.left)),
            np.concatenate((near.right, found.right)),
            np.concatenate((near.likeness - self._alike, more)),
        )

    def _others(self, units: Units, here: Integers, fell: Integers) -> Wanted:
        """Pairs of different parts that are no seeker's; of two that fell each pair once."""
        falls = np.zeros(len(self._seeks), bool)
        falls[fell] = True
        may = ~self._seeks & (units.of_atom >= 0)

        def wanted(few: Integers, many: Integers) -> Flags:
            one, other = fell[few], here[many]
            once: Flags = ~falls[other] | (other < one)
            once &= units.of_atom[one] != units.of_atom[other]
            return once & may[one] & may[other]

        return wanted


def _parts(matrix: Matrix, size: int = 5_000) -> Iterator[tuple[int, Matrix]]:
    for start in range(0, matrix.shape[0], size):
        yield start, matrix[start : start + size]
