"""Rows that are worth comparing with issues: found by rare words they share, and by meaning."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.scoring.features import Integers, Questions, nearness
from causeloop_desktop.engine.domain.scoring.highest import highest, in_blocks, likely
from causeloop_desktop.engine.domain.scoring.latent import Places
from causeloop_desktop.engine.domain.scoring.segments import Segment, runs

BY_WORDS = 48
"""Rows that are found by the words they share."""

BY_MEANING = 16
"""Rows that are found by their meaning alone."""

LEAST_ALIKE = 0.06
LEAST_MEANING = 0.4

_ASKED_AT_ONCE = 64
_ADDED_UP_AT_ONCE = 8
"""Issues whose sums over all rows are made at once, few enough for the processor's caches."""

_ROUGHLY = 1e-4
"""Products of many rows at once may differ by less than half of this from those of one pair."""

Sums = npt.NDArray[np.float64]


def by_words(
    questions: Questions, segments: Sequence[Segment], known: Sequence[int], hidden: Integers
) -> Iterator[Integers]:
    """Yield the rows that share most with each issue by words that are rare.

    Args:
        questions: The issues.
        segments: The rows by their words, one range after the other.
        known: How many rows each issue may be compared with.
        hidden: Rows that are not to be found.
    """
    if not segments:
        yield from (np.zeros(0, np.int64) for _ in known)
        return
    large, *small = (_Spans(questions, segment) for segment in segments)
    width = segments[-1].last
    later = [spans.sums(0, len(known), spans.width) for spans in small]
    for first in range(0, len(known), _ADDED_UP_AT_ONCE):
        counts = known[first : first + _ADDED_UP_AT_ONCE]
        sums = large.sums(first, len(counts), width)
        for spans, theirs in zip(small, later, strict=True):
            sums[:, spans.rows] = theirs[first : first + len(counts)]
        _forget(sums, counts, hidden)
        yield from (highest(one, BY_WORDS, LEAST_ALIKE) for one in sums)


def by_meaning(
    asking: Places, there: Places, known: Sequence[int], hidden: Integers
) -> Iterator[Integers]:
    """Yield what is nearest in meaning to each issue; many at once cost less each.

    Args:
        asking: Where the issues lie.
        there: Where the rows lie.
        known: How many rows each issue may be compared with.
        hidden: Rows that are not to be found.
    """
    for first in range(0, len(asking), _ASKED_AT_ONCE):
        some, counts = asking[first : first + _ASKED_AT_ONCE], known[first : first + _ASKED_AT_ONCE]
        last = max(counts)
        table = np.empty((len(some), in_blocks(last)), np.float32)
        np.matmul(some, there[:last].T, out=table[:, :last])
        _forget(table, counts, hidden)
        found = likely(table, BY_MEANING, LEAST_MEANING, _ROUGHLY)
        for place, rows in zip(some, found, strict=True):
            exact = nearness(there[rows], np.broadcast_to(place, (len(rows), len(place))))
            yield rows[highest(exact, BY_MEANING, LEAST_MEANING)]


def _forget(table: npt.NDArray[Any], counts: Sequence[int], hidden: Integers) -> None:
    table[:, hidden] = 0
    for scores, count in zip(table, counts, strict=True):
        scores[count:] = 0


class _Spans:
    """Where the rows of a segment that share a word with issues stand in it.

    Args:
        questions: The issues.
        segment: The rows.

    Attributes:
        rows: Their range.
        width: How many they are.
    """

    def __init__(self, questions: Questions, segment: Segment) -> None:
        self.rows, self.width = slice(segment.first, segment.last), segment.last - segment.first
        self._questions, self._segment = questions, segment
        begin, often = segment.spans(questions.terms)
        self._begin, self._often = begin[questions.term_of], often[questions.term_of]

    def sums(self, first: int, count: int, width: int) -> Sums:
        """What each row shares with each of ``count`` issues; tables may be wider than the rows."""
        asked, segment = self._questions, self._segment
        part = slice(*asked.starts[[first, first + count]].tolist())
        often = self._often[part]
        picks = runs(self._begin[part], often)
        cells = np.repeat((asked.owners[part] - first) * width - segment.first, often)
        cells += segment.rows.take(picks)
        gains = np.repeat(asked.weights[part], often)
        gains *= segment.weights.take(picks)
        table = np.bincount(cells, gains, minlength=count * width)
        # Sums of nothing are whole numbers.
        return table.astype(np.float64, copy=False).reshape(count, width)
