"""Match one issue to the known patterns, by the numbers that the last detection left.

The layers are asked in order: explicit fingerprint, top frames or template, likeness. Likeness to
a pattern is the mean likeness to its (at most three) nearest exemplars, never to one issue alone,
and attaches by itself only above a conservative threshold; below it there are only candidates.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Self, TypeAlias

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.documents import Document, PatternKey
from causeloop_desktop.engine.domain.exact import ExactKeys, with_one_wildcard
from causeloop_desktop.engine.domain.thresholds import Thresholds
from causeloop_desktop.engine.domain.tokens import ExactKey, Terms, exact_key, terms_of
from causeloop_desktop.engine.domain.vectors import Ids, Rarity, Vector, Weights, vector_of

NEIGHBOURS = 3
"""Exemplars with which an issue is compared to decide about a pattern."""

OFFERED = 5
"""Candidates that a match names at most."""

_PROBED = 24

Decided: TypeAlias = Literal["fingerprint", "trace", "template", "text", "none"]
Keys: TypeAlias = npt.NDArray[np.int64]
Scores: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pattern and its likeness to the issue in question, 0..1."""

    pattern: PatternKey
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """Where an issue belongs as far as its text tells.

    Attributes:
        pattern: The pattern to attach to, None if nothing is sure enough.
        score: Likeness to that pattern, else to the best candidate; 0..1.
        decided_by: The layer that decided.
        candidates: The most alike patterns, best first.
    """

    pattern: PatternKey | None
    score: float
    decided_by: Decided
    candidates: tuple[Candidate, ...]

    @property
    def nearest_other(self) -> Candidate | None:
        """The most alike pattern that the issue was not put in."""
        return next((c for c in self.candidates if c.pattern != self.pattern), None)


@dataclass(frozen=True, slots=True)
class Exemplars:
    """A few typical issues of every pattern, as sparse rows ordered by pattern.

    Attributes:
        issues: Issue key of each row.
        patterns: Pattern key of each row; rows of one pattern stand together.
        starts: Row r owns the entries ``starts[r]:starts[r + 1]``.
        ids: Feature numbers of the entries.
        weights: Their weights.
    """

    issues: Keys
    patterns: Keys
    starts: Keys
    ids: Ids
    weights: Weights

    @classmethod
    def empty(cls) -> Self:
        """No pattern is known."""
        none = np.zeros(0, np.int64)
        return cls(
            none, none, np.zeros(1, np.int64), np.zeros(0, np.uint32), np.zeros(0, np.float32)
        )

    def row(self, at: int) -> tuple[Ids, Weights]:
        """The entries of one row."""
        part = slice(int(self.starts[at]), int(self.starts[at + 1]))
        return self.ids[part], self.weights[part]


@dataclass(frozen=True, slots=True)
class MatchModel:
    """Everything that matching needs; numbers only, so it can be kept and shipped as data."""

    rarity: Rarity
    exemplars: Exemplars
    exact: ExactKeys

    @classmethod
    def empty(cls) -> Self:
        """The model of a workspace before its first detection."""
        return cls(Rarity.empty(), Exemplars.empty(), ExactKeys.of({}))

    def renamed(self, keys: Mapping[PatternKey, PatternKey]) -> Self:
        """The same model with provisional pattern keys replaced by ``keys``."""
        return replace(
            self,
            exemplars=replace(self.exemplars, patterns=_renamed(self.exemplars.patterns, keys)),
            exact=replace(self.exact, patterns=_renamed(self.exact.patterns, keys)),
        )

    def to_bytes(self) -> bytes:
        """The model as an npz archive."""
        rare, rows, exact = self.rarity, self.exemplars, self.exact
        target = io.BytesIO()
        np.savez_compressed(
            target,
            rarity_ids=rare.ids,
            rarity_weights=rare.weights,
            rarity_unseen=np.float64(rare.unseen),
            issues=rows.issues,
            patterns=rows.patterns,
            starts=rows.starts,
            ids=rows.ids,
            weights=rows.weights,
            exact_numbers=exact.numbers,
            exact_patterns=exact.patterns,
        )
        return target.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what ``to_bytes`` wrote.

        Raises:
            ValueError: If ``data`` is not such an archive.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as kept:
                return cls(*_parts_from(kept))
        except (KeyError, OSError, EOFError, ValueError) as error:
            raise ValueError("These bytes are no matching model.") from error


def _parts_from(kept: Mapping[str, npt.NDArray[Any]]) -> tuple[Rarity, Exemplars, ExactKeys]:
    return (
        Rarity(kept["rarity_ids"], kept["rarity_weights"], float(kept["rarity_unseen"])),
        Exemplars(kept["issues"], kept["patterns"], kept["starts"], kept["ids"], kept["weights"]),
        ExactKeys(kept["exact_numbers"], kept["exact_patterns"]),
    )


def _renamed(patterns: Keys, keys: Mapping[PatternKey, PatternKey]) -> Keys:
    unique, inverse = np.unique(patterns, return_inverse=True)
    named = np.fromiter((keys.get(int(k), int(k)) for k in unique), np.int64, len(unique))
    return named[inverse]


