"""Choose the few issues that stand for a pattern, and measure its members against them."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from causeloop_desktop.engine.domain.detection.arrays import Doubles, Integers
from causeloop_desktop.engine.domain.detection.reading.matrix import Matrix
from causeloop_desktop.engine.domain.matching.matcher import NEIGHBOURS

KEPT = 8
"""Exemplars of a pattern: enough to show its breadth."""

LOOKED_AT = 64
"""Members among which exemplars are chosen, different ones first."""

SAME = 0.98
"""Likeness from which a further exemplar would add nothing."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """A pattern in numbers.

    Attributes:
        exemplars: Rows of the corpus, the medoid first.
        similarities: Likeness of every member to its nearest exemplars but itself, 0..1.
    """

    exemplars: Integers
    similarities: Doubles


def _products(left: Matrix, right: Matrix) -> Doubles:
    return np.asarray((left @ right.T).toarray(), np.float64)


def _looked_at(members: Integers, atoms: Integers) -> Integers:
    """The first member of every atom, then the second of every atom, and so on."""
    order = np.argsort(atoms, kind="stable")
    _, first, sizes = np.unique(atoms[order], return_index=True, return_counts=True)
    rank = np.empty(len(members), np.int64)
    rank[order] = np.arange(len(members)) - np.repeat(first, sizes)
    return members[np.argsort(rank, kind="stable")][:LOOKED_AT]


def _choose(likeness: Doubles) -> list[int]:
    """The medoid, then again and again the one least like those chosen."""
    chosen = [int(np.argmax(np.round(likeness.mean(axis=1), 9)))]
    nearest = likeness[chosen[0]].copy()
    while len(chosen) < min(KEPT, len(likeness)):
        nearest[chosen] = np.inf
        farthest = int(np.argmin(np.round(nearest, 9)))
        if nearest[farthest] >= SAME and len(chosen) > NEIGHBOURS:
            break
        chosen.append(farthest)
        nearest = np.minimum(nearest, likeness[farthest])
    return chosen


def compact(matrix: Matrix) -> Matrix:
    """The same rows over only the columns that they use: turning a matrix costs its width."""
    used, columns = np.unique(matrix.indices, return_inverse=True)
    shape = (matrix.shape[0], max(len(used), 1))
    return sparse.csr_array((matrix.data, columns, matrix.indptr), shape)


def portrait_of(rows: Matrix, members: Integers, atoms: Integers) -> Portrait:
    """Draw a pattern from its members' rows.

    Args:
        rows: Unit rows of all documents.
        members: Rows of the pattern's members, ascending.
        atoms: Atom of each member.
    """
    return portrait_from(rows[members], members, atoms)


def portrait_from(theirs: Matrix, members: Integers, atoms: Integers) -> Portrait:
    """Draw a pattern from rows that are its members' alone."""
    theirs = compact(theirs)
    looked_at = _looked_at(np.arange(len(members)), atoms)
    if len(looked_at) == len(members):
        likeness = _products(theirs, theirs)
        chosen = looked_at[_choose(likeness[np.ix_(looked_at, looked_at)])]
        likeness = likeness[:, chosen]
    else:
        seen = theirs[looked_at]
        chosen = looked_at[_choose(_products(seen, seen))]
        likeness = _products(theirs, theirs[chosen])
    likeness[chosen, np.arange(len(chosen))] = -1
    return Portrait(members[chosen], belonging(likeness))


def belonging(likeness: Doubles) -> Doubles:
    """How alike rows are to their nearest exemplars; a line each, -1 where there is none."""
    ranked = -np.sort(-likeness, axis=1)[:, :NEIGHBOURS]
    there = ranked >= 0
    total = np.where(there, ranked, 0).sum(axis=1)
    found: Doubles = total / np.maximum(there.sum(axis=1), 1)
    return np.minimum(found, 1.0)
