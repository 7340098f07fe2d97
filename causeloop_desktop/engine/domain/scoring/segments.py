"""Inverted indexes over a range of rows, and arrays that grow."""

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.scoring.features import Integers, views_of
from causeloop_desktop.engine.domain.text.tokens import View
from causeloop_desktop.engine.domain.text.vectors import Ids, Weights

_HALF = np.uint32(16)


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

    def cut(self, count: int) -> None:
        """Forget all but the first rows."""
        self._count = count

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
    def of(
        cls, first: int, last: int, starts: Integers, ids: Ids, weights: Weights, *, common: Ids
    ) -> Self:
        """Index rows; row r owns the entries ``starts[r]:starts[r + 1]``.

        Args:
            first: The first row.
            last: The row behind the last.
            starts: Where the entries of each row begin, of all rows there are.
            ids: Feature numbers of their entries.
            weights: Their weights.
            common: Words that find nothing.
        """
        part = slice(int(starts[first]), int(starts[last]))
        ids, weights = ids[part], weights[part]
        lengths = np.diff(starts[first : last + 1])
        rows = np.repeat(np.arange(first, last, dtype=np.int32), lengths)
        finds = (views_of(ids) != View.FIELD) & ~among(common, ids)
        sorted_ids, order = _in_order(ids, np.flatnonzero(finds))
        begin = np.flatnonzero(np.diff(sorted_ids, prepend=~sorted_ids[:1]))
        terms = sorted_ids[begin]
        begin = np.append(begin, len(order)).astype(np.int64)
        return cls(first, last, terms, begin, rows[order], weights[order])

    def without_common(self, most: int) -> tuple[Self, Ids]:
        """This without the words that stand in more rows than ``most``, and these words."""
        counts = np.diff(self.starts)
        rare = counts <= most
        kept = np.repeat(rare, counts)
        starts = np.concatenate(([0], np.cumsum(counts[rare])))
        rows, weights = self.rows[kept], self.weights[kept]
        some = replace(self, terms=self.terms[rare], starts=starts, rows=rows, weights=weights)
        return some, self.terms[~rare]

    def spans(self, terms: Ids) -> tuple[Integers, Integers]:
        """Where the rows that have a term begin, and how many they are; for ascending terms."""
        if not len(self.terms):
            return np.zeros(len(terms), np.int64), np.zeros(len(terms), np.int64)
        at = np.minimum(np.searchsorted(self.terms, terms), len(self.terms) - 1)
        known = self.terms[at] == terms
        return self.starts[at], (self.starts[at + 1] - self.starts[at]) * known


def _in_order(ids: Ids, some: Integers) -> tuple[Ids, Integers]:
    """Some ids ascending, and where each stands; of equals the first comes first.

    Halves of 16 bits are put into boxes, which is faster than comparing whole numbers.
    """
    these = ids[some]
    order = np.argsort(these.astype(np.uint16), kind="stable")
    order = order[np.argsort((these >> _HALF).astype(np.uint16)[order], kind="stable")]
    return these[order], some[order]


def among(known: npt.NDArray[Any], asked: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which of some numbers are among others, which ascend."""
    if not len(known):
        return np.zeros(len(asked), bool)
    at = known.searchsorted(asked).clip(max=len(known) - 1)
    found: npt.NDArray[np.bool_] = known[at] == asked
    return found


def runs(begin: Integers, lengths: Integers) -> Integers:
    """The numbers from each beginning on, one after the other."""
    ends = np.cumsum(lengths)
    found = np.repeat(begin - ends + lengths, lengths)
    found += np.arange(len(found))
    return found
