"""All issues that one may be compared with, findable by rare words and by meaning.

Rows are only added. Their rare words stand in a few inverted indexes of growing size: a small one
of the latest rows, and larger ones into which it is merged, so that adding a row costs on average
the logarithm of their number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.scoring.features import (
    Integers,
    Question,
    Rows,
    lengths_of,
)
from causeloop_desktop.engine.domain.scoring.latent import Latent, Places
from causeloop_desktop.engine.domain.scoring.segments import Growing, Segment
from causeloop_desktop.engine.domain.vectors import Ids, Vector, Weights

BY_WORDS = 48
"""Rows that are found by the words they share."""

BY_MEANING = 16
"""Rows that are found by their meaning alone."""

LEAST_ALIKE = 0.06
LEAST_MEANING = 0.4

_TAIL = 128
_ASKED_AT_ONCE = 64
_BLOCK = 64
_MANY = 1_000


@dataclass(frozen=True, slots=True)
class Nearest:
    """Rows that are nearest in meaning to an issue.

    Attributes:
        rows: At most ``BY_MEANING``.
        scores: How near each is.
        among: How many rows, the first ones, were looked at.
    """

    rows: Integers
    scores: Places
    among: int


_NONE = Nearest(np.zeros(0, np.int64), np.zeros(0, np.float32), 0)


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
        self._segments: list[Segment] = []
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
            made = Segment.of(first, last, self._starts.now, self._ids.now, self._weights.now)
            self._segments.append(made)

    def rows(self, picks: Integers) -> Rows:
        """Some rows, for comparing."""
        starts = self._starts.now
        lengths = starts[picks + 1] - starts[picks]
        ends = np.cumsum(lengths)
        owners = np.repeat(np.arange(len(picks)), lengths)
        entries = (starts[picks] - ends + lengths)[owners] + np.arange(len(owners))
        return Rows(
            np.concatenate(([0], ends)),
            self._ids.now[entries],
            self._weights.now[entries],
            self._lengths.now[picks],
            self._places.now[picks],
            owners,
        )

    def nearest(self, places: Places) -> Iterator[Nearest]:
        """Yield what is nearest in meaning to each of some issues; many at once cost less each."""
        known = self._places.now
        for first in range(0, len(places), _ASKED_AT_ONCE):
            for scores in places[first : first + _ASKED_AT_ONCE] @ known.T:
                rows = _highest(scores, BY_MEANING, LEAST_MEANING)
                yield Nearest(rows, scores[rows], len(known))

    def near(self, question: Question, nearest: Nearest | None = None) -> Integers:
        """Rows worth comparing, ascending.

        Args:
            question: The issue.
            nearest: What is nearest in meaning, if that was asked before the last rows came.
        """
        found = (
            _highest(self._alike(question.vector), BY_WORDS, LEAST_ALIKE),
            self._by_meaning(question.place, nearest or _NONE),
            np.arange(self._settled, len(self)),
        )
        return np.unique(np.concatenate(found))

    def _by_meaning(self, place: Places, before: Nearest) -> Integers:
        later: Places = self._places.now[before.among :] @ place
        rows = np.concatenate((before.rows, np.arange(before.among, len(self))))
        scores = np.concatenate((before.scores, later))
        return rows[_highest(scores, BY_MEANING, LEAST_MEANING)]

    def _alike(self, vector: Vector) -> npt.NDArray[np.float64]:
        found = [segment.products(vector) for segment in self._segments]
        if not found:
            return np.zeros(len(self))
        rows = np.concatenate([rows for rows, _ in found])
        gains = np.concatenate([gains for _, gains in found])
        return np.bincount(rows, gains, minlength=len(self)).astype(np.float64)


def _bound(scores: npt.NDArray[Any], count: int) -> float:
    """What the ``count`` highest scores reach at least: as many blocks hold one that high.

    Of many scores only those few are then put into an order.
    """
    blocks = len(scores) // _BLOCK
    if blocks <= count:
        return -np.inf
    highest = scores[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
    return float(np.partition(highest, blocks - count)[blocks - count])


def _highest(scores: npt.NDArray[Any], count: int, least: float) -> Integers:
    """The rows with the highest scores, at most ``count``, none below ``least``."""
    good = np.flatnonzero(scores >= least)
    if len(good) > _MANY:
        good = np.flatnonzero(scores >= max(least, _bound(scores, count)))
    if len(good) <= count:
        return good
    return good[np.argpartition(-scores[good], count - 1)[:count]]
