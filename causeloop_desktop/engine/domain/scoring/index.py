"""All issues that one may be compared with, findable by rare words and by meaning.

Rows are only added. Their rare words stand in inverted indexes: one of the rows that were there at
first, and for the later ones blocks of equal size, the last of which is pieced together from small
ones, so that adding a row costs on average the logarithm of a block. What is found does not depend
on the pieces: the most alike of all rows, the latest of equals.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.scoring.derived import Derived, Words
from causeloop_desktop.engine.domain.scoring.features import (
    Integers,
    Questions,
    Rows,
    lengths_of,
    nearness,
)
from causeloop_desktop.engine.domain.scoring.latent import Latent, Places
from causeloop_desktop.engine.domain.scoring.segments import Growing, Segment
from causeloop_desktop.engine.domain.text.vectors import Ids, Vector, Weights

BY_WORDS = 48
"""Rows that are found by the words they share."""

BY_MEANING = 16
"""Rows that are found by their meaning alone."""

LEAST_ALIKE = 0.06
LEAST_MEANING = 0.4

COMMON = 0.05
LEAST_COMMON = 1_000
"""A word in more of the first rows than this, and than this share of them, finds nothing; it still
counts."""

_BLOCK_ROWS = 1_000
"""Later rows that one inverted index holds at most."""

_ASKED_AT_ONCE = 64
_ADDED_UP_AT_ONCE = 8
"""Issues whose sums over all rows are made at once, few enough for the processor's caches."""

_BLOCK = 64
_MANY = 1_000

_ROUGHLY = 1e-4
"""Products of many rows at once may differ by less than half of this from those of one pair."""


class Index:
    """Issues as rows, in the order in which they were added.

    Args:
        latent: Where terms lie among meanings.
        starts: Row r owns the entries ``starts[r]:starts[r + 1]``.
        ids: Feature numbers.
        weights: Their weights.
        derived: What was derived from these rows before, by ``derived`` of an index of the same.
        hidden: Rows that are not to be found.
    """

    def __init__(
        self,
        latent: Latent,
        starts: Integers,
        ids: Ids,
        weights: Weights,
        derived: Derived | None = None,
        hidden: Integers | None = None,
    ) -> None:
        self.latent = latent
        self._starts, self._ids, self._weights = Growing(starts), Growing(ids), Growing(weights)
        if derived is None:
            lengths = lengths_of(starts, ids, weights)
            derived = Derived(lengths, latent.places_of(starts, ids, weights))
        self._lengths, self._places = Growing(derived.lengths), Growing(derived.places)
        self._first = self._count = len(starts) - 1
        self._words = derived.words or self._words_of_first()
        self._segments = [self._words.rare] if self._first else []
        self._hidden = np.zeros(0, np.int64) if hidden is None else hidden

    def __len__(self) -> int:
        return self._count

    @property
    def derived(self) -> Derived:
        """What was derived from the rows that were there at first."""
        lengths, places = self._lengths.now[: self._first], self._places.now[: self._first]
        return Derived(lengths, places, self._words)

    @property
    def expected(self) -> int:
        """Rows that are written down already and come next."""
        return len(self._lengths.now) - self._count

    def add(self, vector: Vector, place: Places) -> None:
        """Add an issue as the last row.

        Args:
            vector: The issue.
            place: Where it lies among meanings.
        """
        starts = np.array([0, len(vector.ids)])
        lengths = lengths_of(starts, vector.ids, vector.weights)
        self._expect(starts, vector.ids, vector.weights, lengths, place[None, :])
        self._count += 1

    def expect(self, questions: Questions) -> None:
        """Write down issues that will come next, unless others do."""
        self._expect(
            questions.starts, questions.ids, questions.plain, questions.lengths, questions.places
        )

    def add_expected(self) -> None:
        """Add the next of the issues that were expected."""
        self._count += 1

    def _expect(
        self,
        starts: Integers,
        ids: Ids,
        weights: Weights,
        lengths: npt.NDArray[np.float32],
        places: Places,
    ) -> None:
        self._starts.cut(self._count + 1)
        entries = int(self._starts.now[-1])
        for kept, more in ((self._ids, ids), (self._weights, weights)):
            kept.cut(entries)
            kept.add(more)
        self._starts.add(starts[1:] + entries)
        for kept, more in ((self._lengths, lengths), (self._places, places)):
            kept.cut(self._count)
            kept.add(more)

    def rows(self, picks: Integers) -> Rows:
        """Some rows, for comparing."""
        starts = self._starts.now
        lengths = starts[picks + 1] - starts[picks]
        entries = _runs(starts[picks], lengths)
        owners = np.repeat(np.arange(len(picks)), lengths)
        return Rows(
            np.concatenate(([0], np.cumsum(lengths))),
            self._ids.now[entries],
            self._lengths.now[picks],
            self._places.now[picks],
            owners,
            self._weights.now,
            entries,
        )

    def near(self, question: Questions) -> Integers:
        """Rows worth comparing with one issue, ascending."""
        return np.unique(self.near_each(question)[0])

    def near_each(self, questions: Questions, *, in_turn: bool = False) -> list[Integers]:
        """Rows worth comparing with each of some issues; some stand there twice.

        Args:
            questions: The issues.
            in_turn: They are the expected rows, and each may meet those before it.
        """
        known = [len(self) + at * in_turn for at in range(len(questions))]
        self._cover()
        segments = self._segments
        if in_turn:
            segments = [*segments, self._later(len(self), len(self) + len(questions))]
        words = _by_words(questions, segments, known, self._hidden)
        meant = self._by_meaning(questions, known)
        return [np.concatenate(found) for found in zip(words, meant, strict=True)]

    def _words_of_first(self) -> Words:
        most = max(LEAST_COMMON, int(COMMON * self._first))
        none = np.zeros(0, np.uint32)
        return Words(*self._segment(0, self._first, none).without_common(most))

    def _segment(self, first: int, last: int, common: Ids) -> Segment:
        kept = self._starts.now, self._ids.now, self._weights.now
        return Segment.of(first, last, *kept, common=common)

    def _later(self, first: int, last: int) -> Segment:
        return self._segment(first, last, self._words.common)

    def _cover(self) -> None:
        """Make the latest rows findable, together with others of their block, if not many more."""
        covered = self._segments[-1].last if self._segments else 0
        while covered < len(self):
            block = covered - (covered - self._first) % _BLOCK_ROWS
            last, first = min(len(self), block + _BLOCK_ROWS), covered
            while self._segments and block <= self._segments[-1].first:
                if self._segments[-1].last - self._segments[-1].first > 2 * (last - first):
                    break
                first = self._segments.pop().first
            self._segments.append(self._later(first, last))
            covered = last

    def _by_meaning(self, questions: Questions, known: list[int]) -> Iterator[Integers]:
        """Yield what is nearest in meaning to each issue; many at once cost less each."""
        there = self._places.now
        for first in range(0, len(questions), _ASKED_AT_ONCE):
            places = questions.places[first : first + _ASKED_AT_ONCE]
            together = places @ there[: max(known[first : first + _ASKED_AT_ONCE])].T
            together[:, self._hidden] = 0
            for place, scores, count in zip(places, together, known[first:], strict=False):
                rows = _highest(scores[:count], BY_MEANING, LEAST_MEANING, _ROUGHLY)
                exact = nearness(there[rows], np.broadcast_to(place, (len(rows), len(place))))
                yield rows[_highest(exact, BY_MEANING, LEAST_MEANING)]


