"""All issues that one may be compared with, findable by rare words and by meaning.

Rows are only added. Their rare words stand in inverted indexes: one of the rows that were there at
first, and for the later ones blocks of equal size, the last of which is pieced together from small
ones, so that adding a row costs on average the logarithm of a block. What is found does not depend
on the pieces: the most alike of all rows, the latest of equals.
"""

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.scoring.derived import Derived, Words
from causeloop_desktop.engine.domain.scoring.features import (
    Integers,
    Questions,
    Rows,
    lengths_of,
)
from causeloop_desktop.engine.domain.scoring.latent import Latent, Places
from causeloop_desktop.engine.domain.scoring.seeking import by_meaning, by_words
from causeloop_desktop.engine.domain.scoring.segments import Growing, Segment, runs
from causeloop_desktop.engine.domain.text.vectors import Ids, Vector, Weights

COMMON = 0.05
LEAST_COMMON = 1_000
"""A word in more of the first rows than this, and than this share of them, finds nothing; it still
counts."""

_BLOCK_ROWS = 1_000
"""Later rows that one inverted index holds at most."""


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
        derived = derived or Derived.of(latent, starts, ids, weights)
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
        entries = runs(starts[picks], lengths)
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
        words = by_words(questions, segments, known, self._hidden)
        meant = by_meaning(questions.places, self._places.now, known, self._hidden)
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