class Matcher:
    """An inverted index over a model's exemplars; build it once and keep it."""

    def __init__(self, model: MatchModel, thresholds: Thresholds | None = None) -> None:
        self.model = model
        self.thresholds = thresholds or Thresholds()
        rows = model.exemplars
        order = np.argsort(rows.ids, kind="stable")
        row_of = np.repeat(np.arange(len(rows.issues)), np.diff(rows.starts))
        self._terms, starts = np.unique(rows.ids[order], return_index=True)
        self._postings = np.append(starts, len(order))
        self._rows = row_of[order]
        self._weights = rows.weights[order].astype(np.float64)
        self._issues = rows.issues.tolist()
        patterns, first, sizes = np.unique(rows.patterns, return_index=True, return_counts=True)
        ranges = zip(first.tolist(), (first + sizes).tolist(), strict=True)
        self._range = dict(zip(patterns.tolist(), ranges, strict=True))

    def vector(self, document: Document) -> Vector:
        """``document`` as numbers, weighed by this workspace's rarity."""
        return vector_of(terms_of(document), self.model.rarity)

    def match(self, document: Document) -> Match:
        """Decide about one issue; an exemplar is never compared with itself."""
        terms = terms_of(document)
        vector = vector_of(terms, self.model.rarity)
        candidates = self.candidates(vector, document.key)
        pattern, decided = self._decide(document, terms, candidates)
        if decided == "fingerprint":
            score = 1.0
        elif pattern is None:
            score = candidates[0].score if candidates else 0.0
        else:
            score = self.likeness(vector, pattern, document.key)[0]
        return Match(pattern, score, decided, candidates)

    def find(self, key: ExactKey | None) -> PatternKey | None:
        """The pattern for which an exact key stands, also with one variable word in a line."""
        if key is None:
            return None
        exact = self.model.exact
        if (found := exact.find(key)) is not None or key[0] != "template":
            return found
        probes = (exact.find(probe) for probe in with_one_wildcard(key))
        return next((pattern for pattern in probes if pattern is not None), None)

    def candidates(self, vector: Vector, itself: int | None = None) -> tuple[Candidate, ...]:
        """The patterns most like ``vector``, best first, at most five."""
        scores = self._scores(vector)
        if not len(scores):
            return ()
        probed = min(_PROBED, len(scores))
        best = np.argpartition(-scores, probed - 1)[:probed]
        patterns = np.unique(self.model.exemplars.patterns[best[scores[best] > 0]])
        found = [
            Candidate(int(pattern), self._mean(scores, self._nearest(scores, int(pattern), itself)))
            for pattern in patterns
        ]
        ranked = sorted(found, key=lambda candidate: (-candidate.score, candidate.pattern))
        return tuple(candidate for candidate in ranked[:OFFERED] if candidate.score > 0)

    def likeness(
        self, vector: Vector, pattern: PatternKey, itself: int | None = None
    ) -> tuple[float, tuple[int, ...]]:
        """Likeness to ``pattern`` in 0..1 and the exemplar rows that it was measured against."""
        scores = self._scores(vector)
        rows = self._nearest(scores, pattern, itself)
        return self._mean(scores, rows), rows

    def _decide(
        self, document: Document, terms: Terms, candidates: tuple[Candidate, ...]
    ) -> tuple[PatternKey | None, Decided]:
        key = exact_key(document, terms)
        found = self.find(key)
        if key and found is not None:
            return found, key[0]
        if document.fingerprint or not candidates:
            return None, "none"
        best, limits = candidates[0], self.thresholds.of(terms.shape)
        return (best.pattern, "text") if best.score >= limits.attach else (None, "none")

    def _scores(self, vector: Vector) -> Scores:
        count = len(self.model.exemplars.issues)
        if not len(self._terms) or not len(vector.ids):
            return np.zeros(count)
        at = np.minimum(np.searchsorted(self._terms, vector.ids), len(self._terms) - 1)
        known = np.flatnonzero(self._terms[at] == vector.ids)
        starts, ends = self._postings[at[known]], self._postings[at[known] + 1]
        lengths = ends - starts
        picks = np.repeat(starts - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
        products = self._weights[picks] * np.repeat(vector.weights[known], lengths)
        return np.bincount(self._rows[picks], products, minlength=count).astype(np.float64)

    def _nearest(self, scores: Scores, pattern: PatternKey, itself: int | None) -> tuple[int, ...]:
        """The pattern's rows most like the vector, best first."""
        first, last = self._range.get(pattern, (0, 0))
        rows = [row for row in range(first, last) if self._issues[row] != itself]
        return tuple(sorted(rows, key=lambda row: (-scores[row], row))[:NEIGHBOURS])

    @staticmethod
    def _mean(scores: Scores, rows: tuple[int, ...]) -> float:
        return min(1.0, sum(float(scores[row]) for row in rows) / len(rows)) if rows else 0.0