def _by_words(
    questions: Questions, segments: list[Segment], known: list[int], hidden: Integers
) -> Iterator[Integers]:
    """Yield the rows that share most with each issue by words that are rare."""
    spans = [segment.spans(questions.terms) for segment in segments]
    width = segments[-1].last if segments else 0
    for first in range(0, len(questions), _ADDED_UP_AT_ONCE):
        counts = known[first : first + _ADDED_UP_AT_ONCE]
        part = slice(*questions.starts[[first, first + len(counts)]].tolist())
        cells: list[Integers] = [np.zeros(0, np.int64)]
        gains: list[npt.NDArray[np.float64]] = [np.zeros(0)]
        for segment, (begin, lengths) in zip(segments, spans, strict=True):
            term = questions.term_of[part]
            times = lengths[term]
            picks = _runs(begin[term], times)
            offset = (questions.owners[part] - first) * width
            cells.append(np.repeat(offset, times) + segment.rows[picks])
            gains.append(np.repeat(questions.weights[part], times) * segment.weights[picks])
        cell, gain = np.concatenate(cells), np.concatenate(gains)
        sums = np.bincount(cell, gain, minlength=len(counts) * width).reshape(len(counts), width)
        sums[:, hidden] = 0
        for row, count in zip(sums, counts, strict=True):
            yield _highest(row[:count], BY_WORDS, LEAST_ALIKE)


def _runs(begin: Integers, lengths: Integers) -> Integers:
    """The numbers from each beginning on, one after the other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(begin - ends + lengths, lengths) + np.arange(total)


def _bound(scores: npt.NDArray[Any], count: int) -> float:
    """What the ``count`` highest scores reach at least: as many blocks hold one that high.

    Of many scores only those few are then put into an order.
    """
    blocks = len(scores) // _BLOCK
    if blocks <= count:
        return -np.inf
    highest = scores[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
    return float(np.partition(highest, blocks - count)[blocks - count])


def _highest(scores: npt.NDArray[Any], count: int, least: float, slack: float = 0.0) -> Integers:
    """The rows with the highest scores, at most ``count``, none below ``least``.

    Of equal ones the last are taken, however many others were looked at. Where scores may be a
    trifle wrong, ``slack`` gives all rows that may be among the highest.
    """
    good: Integers = np.flatnonzero(scores >= least - slack)
    if len(good) > _MANY:
        good = np.flatnonzero(scores >= max(least, _bound(scores, count)) - slack)
    if len(good) <= count:
        return good
    values = scores[good]
    bound = float(np.partition(values, len(good) - count)[len(good) - count])
    if slack:
        return good[values >= bound - slack]
    above, equal = good[values > bound], good[values == bound]
    return np.concatenate((above, equal[len(equal) + len(above) - count :]))
