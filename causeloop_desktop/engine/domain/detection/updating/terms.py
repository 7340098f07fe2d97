"""What stands, what is new beside it, and on which terms the two are linked."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Flags, Integers
from causeloop_desktop.engine.domain.detection.grouping.rules import Rules
from causeloop_desktop.engine.domain.detection.likeness.bonds import Bonds
from causeloop_desktop.engine.domain.detection.likeness.neighbours import Pairs
from causeloop_desktop.engine.domain.detection.linking.cuts import Cuts
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
