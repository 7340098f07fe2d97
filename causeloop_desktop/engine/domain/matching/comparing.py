"""Compare issues with what is known: many that come one after the other at once, or one alone.

What is said of an issue is the same either way. Each of many is compared with what was known
before all of them and with those of them that come before it; where an issue has become part of a
pattern meanwhile, the few pairs that this adds are compared then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.documents import Document, IssueKey, PatternKey
from causeloop_desktop.engine.domain.matching.exact import probes
from causeloop_desktop.engine.domain.matching.known import Known
from causeloop_desktop.engine.domain.matching.model import Keys, MatchModel
from causeloop_desktop.engine.domain.matching.scores import scores_of
from causeloop_desktop.engine.domain.scoring.features import EVIDENCE, Questions
from causeloop_desktop.engine.domain.scoring.scorecard import shipped
from causeloop_desktop.engine.domain.scoring.seeking import LEAST_MEANING
from causeloop_desktop.engine.domain.scoring.segments import among
from causeloop_desktop.engine.domain.text.tokens import ExactKey, Shape, Terms, exact_key, terms_of
from causeloop_desktop.engine.domain.text.vectors import Vector, vectors_of

Scores: TypeAlias = npt.NDArray[np.float64]

PAIRS_AT_ONCE = 800
"""Pairs whose numbers stay in the processor's caches."""

MET_AT_ONCE = 40
"""Issues that are compared with each other and with what is known at once."""

_TEXT, _MEANING = EVIDENCE.index("text"), EVIDENCE.index("meaning")


@dataclass(frozen=True, slots=True)
class Compared:
    """Rows that were compared with an issue, ascending.

    Attributes:
        rows: The rows.
        points: What the pair scorer counts for each.
        alike: How alike the words are.
        told: Whether a row has anything to do with the issue.
    """

    rows: Keys
    points: Scores
    alike: Scores
    told: npt.NDArray[np.bool_]

    def scored(self, shape: Shape) -> tuple[Keys, Scores]:
        """The rows that have to do with an issue of some shape, and their scores, 0..1."""
        told = self.told
        return self.rows[told], scores_of(shape, self.points[told], self.alike[told])

    def likeness_of(self, rows: Keys) -> Scores | None:
        """The likeness of words to some rows, if all were compared."""
        at = self.rows.searchsorted(rows).clip(max=max(len(self.rows) - 1, 0))
        known = len(self.rows) > 0 and np.array_equal(self.rows[at], rows)
        return self.alike[at] if known else None

    @property
    def columns(self) -> tuple[npt.NDArray[Any], ...]:
        """All that is said, one after the other."""
        return self.rows, self.points, self.alike, self.told

    def some(self, picks: Keys) -> Self:
        """The rows at some places."""
        return type(self)(*(column[picks] for column in self.columns))

    def with_others(self, others: Self) -> Self:
        """These and others."""
        both = zip(self.columns, others.columns, strict=True)
        joined = type(self)(*(np.concatenate(columns) for columns in both))
        return joined.some(np.argsort(joined.rows))

    def split(self, sizes: Sequence[int]) -> Iterator[Self]:
        """Yield so many rows, and so many more."""
        for start, end in pairwise(accumulate(sizes, initial=0)):
            yield type(self)(*(column[start:end] for column in self.columns))


