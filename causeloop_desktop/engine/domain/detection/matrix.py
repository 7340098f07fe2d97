"""The corpus as one sparse matrix, numerically the same as ``vectors.vector_of`` row by row."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from causeloop_desktop.engine.domain.detection.corpus import Corpus, Counts, Integers
from causeloop_desktop.engine.domain.tokens import View
from causeloop_desktop.engine.domain.vectors import SHARES, Rarity, rarity

Matrix: TypeAlias = sparse.csr_array


@dataclass(frozen=True, slots=True)
class Weighed:
    """Documents as unit rows.

    Attributes:
        rows: One row per document.
        features: The feature number of each column.
        rarity: What a model needs to weigh other documents alike.
    """

    rows: Matrix
    features: npt.NDArray[np.uint32]
    rarity: Rarity


def unit_rows(matrix: Matrix) -> Matrix:
    """``matrix`` with every row at unit length; empty rows stay empty."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    return sparse.csr_array(sparse.diags_array((1 / lengths).astype(np.float32)) @ matrix)


def _weigh_view(view: Counts) -> tuple[Matrix, npt.NDArray[np.uint32], Integers]:
    features, columns, frequency = np.unique(view.ids, return_inverse=True, return_counts=True)
    documents = len(view.starts) - 1
    weights = (1 + np.log(view.counts)) * rarity(frequency, documents)[columns]
    shape = (documents, len(features))
    rows = sparse.csr_array((weights, columns, view.starts), shape)
    return unit_rows(rows), features, frequency


def _shares(views: tuple[Counts, ...]) -> list[npt.NDArray[np.float32]]:
    """Per view and document the root of the view's share among the views that are present."""
    present = [np.diff(counts.starts) > 0 for counts in views]
    weights = [SHARES[view] * there for view, there in zip(View, present, strict=True)]
    total = np.sum(weights, axis=0)
    total[total == 0] = 1
    return [np.sqrt(weight / total).astype(np.float32) for weight in weights]


def _rarity_of(features: npt.NDArray[np.uint32], frequency: Integers, documents: int) -> Rarity:
    """Terms of a single document weigh as much as unseen ones, so only others are kept."""
    shared = frequency > 1
    ids, weights = features[shared], rarity(frequency[shared], documents)
    order = np.argsort(ids, kind="stable")
    once = rarity(np.ones(1, np.int64), documents)
    return Rarity(ids[order], weights[order], float(once[0]))


def weigh(corpus: Corpus) -> Weighed:
    """Weigh all views of ``corpus`` and join them."""
    weighed = [_weigh_view(view) for view in corpus.views]
    shares = _shares(corpus.views)
    rows = sparse.hstack(
        [
            sparse.diags_array(share) @ rows
            for share, (rows, _, _) in zip(shares, weighed, strict=True)
        ],
        format="csr",
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
