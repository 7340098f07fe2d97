"""Portraits of patterns that changed: a pattern that grew a little keeps its exemplars."""

from dataclasses import dataclass

import numpy as np

from causeloop_desktop.engine.domain.detection.corpus import Corpus, Integers
from causeloop_desktop.engine.domain.detection.describing import exemplars_of
from causeloop_desktop.engine.domain.detection.entries import Entries, Spans
from causeloop_desktop.engine.domain.detection.exemplars import (
    Portrait,
    compact,
    measured,
    portrait_of,
)
from causeloop_desktop.engine.domain.detection.state import Floats
from causeloop_desktop.engine.domain.detection.values import Cancelled, DetectionCancelledError
from causeloop_desktop.engine.domain.documents import PatternKey
from causeloop_desktop.engine.domain.matching.model import Exemplars
from causeloop_desktop.engine.domain.matching.regrouping import joined

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

    def ask(self, cancelled: Cancelled) -> None:
        """Stop if somebody asks for it."""
        if cancelled():
            raise DetectionCancelledError

    def portrait(self, sitting: Sitting) -> Portrait:
        """Portray a pattern."""
        exemplars = self._kept(sitting)
        if exemplars is None:
            portrait = self._drawn_anew(sitting)
        else:
            portrait = self._completed(sitting, exemplars)
        self._drawn[sitting.key] = portrait.exemplars.tolist()
        return portrait

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
        local = portrait_of(taken, np.arange(len(sitting.members)), sitting.atoms)
        return Portrait(sitting.members[local.exemplars], local.similarities)

    def _completed(self, sitting: Sitting, exemplars: Integers) -> Portrait:
        new = sitting.before < 0
        similarities = sitting.before.astype(np.float64)
        if new.any():
            looked_at = np.union1d(sitting.members[new], exemplars)
            taken = compact(self._entries.take(self._rows, looked_at))
            found = measured(taken, looked_at, exemplars)
            similarities[new] = found.similarities[np.isin(looked_at, sitting.members[new])]
        return Portrait(exemplars, similarities)
