"""Link what is new into groups that stand, and form anew only what it would have changed.

Average linkage joins the most alike first, and joining never makes two groups more alike to a
third. A new row therefore changes nothing that was joined at a likeness above its own to either
side: only joins below that are taken back, and only around them is linked again. What is new is
looked at one by one here; that several new rows together would have changed more is left to the
next full run.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from causeloop_desktop.engine.domain.detection.arrays import Flags, Floats, Integers
from causeloop_desktop.engine.domain.detection.grouping.rules import Rules
from causeloop_desktop.engine.domain.detection.likeness.bonds import Bonds
from causeloop_desktop.engine.domain.detection.likeness.neighbours import Pairs, nearest
from causeloop_desktop.engine.domain.detection.likeness.seeking import Seeker, Wanted, compared
from causeloop_desktop.engine.domain.detection.linking.cuts import Cuts
from causeloop_desktop.engine.domain.detection.linking.linkage import Bounds, Merge, asked_of, link
from causeloop_desktop.engine.domain.detection.linking.trees import Tree
from causeloop_desktop.engine.domain.detection.reading.matrix import Matrix
from causeloop_desktop.engine.domain.detection.values import Cancelled


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands and what is new.

    Attributes:
        tree: The joins of the last run, over its atoms.
        atoms: For each of its atoms the atom of now that equals it; -1 where none does.
        seekers: Atoms of now that are new, changed, or under other rules than before.
        near: Neighbours: seekers (left) and atoms (right), both as atoms.
    """

    tree: Tree
    atoms: Integers
    seekers: Integers
    near: Pairs


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms atoms are linked.

    Attributes:
        bonds: Weighs pairs of atoms.
        shapes: The shape of each atom.
        rows: Gives the unit rows of some atoms.
        rare: Columns that may find candidates.
        floor: Least likeness of neighbours.
        cuts: What each atom asks of a pair.
        rise: How much more twice as large a group asks.
        largest: Most atoms in a group.
        rules: What may not be joined, by atom.
        cancelled: Asked often.
    """

    bonds: Bonds
    shapes: Integers
    rows: Callable[[Integers], Matrix]
    rare: Flags
    floor: float
    cuts: Cuts
    rise: float
    largest: int
    rules: Rules
    cancelled: Cancelled

    def bound(self, pairs: Pairs) -> Pairs:
        """Pairs of atoms; those alike enough to be neighbours by how strongly they are bound."""
        atoms, both = np.unique(np.concatenate((pairs.left, pairs.right)), return_inverse=True)
        near = np.flatnonzero(pairs.likeness >= self.floor)
        left, right = both[: len(pairs.left)][near], both[len(pairs.left) :][near]
        some = Pairs(left, right, pairs.likeness[near])
        found = self.bonds.of(self.rows(atoms), self.shapes[atoms], some, self.cancelled)
        likeness = pairs.likeness.copy()
        likeness[near] = found.likeness
        return replace(pairs, likeness=likeness)


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
        meetings = _Meetings(self._standing, self._terms, self._old, tops, self._full(tops))
        standing = np.flatnonzero(intact[self._tree.leaves :])
        joins = _by_top(standing, tops[self._tree.leaves :], meetings.tops)
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

    def _units(self, tops: Integers, intact: Flags) -> "_Units":
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
        return _Units(self._standing.seekers, chosen, of_atom, fallen[chosen])

    def _linked(self, units: "_Units") -> tuple[tuple[Merge, ...], int]:
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

    def _unit_pairs(self, units: "_Units", sums: Matrix, sizes: Integers) -> Pairs:
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

    def _additions(self, units: "_Units") -> Pairs:
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

    def _others(self, units: "_Units", here: Integers, fell: Integers) -> Wanted:
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


@dataclass(frozen=True, slots=True)
class _Units:
    """What is linked: first the seekers, then nodes of the old tree.

    Attributes:
        seekers: Atoms.
        tops: Nodes.
        of_atom: The unit of each atom, -1 for those that stay out of it.
        fallen: Which nodes are parts of groups that fell.
    """

    seekers: Integers
    tops: Integers
    of_atom: Integers
    fallen: Flags

    def __len__(self) -> int:
        return len(self.seekers) + len(self.tops)

    def sums(self, rows: Callable[[Integers], Matrix]) -> tuple[Matrix, Integers]:
        """The sum of the rows of each unit, and how many they are."""
        atoms = np.flatnonzero(self.of_atom >= 0)
        ones = np.ones(len(atoms), np.float32)
        pick = (ones, (self.of_atom[atoms], np.arange(len(atoms))))
        picking = sparse.csr_array(pick, (len(self), len(atoms)))
        sizes = np.bincount(self.of_atom[atoms], minlength=len(self))
        return sparse.csr_array(picking @ rows(atoms)), sizes


class _Meetings:
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
        leaves = _by_top(np.arange(self._standing.tree.leaves), self._tops, self.tops)
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


def _by_top(members: Integers, tops: Integers, wanted: Integers) -> dict[int, Integers]:
    """Members by their top, for some tops; ``tops[member]`` is a member's, -1 if it fell."""
    asked = np.zeros(int(max(tops.max(initial=0), wanted.max(initial=0))) + 2, bool)
    asked[wanted] = True  # The last one stands for -1 and is never wanted.
    members = members[asked[tops[members]]]
    order = np.argsort(tops[members], kind="stable")
    found, first = np.unique(tops[members][order], return_index=True)
    parts = np.split(members[order], first[1:])[: len(found)]
    return defaultdict(lambda: np.zeros(0, np.int64), zip(found.tolist(), parts, strict=True))


def _parts(matrix: Matrix, size: int = 5_000) -> Iterator[tuple[int, Matrix]]:
    for start in range(0, matrix.shape[0], size):
        yield start, matrix[start : start + size]
