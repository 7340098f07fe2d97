"""Portraits of patterns that changed: a pattern that grew a little keeps its exemplars."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from causeloop_desktop.engine.domain.detection.arrays import Doubles, Floats, Integers
from causeloop_desktop.engine.domain.detection.describing.exemplars import (
    Portrait,
    belonging,
    portrait_from,
)
from causeloop_desktop.engine.domain.detection.describing.patterns import exemplars_of
from causeloop_desktop.engine.domain.detection.likeness.seeking import compared
from causeloop_desktop.engine.domain.detection.reading.corpus import Corpus
from causeloop_desktop.engine.domain.detection.reading.entries import Entries, Spans
from causeloop_desktop.engine.domain.detection.values import (
    Cancelled,
    DetectionCancelledError,
    Progress,
)
from causeloop_desktop.engine.domain.documents import PatternKey
from causeloop_desktop.engine.domain.matching.model import Exemplars
from causeloop_desktop.engine.domain.matching.regrouping import joined

_NONE = np.zeros(0, np.int64)

A_LITTLE = 0.1
"""Share of new members up to which a pattern keeps its exemplars, and its members their scores."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A pattern that is to be portrayed.

    Attributes:
        key: The pattern.
        members: Its rows, ascending.
        atoms: The atom of each.
        before: The likeness that each had to this pattern, -1 for new members.
    """

    key: PatternKey
    members: Integers
    atoms: Integers
    before: Floats


class Gallery:
    """Draws patterns and keeps their exemplars.

    Args:
        known: The exemplars of the last run.
        corpus: All issues.
        entries: The entries of their rows.
        rows: Where each row stands.
    """

    def __init__(self, known: Exemplars, corpus: Corpus, entries: Entries, rows: Spans) -> None:
        self._known, self._corpus = known, corpus
        self._entries, self._rows = entries, rows
        self._drawn: dict[PatternKey, list[int]] = {}
        patterns, first, sizes = np.unique(known.patterns, return_index=True, return_counts=True)
        ranges = zip(first.tolist(), (first + sizes).tolist(), strict=True)
        self._range = dict(zip(patterns.tolist(), ranges, strict=True))

    def portraits(
        self, sittings: Sequence[Sitting], progress: Progress, cancelled: Cancelled
    ) -> Iterator[Portrait]:
        """Portray patterns one after the other.

        Raises:
            DetectionCancelledError: If asked to stop.
        """
        kept = [self._kept(sitting) for sitting in sittings]
        grown = self._grown(sittings, kept, cancelled)
        for at, (sitting, exemplars) in enumerate(zip(sittings, kept, strict=True)):
            if cancelled():
                raise DetectionCancelledError
            progress(at / len(sittings), "Describing patterns")
            again = self._drawn_anew(sitting) if exemplars is None else next(grown)
            self._drawn[sitting.key] = again.exemplars.tolist()
            yield again

    def exemplars(self, carried: frozenset[PatternKey]) -> Exemplars:
        """The exemplars of all patterns: those that were drawn, and ``carried`` as they were."""
        chosen = {key: self._drawn[key] for key in sorted(self._drawn)}
        rows = np.array([row for some in chosen.values() for row in some], np.int64)
        taken = self._entries.take(self._rows, rows)
        drawn = exemplars_of(self._corpus, taken, self._entries.features, chosen)
        return joined(self._known, carried, drawn)

    def _kept(self, sitting: Sitting) -> Integers | None:
        """The rows of the pattern's exemplars, if it still has all and hardly any new member."""
        first, last = self._range.get(sitting.key, (0, 0))
        new = sitting.before < 0
        if first == last or new.sum() > A_LITTLE * len(new):
            return None
        issues = self._known.issues[first:last]
        rows = np.searchsorted(self._corpus.keys, issues)
        old = sitting.members[~new]
        there = np.isin(rows, old) & (
            self._corpus.keys[np.minimum(rows, len(self._corpus) - 1)] == issues
        )
        return rows if there.all() else None

    def _drawn_anew(self, sitting: Sitting) -> Portrait:
        taken = self._entries.take(self._rows, sitting.members)
        return portrait_from(taken, sitting.members, sitting.atoms)

    def _grown(
        self,
        sittings: Sequence[Sitting],
        kept: Sequence[Integers | None],
        cancelled: Cancelled,
    ) -> Iterator[Portrait]:
        """Those that keep their exemplars; new members are measured for all of them at once."""
        staying = [pair for pair in zip(sittings, kept, strict=True) if pair[1] is not None]
        known = [exemplars for _, exemplars in staying if exemplars is not None]
        new = [sitting.members[sitting.before < 0] for sitting, _ in staying]
        found = self._measured(new, known, cancelled)
        for (sitting, _), exemplars, some in zip(staying, known, found, strict=True):
            similarities = sitting.before.astype(np.float64)
            similarities[sitting.before < 0] = some
            yield Portrait(exemplars, similarities)

    def _measured(
        self, new: Sequence[Integers], known: Sequence[Integers], cancelled: Cancelled
    ) -> list[Doubles]:
        """How alike new members are to the exemplars of their patterns."""
        counts = np.array([len(some) for some in new], np.int64)
        of_new = np.repeat(np.arange(len(new)), counts)
        members = np.concatenate([_NONE, *new])
        sizes = np.array([len(some) for some in known], np.int64)[of_new]
        left = np.repeat(members, sizes)
        right = np.concatenate([_NONE, *(known[at] for at in of_new.tolist())])
        rows, both = np.unique(np.concatenate((left, right)), return_inverse=True)
        taken = self._entries.take(self._rows, rows)
        pairs = both[: len(left)], both[len(left) :]
        most = np.arange(int(sizes.max(initial=0)))
        likeness = np.full((len(members), len(most)), -1.0)
        likeness[most < sizes[:, None]] = compared(taken, taken, pairs, cancelled)
        return np.split(belonging(likeness), np.cumsum(counts)[:-1]) if len(new) else []
