"""All issues that one may be compared with, findable by rare words and by meaning.

Rows are only added. Their rare words stand in a few inverted indexes of growing size: a small one
of the latest rows, and larger ones into which it is merged, so that adding a row costs on average
the logarithm of their number.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.scoring.features import (
    Integers,
    Question,
    Rows,
    lengths_of,
    views_of,
)
from causeloop_desktop.engine.domain.scoring.latent import Latent, Places
from causeloop_desktop.engine.domain.tokens import View
from causeloop_desktop.engine.domain.vectors import Ids, Vector, Weights

BY_WORDS = 48
"""Rows that are found by the words they share."""

BY_MEANING = 16
"""Rows that are found by their meaning alone."""

COMMON = 0.05
LEAST_COMMON = 1_000
"""A word in more rows than this, and than this share of all, finds nothing; it still counts."""

LEAST_ALIKE = 0.06
LEAST_MEANING = 0.4

_TAIL = 128


class Growing:
    """An array that is added to at its end."""

    def __init__(self, first: npt.NDArray[Any]) -> None:
        self._all = first
        self._count = len(first)

    def add(self, more: npt.NDArray[Any]) -> None:
        """Add rows."""
        wanted = self._count + len(more)
        if wanted > len(self._all):
            grown = np.empty((max(wanted, 2 * self._count), *self._all.shape[1:]), self._all.dtype)
            grown[: self._count] = self._all[: self._count]
            self._all = grown
        self._all[self._count : wanted] = more
        self._count = wanted

    @property
    def now(self) -> npt.NDArray[Any]:
        """What there is."""
        return self._all[: self._count]


@dataclass(frozen=True, slots=True)
class _Segment:
    """An inverted index over the rows ``first:last``."""

    first: int
    last: int
    terms: Ids
    starts: Integers
    rows: npt.NDArray[np.int32]
    weights: Weights

    @classmethod
    def of(cls, first: int, last: int, starts: Integers, ids: Ids, weights: Weights) -> Self:
        part = slice(int(starts[first]), int(starts[last]))
        ids, weights = ids[part], weights[part]
        lengths = np.diff(starts[first : last + 1])
        rows = np.repeat(np.arange(first, last, dtype=np.int32), lengths)
        finding = np.flatnonzero(views_of(ids) != View.FIELD)
        order = finding[np.argsort(ids[finding], kind="stable")]
        terms, begin = np.unique(ids[order], return_index=True)
        most = max(LEAST_COMMON, COMMON * (last - first))
        ends = np.append(begin, len(order)).astype(np.int64)
        ends_kept = np.diff(ends) <= most
        keep = np.repeat(ends_kept, np.diff(ends))
        counts = np.diff(ends)[ends_kept]
        return cls(
            first,
            last,
            terms[ends_kept],
            np.concatenate(([0], np.cumsum(counts))),
            rows[order][keep],
            weights[order][keep],
        )

    def products(self, vector: Vector) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
        """Rows that share a rare term with ``vector``, once per term, and what each adds."""
        if not len(self.terms) or not len(vector.ids):
            return np.zeros(0, np.int32), np.zeros(0)
        at = np.minimum(np.searchsorted(self.terms, vector.ids), len(self.terms) - 1)
        known = np.flatnonzero(self.terms[at] == vector.ids)
        begin, end = self.starts[at[known]], self.starts[at[known] + 1]
        lengths = end - begin
        picks = np.repeat(begin - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
        gains = self.weights[picks] * np.repeat(vector.weights[known], lengths)
        return self.rows[picks], gains.astype(np.float64)


class Index:
    """Issues as rows, in the order in which they were added.

    Args:
        latent: Where terms lie among meanings.
        starts: Row r owns the entries ``starts[r]:starts[r + 1]``.
        ids: Feature numbers.
        weights: Their weights.
    """

    def __init__(self, latent: Latent, starts: Integers, ids: Ids, weights: Weights) -> None:
        self.latent = latent
        self._starts, self._ids, self._weights = Growing(starts), Growing(ids), Growing(weights)
        self._lengths = Growing(lengths_of(starts, ids, weights))
        self._places = Growing(latent.places_of(starts, ids, weights))
        self._segments: list[_Segment] = []
        self._settle()

    def __len__(self) -> int:
        return len(self._lengths.now)

    def add(self, vector: Vector, place: Places) -> None:
        """Add an issue as the last row.

        Args:
            vector: The issue.
            place: Where it lies among meanings.
        """
        starts = np.array([0, len(vector.ids)])
        self._ids.add(vector.ids)
        self._weights.add(vector.weights)
        self._starts.add(self._starts.now[-1:] + len(vector.ids))
        self._lengths.add(lengths_of(starts, vector.ids, vector.weights))
        self._places.add(place[None, :])
        if len(self) - self._settled >= _TAIL:
            self._settle()

    @property
    def _settled(self) -> int:
        return self._segments[-1].last if self._segments else 0

    def _settle(self) -> None:
        """Make the latest rows findable, together with older ones that are not many more."""
        first, last = self._settled, len(self)
        while self._segments and self._segments[-1].last - self._segments[-1].first <= 2 * (
            last - first
        ):
            first = self._segments.pop().first
        if last > first:
            made = _Segment.of(first, last, self._starts.now, self._ids.now, self._weights.now)
            self._segments.append(made)

    def rows(self, picks: Integers) -> Rows:
        """Some rows, for comparing."""
        starts = self._starts.now
        lengths = starts[picks + 1] - starts[picks]
        ends = np.cumsum(lengths)
        entries = np.repeat(starts[picks] - ends + lengths, lengths) + np.arange(lengths.sum())
        return Rows(
            np.concatenate(([0], ends)),
            self._ids.now[entries],
            self._weights.now[entries],
            self._lengths.now[picks],
            self._places.now[picks],
            np.repeat(np.arange(len(picks)), lengths),
        )

    def near(self, question: Question) -> Integers:
        """Rows worth comparing, ascending."""
        by_meaning: Places = self._places.now @ question.place
        found = (
            _highest(self._alike(question.vector), BY_WORDS, LEAST_ALIKE),
            _highest(by_meaning, BY_MEANING, LEAST_MEANING),
            np.arange(self._settled, len(self)),
        )
        return np.unique(np.concatenate(found))

    def _alike(self, vector: Vector) -> npt.NDArray[np.float64]:
        found = [segment.products(vector) for segment in self._segments]
        if not found:
            return np.zeros(len(self))
        rows = np.concatenate([rows for rows, _ in found])
        gains = np.concatenate([gains for _, gains in found])
        return np.bincount(rows, gains, minlength=len(self)).astype(np.float64)


def _highest(scores: npt.NDArray[Any], count: int, least: float) -> Integers:
    """The rows with the highest scores, at most ``count``, none below ``least``."""
    good = np.flatnonzero(scores >= least)
    if len(good) <= count:
        return good
    return good[np.argpartition(-scores[good], count - 1)[:count]]
