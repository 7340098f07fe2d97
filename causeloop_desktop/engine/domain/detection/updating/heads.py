"""Which atoms are, for linking, what they were: their mean is of the same issues."""

from dataclasses import dataclass

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Integers
from causeloop_desktop.engine.domain.detection.linking.cuts import Cuts
from causeloop_desktop.engine.domain.detection.reading.matrix import MEMBERS_OF_MEAN

_NEW = -2


@dataclass(frozen=True, slots=True)
class Grouping:
    """Rows in atoms.

    Attributes:
        of_row: The atom of each row.
        names: What each row is called; equal names in two groupings are one issue unchanged.
        cuts: What each atom asks of a group.
    """

    of_row: Integers
    names: Integers
    cuts: Cuts

    def heads(self) -> Integers:
        """The names of the rows of which each atom's mean is made; a line an atom."""
        order = np.argsort(self.of_row, kind="stable")
        sizes = np.bincount(self.of_row, minlength=len(self.cuts))
        rank = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        first = rank < MEMBERS_OF_MEAN
        heads = np.full((len(self.cuts), MEMBERS_OF_MEAN), -1, np.int64)
        heads[self.of_row[order[first]], rank[first]] = self.names[order[first]]
        return heads


def steady(before: Grouping, now: Grouping) -> Integers:
    """For each atom of now the equal one of before, or -1.

    Rows beyond those that make the mean may have come or gone.
    """
    heads = now.heads()
    known = heads[:, 0] >= 0
    was = np.where(known, before.of_row[np.where(known, heads[:, 0], 0)], 0)
    same = (before.heads()[was] == heads).all(axis=1) & (before.cuts[was] == now.cuts)
    return np.where(known & same, was, -1)


def names_of(origin: Integers) -> Integers:
    """Names for rows that have a number of before, or -1 if they are new."""
    return np.where(origin >= 0, origin, _NEW)
