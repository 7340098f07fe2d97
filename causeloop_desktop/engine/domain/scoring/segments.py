"""Inverted indexes over a range of rows, and arrays that grow."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.scoring.features import Integers, views_of
from causeloop_desktop.engine.domain.tokens import View
from causeloop_desktop.engine.domain.vectors import Ids, Vector, Weights

COMMON = 0.05
LEAST_COMMON = 1_000
"""A word in more rows than this, and than this share of all, finds nothing; it still counts."""


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
class Segment:
    """An inverted index over the rows ``first:last``."""

    first: int
    last: int
    terms: Ids
    starts: Integers
    rows: npt.NDArray[np.int32]
    weights: Weights

    @classmethod
    def of(cls, first: int, last: int, starts: Integers, ids: Ids, weights: Weights) -> Self:
        """Index rows; row r owns the entries ``starts[r]:starts[r + 1]``."""
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

    def products(self, vector: Vector) -> tuple[npt.NDArray[np.int32], Weights]:
        """Rows that share a rare term with ``vector``, once per term, and what each adds."""
        if not len(self.terms) or not len(vector.ids):
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        at = np.minimum(np.searchsorted(self.terms, vector.ids), len(self.terms) - 1)
        known = np.flatnonzero(self.terms[at] == vector.ids)
        if not len(known):
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        begin, end = self.starts[at[known]], self.starts[at[known] + 1]
        parts = list(map(slice, begin.tolist(), end.tolist()))
        gains = np.concatenate([self.weights[part] for part in parts])
        gains *= np.repeat(vector.weights[known], end - begin)
        return np.concatenate([self.rows[part] for part in parts]), gains
