"""How groups came about: the joins of a linkage, kept so that a later run can start from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Doubles, Flags, Integers
from causeloop_desktop.engine.domain.detection.linking.linkage import Merge


@dataclass(frozen=True, slots=True)
class Tree:
    """Joins over leaves; the n-th join makes the node ``leaves + n`` of two earlier nodes.

    Attributes:
        leaves: How many there are.
        one, other: The nodes of each join.
        likeness: How alike they were.
    """

    leaves: int
    one: Integers
    other: Integers
    likeness: Doubles

    @classmethod
    def of(cls, leaves: int, merges: Sequence[Merge]) -> Self:
        """Keep what a linkage did."""
        return cls(
            leaves,
            np.array([merge.one for merge in merges], np.int64),
            np.array([merge.other for merge in merges], np.int64),
            np.array([merge.likeness for merge in merges], np.float64),
        )

    def __len__(self) -> int:
        return self.leaves + len(self.one)

    def inner(self) -> Doubles:
        """How alike the two parts of each node were; 0 for leaves."""
        return np.concatenate((np.zeros(self.leaves), self.likeness))

    def parents(self) -> Integers:
        """The node into which each went; itself where it is nobody's part."""
        parents = np.arange(len(self))
        joins = np.arange(self.leaves, len(self))
        parents[self.one] = joins
        parents[self.other] = joins
        return parents

    def intact(self, leaves: Flags, broken: Flags) -> Flags:
        """Which nodes still stand.

        Args:
            leaves: Leaves that are as they were.
            broken: Joins that would come about otherwise today.
        """
        there = np.concatenate((leaves, ~broken))
        parents, fell = self.parents(), np.flatnonzero(~there)
        while len(fell):
            above = np.unique(parents[fell])
            fell = above[there[above]]
            there[fell] = False
        return there

    def tops(self, intact: Flags) -> Integers:
        """The highest standing node above each standing node; -1 for those that fell."""
        parents = self.parents()
        tops = np.where(intact & intact[parents], parents, np.arange(len(self)))
        tops = climbed(tops)
        tops[~intact] = -1
        return tops

    def regrown(self, names: Integers, intact: Flags, leaves: int) -> tuple[Self, Integers]:
        """The joins that stand, over new leaves.

        Args:
            names: The new number of each leaf.
            intact: Which nodes stand.
            leaves: How many new leaves there are.

        Returns:
            The tree, and the new number of each old node.
        """
        kept = np.flatnonzero(intact[self.leaves :])
        nodes = np.full(len(self), -1, np.int64)
        nodes[: self.leaves] = names
        nodes[self.leaves + kept] = leaves + np.arange(len(kept))
        one, other = nodes[self.one[kept]], nodes[self.other[kept]]
        return type(self)(leaves, one, other, self.likeness[kept]), nodes

    def grown(self, nodes: Integers, merges: Sequence[Merge]) -> Self:
        """Further joins on top, of ``nodes`` and of each other as ``link`` numbers them."""
        numbers = np.concatenate((nodes, len(self) + np.arange(len(merges))))
        further = type(self).of(len(nodes), merges)
        return type(self)(
            self.leaves,
            np.concatenate((self.one, numbers[further.one])),
            np.concatenate((self.other, numbers[further.other])),
            np.concatenate((self.likeness, further.likeness)),
        )

    def roots(self) -> Integers:
        """The final group of each leaf."""
        return climbed(self.parents())[: self.leaves]


def climbed(parents: Integers) -> Integers:
    """Follow parents to their ends; each round doubles the way."""
    while not np.array_equal(parents, higher := parents[parents]):
        parents = higher
    return parents
