"""The corpus as one sparse matrix, numerically the same as ``vectors.vector_of`` row by row."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy import sparse

from causeloop_desktop.engine.domain.detection.arrays import Columns, Features, Floats, Integers
from causeloop_desktop.engine.domain.detection.reading.corpus import Corpus, Counts
from causeloop_desktop.engine.domain.text.tokens import View
from causeloop_desktop.engine.domain.text.vectors import SHARES, Rarity, rarity, rarity_in

Matrix: TypeAlias = sparse.csr_array

MEMBERS_OF_MEAN = 8
"""Issues of an atom, the first ones, whose mean stands for it when atoms are compared."""

_IDS_AT_ONCE = 1 << 20
_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Weighed:
    """Documents as unit rows.

    Attributes:
        rows: One row per document.
        features: The feature number of each column.
        rarity: What a model needs to weigh other documents alike.
    """

    rows: Matrix
    features: Features
    rarity: Rarity


def unit_rows(matrix: Matrix) -> Matrix:
    """``matrix`` with every row at unit length; empty rows stay empty."""
    sizes = np.diff(matrix.indptr)
    there = np.flatnonzero(sizes)
    lengths = np.ones(matrix.shape[0], np.float32)
    if len(there):
        squares = np.add.reduceat(matrix.data * matrix.data, matrix.indptr[there])
        lengths[there] = np.sqrt(squares)
    lengths[lengths == 0] = 1
    return scaled(matrix, np.reciprocal(lengths))


def scaled(matrix: Matrix, factors: Floats) -> Matrix:
    """Every row times its factor; the places of entries are shared, not copied."""
    data = matrix.data * np.repeat(factors.astype(np.float32), np.diff(matrix.indptr))
    return sparse.csr_array((data, matrix.indices, matrix.indptr), matrix.shape)


def _numbered(ids: Features) -> tuple[Features, Columns, Integers]:
    """The different ids, the place of each id among them, and how often each stands.

    Like ``np.unique``, but without 20 bytes an id while it works.
    """
    ordered = np.sort(ids)
    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(ids)])
    different = ordered[first]
    counts = np.diff(np.append(first, len(ids)))
    del ordered
    places = np.empty(len(ids), np.int32)
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = slice(start, start + _IDS_AT_ONCE)
        places[some] = np.searchsorted(different, ids[some])
    return different, places, counts


def _side_by_side(parts: list[Matrix]) -> Matrix:
    """Matrices of equally many rows as one, put together some rows at a time."""
    rows, entries = parts[0].shape[0], sum(part.nnz for part in parts)
    starts = np.sum([part.indptr for part in parts], axis=0).astype(np.int64)
    columns, data = np.empty(entries, np.int32), np.empty(entries, np.float32)
    for start in range(0, rows, _ROWS_AT_ONCE):
        end = min(start + _ROWS_AT_ONCE, rows)
        some = sparse.hstack([part[start:end] for part in parts], format="csr")
        columns[starts[start] : starts[end]] = some.indices
        data[starts[start] : starts[end]] = some.data
    width = sum(part.shape[1] for part in parts)
    return sparse.csr_array((data, columns, starts), (rows, width))


def _weigh_view(counts: Counts, view: View) -> tuple[Matrix, Features, Integers]:
    features, columns, frequency = _numbered(counts.ids)
    documents = len(counts.starts) - 1
    weighed = rarity_in(view, rarity(frequency, documents))
    weights = np.log(counts.counts)
    weights += 1
    weights *= weighed[columns]
    shape = (documents, len(features))
    rows = sparse.csr_array((weights, columns, counts.starts), shape)
    return unit_rows(rows), features, frequency


def _shares(views: tuple[Counts, ...]) -> list[Floats]:
    """Per view and document the root of the view's share among the views that are present."""
    present = [np.diff(counts.starts) > 0 for counts in views]
    weights = [SHARES[view] * there for view, there in zip(View, present, strict=True)]
    total = np.sum(weights, axis=0)
    total[total == 0] = 1
    return [np.sqrt(weight / total).astype(np.float32) for weight in weights]


def _rarity_of(features: Features, frequency: Integers, documents: int) -> Rarity:
    """Terms of a single document weigh as much as unseen ones, so only others are kept."""
    shared = frequency > 1
    ids, weights = features[shared], rarity(frequency[shared], documents)
    order = np.argsort(ids, kind="stable")
    once = rarity(np.ones(1, np.int64), documents)
    return Rarity(ids[order], weights[order], float(once[0]))


def weigh(corpus: Corpus) -> Weighed:
    """Weigh all views of ``corpus`` and join them."""
    weighed = [_weigh_view(counts, view) for counts, view in zip(corpus.views, View, strict=True)]
    shares = _shares(corpus.views)
    rows = _side_by_side(
        [scaled(rows, share) for share, (rows, _, _) in zip(shares, weighed, strict=True)]
    )
    features = np.concatenate([features for _, features, _ in weighed])
    frequency = np.concatenate([frequency for _, _, frequency in weighed])
    return Weighed(rows, features, _rarity_of(features, frequency, len(corpus)))


def mean_rows(matrix: Matrix, group_of: Integers, groups: int, most: int) -> Matrix:
    """The direction of each group's mean row, from at most ``most`` first rows of each."""
    order = np.argsort(group_of, kind="stable")
    sizes = np.bincount(group_of, minlength=groups)
    rank = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    rows = order[rank < most]
    ones = np.ones(len(rows), np.float32)
    pick = sparse.csr_array((ones, (group_of[rows], rows)), (groups, matrix.shape[0]))
    return unit_rows(pick @ matrix)