class Meeting:
    """Issues in question and what they are compared with.

    Args:
        questions: The issues.
        issues: Their keys, as far as they have one: none is compared with itself.
        known: What is known.
        in_turn: Each is to be known when the next one is asked about.
    """

    def __init__(
        self,
        questions: Questions,
        issues: Sequence[IssueKey | None],
        known: Known,
        *,
        in_turn: bool = False,
    ) -> None:
        self._questions, self._issues, self._known = questions, issues, known
        self._in_turn = in_turn
        self._first, self._moves = len(known.index), len(known.moves)
        if in_turn:
            known.index.expect(questions)
        found = known.index.near_each(questions, in_turn=in_turn)
        self._near = [set(near.tolist()) for near in found]
        self._patterns = [known.patterns_of(near) for near in self._near]
        both = zip(self._near, self._patterns, issues, strict=True)
        self._rows = [known.together(*each) for each in both]
        self._compared = list(self._compare())

    def stands(self, at: int) -> bool:
        """Whether all that is known now is what the issue ``at`` was compared with."""
        index = self._known.index
        if not self._in_turn:
            return len(index) == self._first
        there = len(index) == self._first + at
        return there and index.expected == len(self._questions) - at

    def compared(self, at: int) -> Compared:
        """What the issue ``at`` is compared with: rows near it, and others of their patterns."""
        rows, there = self._rows[at], self._compared[at]
        if self._has_changed(at):
            near, known = self._near[at], self._known
            rows = known.together(near, known.patterns_of(near), self._issues[at])
            missing = rows[~among(there.rows, rows)]
            if len(missing):
                there = there.with_others(self._evidence(np.full(len(missing), at), missing))
        return there.some(there.rows.searchsorted(rows))

    def likeness(self, at: int, rows: Keys) -> Scores:
        """The likeness of words of the issue ``at`` to some rows."""
        return self._questions.likeness(self._known.index.rows(rows), np.full(len(rows), at))

    def _has_changed(self, at: int) -> bool:
        moves = self._known.moves[self._moves :]
        if not moves:
            return False
        near, patterns = self._near[at], self._patterns[at]
        return any(
            move.row in near or move.before in patterns or move.now in patterns for move in moves
        )

    def _compare(self) -> Iterator[Compared]:
        """Compare all; those that come before an issue may be part of any pattern by then."""
        before = np.arange(self._first, self._first + len(self._rows) * self._in_turn)
        rows = [
            np.concatenate((rows[: rows.searchsorted(self._first)], before[:at]))
            for at, rows in enumerate(self._rows)
        ]
        edges = np.cumsum([0, *map(len, rows)])
        cuts = edges[:-1] // PAIRS_AT_ONCE
        starts = [*np.flatnonzero(np.diff(cuts, prepend=-1)).tolist(), len(rows)]
        for first, last in pairwise(starts):
            sizes = np.diff(edges[first : last + 1])
            asking = np.repeat(np.arange(first, last), sizes)
            found = self._evidence(asking, np.concatenate(rows[first:last]))
            yield from found.split(sizes.tolist())

    def _evidence(self, asking: Keys, rows: Keys) -> Compared:
        evidence, alike = self._questions.compare(self._known.index.rows(rows), asking)
        told = (evidence[:, _TEXT] > 0) | (evidence[:, _MEANING] >= LEAST_MEANING)
        return Compared(rows, shipped().totals(evidence), alike, told)


@dataclass(frozen=True, slots=True)
class Read:
    """A document taken apart.

    Attributes:
        stands: The pattern for which its exact key stands, also with one variable word in a line.
    """

    document: Document
    terms: Terms
    key: ExactKey | None
    vector: Vector
    stands: PatternKey | None


class Page:
    """Documents that are read at once, and compared when somebody asks.

    Args:
        documents: What is asked about.
        model: Knows how rare words are, and what they mean.
        in_turn: Each is added before the next one is asked about.
    """

    def __init__(
        self, documents: Sequence[Document], model: MatchModel, *, in_turn: bool = False
    ) -> None:
        terms = [terms_of(document) for document in documents]
        vectors = vectors_of(terms, model.rarity)
        keys = list(map(exact_key, documents, terms))
        stands = model.exact.find_each(list(map(probes, keys)))
        parts = zip(documents, terms, keys, vectors, stands, strict=True)
        self.reads = [Read(*one) for one in parts]
        self.places = model.latent.places_of_all([(one.ids, one.weights) for one in vectors])
        self._rarity, self._in_turn = model.rarity, in_turn
        self._at = {id(document): at for at, document in enumerate(documents)}
        self._meeting: Meeting | None = None
        self._met = range(0)

    def find(self, document: Document) -> int | None:
        """The place of a document."""
        at = self._at.get(id(document))
        return at if at is not None and self.reads[at].document is document else None

    def expects(self, at: int) -> bool:
        """Whether the document at ``at`` was compared as the next one that comes."""
        meeting, among = self._meeting, at - self._met.start
        return self._in_turn and meeting is not None and at in self._met and meeting.stands(among)

    def meeting(self, at: int, known: Known) -> tuple[Meeting, int]:
        """What the document at ``at`` was compared with, and its place there."""
        meeting = self._meeting
        if meeting is None or at not in self._met:
            meeting = self._meet(range(at, min(at + MET_AT_ONCE, len(self.reads))), known)
        elif not meeting.stands(at - self._met.start):
            # Where another was added than the one that was expected, nobody knows what comes next.
            meeting = self._meet(range(at, at + 1), known)
        return meeting, at - self._met.start

    def _meet(self, those: range, known: Known) -> Meeting:
        some = self.reads[those.start : those.stop]
        places = self.places[those.start : those.stop]
        questions = Questions([one.vector for one in some], self._rarity, places)
        issues = [one.document.key for one in some]
        self._met = those
        self._meeting = Meeting(questions, issues, known, in_turn=self._in_turn)
        return self._meeting
