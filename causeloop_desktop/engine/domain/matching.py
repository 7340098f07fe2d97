"""Match one issue to the known patterns, by the numbers that the last detection left.

The layers are asked in order: explicit fingerprint, top frames or template, the pair scorer. The
score of a pattern is the mean score of its (at most three) nearest exemplars, never of one alone,
and attaches by itself only above a conservative threshold; below it there are only candidates.
An issue that is in no pattern yet may be found too: the two are a new pattern then.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.documents import Document, IssueKey, PatternKey
from causeloop_desktop.engine.domain.exact import with_one_wildcard
from causeloop_desktop.engine.domain.match_model import LONE, Keys, MatchModel
from causeloop_desktop.engine.domain.matches import Candidate, Decided, Match, Twin
from causeloop_desktop.engine.domain.scoring.features import EVIDENCE, Question
from causeloop_desktop.engine.domain.scoring.index import LEAST_MEANING, Index, Nearest
from causeloop_desktop.engine.domain.scoring.scorecard import score_of, shipped
from causeloop_desktop.engine.domain.thresholds import WORDS, Thresholds
from causeloop_desktop.engine.domain.tokens import ExactKey, Terms, exact_key, terms_of
from causeloop_desktop.engine.domain.vectors import Ids, Vector, Weights, vector_of

NEIGHBOURS = 3
"""Exemplars with which an issue is compared to decide about a pattern."""

OFFERED = 5
"""Candidates that a match names at most."""

COMPARED = 16
"""Members of a pattern that are compared at most, the latest."""

READ_AT_ONCE = 64
"""Documents that are kept taken apart where nobody said which are asked about next."""

Scores: TypeAlias = npt.NDArray[np.float64]
Rows: TypeAlias = tuple[int, ...]

_TEXT, _MEANING = EVIDENCE.index("text"), EVIDENCE.index("meaning")


@dataclass(frozen=True, slots=True)
class _Read:
    """A document taken apart, and what is near it in meaning where that was looked for already."""

    document: Document
    terms: Terms
    key: ExactKey | None
    question: Question
    nearest: Nearest | None = None


@dataclass(frozen=True, slots=True)
class _Compared:
    """Rows that were compared with an issue, ascending, their points and their scores.

    Evidence that is weighed decides, or words that are nearly the same: where a workspace is small
    or says little, the latter is all there is. ``asked`` are these rows and those that turned out
    to have nothing to do with the issue, ``alike`` is how alike the words are.
    """

    rows: Keys
    points: Scores
    scores: Scores
    asked: Keys
    alike: Scores

    def likeness_of(self, rows: Keys) -> Scores | None:
        """The likeness of words to some rows, if it was asked for all of them."""
        at = self.asked.searchsorted(rows).clip(max=max(len(self.asked) - 1, 0))
        known = len(self.asked) > 0 and np.array_equal(self.asked[at], rows)
        return self.alike[at] if known else None


class Matcher:
    """Compares issues with those of a model and with those that are added; build it and keep it.

    Args:
        model: What the last detection left.
        thresholds: From which scores on issues are attached and offered.
    """

    def __init__(self, model: MatchModel, thresholds: Thresholds | None = None) -> None:
        self.model = model
        self.thresholds = thresholds or Thresholds()
        known = model.exemplars.beside(model.lone)
        self._index = Index(model.latent, known.starts, known.ids, known.weights)
        self._card = shipped()
        self._reads: dict[int, _Read] = {}
        self._issues: list[IssueKey] = known.issues.tolist()
        self._patterns: list[PatternKey] = known.patterns.tolist()
        self._row_of = {issue: row for row, issue in enumerate(self._issues)}
        self._members: defaultdict[PatternKey, list[int]] = defaultdict(list)
        for row, pattern in enumerate(self._patterns):
            self._members[pattern].append(row)

    def vector(self, document: Document) -> Vector:
        """``document`` as numbers, weighed by this workspace's rarity."""
        return self._read(document).question.vector

    def terms(self, document: Document) -> Terms:
        """``document`` taken apart."""
        return self._read(document).terms

    def key(self, document: Document) -> ExactKey | None:
        """What makes ``document`` the same failure as another without comparing words."""
        return self._read(document).key

    def issue(self, row: int) -> IssueKey:
        """The issue of a row."""
        return self._issues[row]

    def add(self, document: Document, pattern: PatternKey = LONE) -> None:
        """Let an issue be found from now on."""
        if document.key in self._row_of:
            self.place(document.key, pattern)
            return
        self._row_of[document.key] = len(self._issues)
        self._members[pattern].append(len(self._issues))
        self._issues.append(document.key)
        self._patterns.append(pattern)
        seen = self._read(document)
        self._index.add(seen.question.vector, seen.question.place)

    def place(self, issue: IssueKey, pattern: PatternKey) -> None:
        """Let a known issue stand for another pattern from now on."""
        row = self._row_of.get(issue)
        if row is not None and self._patterns[row] != pattern:
            self._members[self._patterns[row]].remove(row)
            self._members[pattern].append(row)
            self._patterns[row] = pattern

    def match(self, document: Document) -> Match:
        """Decide about one issue; it is never compared with itself."""
        seen = self._read(document)
        compared = self._compare_read(seen, WORDS[seen.terms.shape])
        candidates = self._candidates(compared)
        twin = self._twin(compared)
        pattern, decided, twin = self._decide(seen, candidates, twin)
        if decided == "fingerprint":
            return Match(pattern, 1.0, decided, candidates, 1.0)
        if pattern is None:
            score = candidates[0].score if candidates else 0.0
            return Match(None, score, decided, candidates, twin=twin)
        likeness = self._likeness(seen.question, pattern, document.key, compared)[0]
        score = next((c.score for c in candidates if c.pattern == pattern), likeness)
        return Match(pattern, score, decided, candidates, likeness)

    def ranked(self, document: Document, limit: int = 10) -> tuple[IssueKey, ...]:
        """The known issues that are most likely the same failure, best first, latest of equals."""
        compared = self._compare_read(self._read(document))
        order = np.lexsort((-compared.rows, -compared.points))[:limit]
        return tuple(self._issues[row] for row in compared.rows[order].tolist())

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
        question = self._question(vector)
        near = self._index.near(question).tolist()
        return self._candidates(self._compare(question, near, itself))

    def likeness(
        self, vector: Vector, pattern: PatternKey, itself: int | None = None
    ) -> tuple[float, Rows]:
        """Likeness of words to ``pattern`` in 0..1 and the rows that it was measured against."""
        return self._likeness(self._question(vector), pattern, itself)

    def _likeness(
        self,
        question: Question,
        pattern: PatternKey,
        itself: int | None,
        compared: _Compared | None = None,
    ) -> tuple[float, Rows]:
        picks = np.array(self._rows(pattern, itself), np.int64)
        known = compared.likeness_of(picks) if compared else None
        found = question.likeness(self._index.rows(picks)) if known is None else known
        products = found.tolist()
        nearest = sorted(zip(picks.tolist(), products, strict=True), key=lambda one: -one[1])
        chosen = nearest[:NEIGHBOURS]
        if not chosen:
            return 0.0, ()
        mean = sum(product for _, product in chosen) / len(chosen)
        return min(1.0, mean), tuple(row for row, _ in chosen)

    def likeness_of(self, document: Document, issue: IssueKey) -> float:
        """Likeness of words to one known issue, 0..1."""
        rows = self._index.rows(np.array([self._row_of[issue]], np.int64))
        return min(1.0, float(self._read(document).question.likeness(rows)[0]))

    def entries(self, rows: Rows) -> tuple[Ids, Weights]:
        """The entries of some rows together."""
        taken = self._index.rows(np.array(rows, np.int64))
        return taken.ids, taken.weights

    def _decide(
        self, seen: _Read, candidates: tuple[Candidate, ...], twin: Twin | None
    ) -> tuple[PatternKey | None, Decided, Twin | None]:
        found = self.find(seen.key)
        if seen.key and found is not None:
            return found, seen.key[0], None
        if seen.document.fingerprint or not len(self.model.rarity.ids):
            return None, "none", None  # before the first detection nothing is known to be rare
        limits = self.thresholds.of(seen.terms.shape)
        best = candidates[0] if candidates else Candidate(LONE, 0.0)
        if twin and twin.score >= max(limits.attach, best.score):
            return None, "none", twin
        return (best.pattern, "text", None) if best.score >= limits.attach else (None, "none", None)

    def _rows(self, pattern: PatternKey, itself: int | None) -> list[int]:
        rows = self._members.get(pattern, [])
        return [row for row in rows[-COMPARED:] if self._issues[row] != itself]

    def prepare(self, documents: Sequence[Document]) -> None:
        """Take documents apart that are asked about next; many at once cost less each."""
        terms = [terms_of(document) for document in documents]
        vectors = [vector_of(one, self.model.rarity) for one in terms]
        places = self.model.latent.places_of_all([(one.ids, one.weights) for one in vectors])
        nearest = self._index.nearest(places)
        self._reads.clear()
        for document, term, vector, place, near in zip(
            documents, terms, vectors, places, nearest, strict=True
        ):
            question = Question(vector, self.model.rarity, place)
            key = exact_key(document, term)
            self._reads[id(document)] = _Read(document, term, key, question, near)

    def _read(self, document: Document) -> _Read:
        """Take a document apart; of several questions about one only the first costs that."""
        known = self._reads.get(id(document))
        if known and known.document is document:
            return known
        terms = terms_of(document)
        question = self._question(vector_of(terms, self.model.rarity))
        if len(self._reads) >= READ_AT_ONCE:
            self._reads.clear()
        read = _Read(document, terms, exact_key(document, terms), question)
        self._reads[id(document)] = read
        return read

    def _question(self, vector: Vector) -> Question:
        place = self.model.latent.place(vector.ids, vector.weights)
        return Question(vector, self.model.rarity, place)

    def _compare_read(self, seen: _Read, words: float = 1.0) -> _Compared:
        near = self._index.near(seen.question, seen.nearest)
        return self._compare(seen.question, near.tolist(), seen.document.key, words)

    def _compare(
        self, question: Question, near: list[int], itself: IssueKey | None, words: float = 1.0
    ) -> _Compared:
        """Score the issues near one in question, and with each the others of its pattern."""
        wanted = set(near)
        for pattern in {self._patterns[row] for row in near} - {LONE}:
            wanted.update(self._members[pattern][-COMPARED:])
        wanted.discard(self._row_of.get(itself, -1))
        rows = np.array(sorted(wanted), np.int64)
        taken = self._index.rows(rows)
        evidence, alike = question.compare(taken)
        told = (evidence[:, _TEXT] > 0) | (evidence[:, _MEANING] >= LEAST_MEANING)
        points = self._card.totals(evidence)[told]
        return _Compared(
            rows[told], points, np.maximum(score_of(points), words * alike[told]), rows, alike
        )

    def _candidates(self, compared: _Compared) -> tuple[Candidate, ...]:
        scores: defaultdict[PatternKey, list[float]] = defaultdict(list)
        order = np.argsort(-compared.scores, kind="stable")
        best_first = zip(
            compared.rows[order].tolist(), compared.scores[order].tolist(), strict=True
        )
        for row, score in best_first:
            scores[self._patterns[row]].append(score)
        scores.pop(LONE, None)
        means = [(-_mean(some[:NEIGHBOURS]), pattern) for pattern, some in scores.items()]
        best = sorted((mean, pattern) for mean, pattern in means if mean < 0)[:OFFERED]
        return tuple(Candidate(pattern, -mean) for mean, pattern in best)

    def _twin(self, compared: _Compared) -> Twin | None:
        both = zip(compared.scores.tolist(), compared.rows.tolist(), strict=True)
        alone = [one for one in both if self._patterns[one[1]] == LONE]
        if not alone:
            return None
        score, row = max(alone)
        return Twin(self._issues[row], score)


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores)
