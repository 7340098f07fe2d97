"""The rows of issues and atoms, grown by what is new; and which neighbours count."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from causeloop_desktop.engine.domain.detection.arrays import Flags, Floats, Integers
from causeloop_desktop.engine.domain.detection.grouping.atoms import Atoms
from causeloop_desktop.engine.domain.detection.likeness.neighbours import KEPT, Pairs
from causeloop_desktop.engine.domain.detection.reading.corpus import Placed
from causeloop_desktop.engine.domain.detection.reading.entries import Entries, Spans
from causeloop_desktop.engine.domain.detection.reading.matrix import (
    MEMBERS_OF_MEAN,
    Matrix,
    mean_rows,
)
from causeloop_desktop.engine.domain.detection.state import State


@dataclass(frozen=True, slots=True)
class Space:
    """Where issues and atoms stand.

    Attributes:
        entries: The entries of all rows.
        rows: The row of each issue.
        atoms: The mean row of each atom.
        frequency: In how many atoms each column stands.
    """

    entries: Entries
    rows: Spans
    atoms: Spans
    frequency: Integers


@dataclass(frozen=True, slots=True)
class Grown:
    """What became of issues and atoms.

    Attributes:
        origin: The row of each issue in the last run; -1 for those that came or changed.
        atoms: The atoms of now.
        was: The equal atom of the last run; -1 for those that are new or changed.
    """

    origin: Integers
    atoms: Atoms
    was: Integers


def grown_space(state: State, placed: Placed, grown: Grown) -> Space:
    """Add the rows of new issues, and the means of atoms that are new or changed."""
    new, rows_before = np.flatnonzero(grown.was < 0), len(state.corpus)
    entries, further = state.entries.with_placed(placed)
    place = grown.origin.copy()
    place[place < 0] = rows_before + np.arange(int((place < 0).sum()))
    rows = Spans.joined((state.rows, further), place)
    means, several = _means(entries, rows, grown.atoms.of_row, new)
    entries, spans = entries.with_rows(means)
    atoms_before = len(state.atoms.starts)
    at = np.where(grown.was >= 0, grown.was, atoms_before + grown.atoms.first)
    at[several] = atoms_before + len(place) + np.arange(len(several))
    atoms = Spans.joined((state.atoms, rows, spans), at)
    lost = np.setdiff1d(np.arange(atoms_before), grown.was)
    frequency = np.zeros(len(entries.features), np.int64)
    frequency[: len(state.frequency)] = state.frequency
    frequency += np.bincount(entries.take(atoms, new).indices, minlength=len(frequency))
    frequency -= np.bincount(entries.take(state.atoms, lost).indices, minlength=len(frequency))
    return Space(entries, rows, atoms, frequency)


def _means(
    entries: Entries, rows: Spans, of_row: Integers, new: Integers
) -> tuple[Matrix, Integers]:
    """The mean rows of those of the ``new`` atoms that have several issues, and which they are."""
    sizes = np.bincount(of_row)
    several = new[sizes[new] > 1] if len(new) else new
    number = np.full(len(sizes), -1, np.int64)
    number[several] = np.arange(len(several))
    theirs = np.flatnonzero(number[of_row] >= 0)
    if not len(theirs):
        return sparse.csr_array((0, len(entries.features)), dtype=np.float32), several
    taken = entries.take(rows, theirs)
    return mean_rows(taken, number[of_row[theirs]], len(several), MEMBERS_OF_MEAN), several


def nearest_of(pairs: Pairs, seekers: Integers, weakest: Floats) -> tuple[Pairs, Floats]:
    """Keep pairs that are among the nearest of either side, each once."""
    pairs = only(pairs, pairs.left != pairs.right)
    order = np.lexsort((-pairs.likeness, pairs.left))
    pairs = only(pairs, order)
    _, first, sizes = np.unique(pairs.left, return_index=True, return_counts=True)
    rank = np.arange(len(pairs.left)) - np.repeat(first, sizes)
    weakest[seekers] = 0
    last = rank == KEPT - 1
    weakest[pairs.left[last]] = pairs.likeness[last]
    seeks = np.zeros(len(weakest), bool)
    seeks[seekers] = True
    near = (rank < KEPT) | (pairs.likeness >= weakest[pairs.right])
    once = ~seeks[pairs.right] | (pairs.left < pairs.right)
    return only(pairs, near & once), weakest


def only(pairs: Pairs, some: Integers | Flags) -> Pairs:
    """Some of the pairs."""
    return Pairs(pairs.left[some], pairs.right[some], pairs.likeness[some])
