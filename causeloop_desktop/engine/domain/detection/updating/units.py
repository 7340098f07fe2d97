"""What an update links: what is new, groups that stand, and parts of those that fell."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from causeloop_desktop.engine.domain.detection.arrays import Flags, Integers
from causeloop_desktop.engine.domain.detection.reading.matrix import Matrix


@dataclass(frozen=True, slots=True)
class Units:
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
