"""Weigh a document's terms by their rarity and place it in one space for all views.

A vector is the concatenation of the views, each of unit length times the root of its share, so
the product of two vectors is the share-weighted sum of the views' cosines: a likeness in 0..1
that falls apart into terms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Self, TypeAlias

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.text.tokens import Terms, View, features

Ids: TypeAlias = npt.NDArray[np.uint32]
Weights: TypeAlias = npt.NDArray[np.float32]

SHARES: Mapping[View, float] = {
    View.TITLE: 0.3,
    View.TEXT: 0.6,
    View.FIELD: 0.05,
    View.TIME: 0.12,
}
"""Relative weight of each view; the views that a document lacks leave theirs to the others."""


def rarity(frequency: npt.NDArray[np.int64], documents: int) -> Weights:
    """Smoothed inverse document frequency, ln((1 + n) / (1 + df)) + 1."""
    weights: Weights = (np.log((1 + documents) / (1 + frequency)) + 1).astype(np.float32)
    return weights


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare each term is in a workspace; a term it has never seen is rarest.

    Attributes:
        ids: Feature numbers, ascending.
        weights: Their inverse document frequencies.
        unseen: The weight of every other term.
    """

    ids: Ids
    weights: Weights
    unseen: float

    @classmethod
    def empty(cls) -> Self:
        """Nothing has been seen, so all terms weigh the same."""
        return cls(np.zeros(0, np.uint32), np.zeros(0, np.float32), 1.0)

    def of(self, ids: Ids) -> Weights:
        """The weight of each of ``ids``."""
        if not len(self.ids):
            return np.full(len(ids), self.unseen, np.float32)
        at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[at] == ids, self.weights[at], np.float32(self.unseen))


@dataclass(frozen=True, slots=True)
class Vector:
    """A document as sparse numbers.

    Attributes:
        views: Per view, how often each term occurs, in the order of the entries.
        ids: Feature numbers of the entries.
        weights: Their weights; the vector has unit length unless it is empty.
    """

    views: tuple[Mapping[str, int], ...]
    ids: Ids
    weights: Weights

    @property
    def terms(self) -> tuple[tuple[View, str], ...]:
        """(view, term) of each entry, for people; matching does without so many small objects."""
        return tuple((view, term) for view in View for term in self.views[view])


def rarity_in(view: View, found: Weights) -> Weights:
    """What rarity counts for in a view; long periods of time are to count like short ones."""
    return np.ones_like(found) if view is View.TIME else found


def vector_of(terms: Terms, rare: Rarity) -> Vector:
    """Place a document; equal input gives equal numbers in every process."""
    return vectors_of([terms], rare)[0]


def vectors_of(many: Sequence[Terms], rare: Rarity) -> list[Vector]:
    """Place documents; each gets the numbers that it would get alone."""
    counted = [(view, one.views[view]) for one in many for view in View]
    sizes = np.array([len(counts) for _, counts in counted], np.int64)
    numbers = chain.from_iterable(features(view, counts) for view, counts in counted)
    ids = np.fromiter(numbers, np.uint32, int(sizes.sum()))
    often = np.fromiter(chain.from_iterable(counts.values() for _, counts in counted), np.float32)
    part = np.repeat(np.arange(len(counted)), sizes)
    terms, term_of = np.unique(ids, return_inverse=True)
    found = np.where(part % len(View) == View.TIME, np.float32(1), rare.of(terms)[term_of])
    weights = (1 + np.log(often)) * found
    squares = np.bincount(part, weights.astype(np.float64) ** 2, minlength=len(counted))
    scales = np.sqrt(_shares_of(sizes > 0) / np.where(squares > 0, squares, 1))
    weights = (weights * scales[part]).astype(np.float32)
    ends = np.cumsum(sizes)[len(View) - 1 :: len(View)].tolist()
    spans = pairwise([0, *ends])
    return [
        Vector(one.views, ids[start:end], weights[start:end])
        for one, (start, end) in zip(many, spans, strict=True)
    ]


def _shares_of(present: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """The share of each view of each document, those that it has taking what the others leave."""
    shares = present.reshape(-1, len(View)) * np.array([SHARES[view] for view in View])
    total = shares.sum(axis=1, keepdims=True)
    found: npt.NDArray[np.float64] = (shares / np.where(total > 0, total, 1)).ravel()
    return found
