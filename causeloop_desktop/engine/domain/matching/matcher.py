"""Match one issue to the known patterns, by the numbers that the last detection left.

The layers are asked in order: explicit fingerprint, top frames or template, the pair scorer. The
score of a pattern is the mean score of its (at most three) nearest exemplars, never of one alone,
and attaches by itself only above a conservative threshold; below it there are only candidates.
An issue that is in no pattern yet may be found too: the two are a new pattern then.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import TypeAlias

import numpy as np

from causeloop_desktop.engine.domain.documents import Document, IssueKey, PatternKey
from causeloop_desktop.engine.domain.matching.comparing import Compared, Meeting, Page, Read, Scores
from causeloop_desktop.engine.domain.matching.exact import probes
from causeloop_desktop.engine.domain.matching.known import NOWHERE, Known
from causeloop_desktop.engine.domain.matching.matches import Candidate, Decided, Match, Twin
from causeloop_desktop.engine.domain.matching.model import LONE, Keys, MatchModel
from causeloop_desktop.engine.domain.matching.thresholds import Thresholds
from causeloop_desktop.engine.domain.scoring.derived import Derived
from causeloop_desktop.engine.domain.scoring.features import TITLES, Evidence, Question
from causeloop_desktop.engine.domain.text.tokens import ExactKey, Shape, Terms
from causeloop_desktop.engine.domain.text.vectors import Ids, Vector, Weights

NEIGHBOURS = 3
"""Exemplars with which an issue is compared to decide about a pattern."""

OFFERED = 5
"""Candidates that a match names at most."""

KEPT = 64
"""Documents that are kept taken apart where nobody said which are asked about next."""

Rows: TypeAlias = tuple[int, ...]
Scored: TypeAlias = list[tuple[int, float]]


class Matcher:
    """Compares issues with those of a model and with those that are added; build it and keep it.

    Args:
        model: What the last detection left.
        thresholds: From which scores on issues are attached and offered.
        patterns: The pattern of each of ``model.rows`` now, if not as the detection left them;
            ``GONE`` for those that are not to be found.
        derived: What another matcher of this model gave as ``derived``, so that it need not be
            derived again.
    """

    def __init__(
        self,
        model: MatchModel,
        thresholds: Thresholds | None = None,
        *,
        patterns: Keys | None = None,
        derived: Derived | None = None,
    ) -> None:
        self.model = model
        self.thresholds = thresholds or Thresholds()
        self._known = Known(model, patterns, derived)
        self._page = Page((), model)
        self._alone: dict[int, Page] = {}

    @property
    def derived(self) -> Derived:
        """What was derived from the model, whatever patterns its rows are in."""
        return self._known.index.derived

    def prepare(self, documents: Sequence[Document], *, in_turn: bool = True) -> None:
        """Read documents that are asked about next, and compare them; many at once cost less each.

        Ask about them in this order: what was compared at once is kept until another is asked for.

        Args:
            documents: Equal answers are given without this.
            in_turn: Each is added before the next one is asked about; else none is.
        """
        self._page = Page(documents, self.model, in_turn=in_turn)

    def vector(self, document: Document) -> Vector:
        """``document`` as numbers, weighed by this workspace's rarity."""
        return self._read(document).vector

    def terms(self, document: Document) -> Terms:
        """``document`` taken apart."""
        return self._read(document).terms

    def key(self, document: Document) -> ExactKey | None:
        """What makes ``document`` the same failure as another without comparing words."""
        return self._read(document).key

    def issue(self, row: int) -> IssueKey:
        """The issue of a row."""
        return self._known.issue(row)

    def add(self, document: Document, pattern: PatternKey = LONE) -> None:
        """Let an issue be found from now on."""
        if document.key in self._known:
            self._known.place(document.key, pattern)
            return
        page, at = self._page_of(document)
        if page.expects(at):
            self._known.index.add_expected()
        else:
            self._known.index.add(page.reads[at].vector, page.places[at])
        self._known.add(document.key, pattern)

    def place(self, issue: IssueKey, pattern: PatternKey) -> None:
        """Let a known issue stand for another pattern from now on."""
        self._known.place(issue, pattern)

    def match(self, document: Document) -> Match:
        """Decide about one issue; it is never compared with itself."""
        seen, (meeting, at) = self._read(document), self._meeting(document)
        compared = meeting.compared(at)
        scored = _best_first(compared, seen.terms.shape)
        candidates = self._candidates(scored)
        pattern, decided, twin = self._decide(seen, candidates, self._twin(scored))
        if decided == "fingerprint":
            return Match(pattern, 1.0, decided, candidates, 1.0)
        if pattern is None:
            score = candidates[0].score if candidates else 0.0
            return Match(None, score, decided, candidates, twin=twin)
        picks = np.array(self._known.members(pattern, document.key), np.int64)
        alike = compared.likeness_of(picks)
        likeness = _mean_of_nearest(picks, meeting.likeness(at, picks) if alike is None else alike)
        score = next((c.score for c in candidates if c.pattern == pattern), likeness[0])
        return Match(pattern, score, decided, candidates, likeness[0])

    def ranked(self, document: Document, limit: int = 10) -> tuple[IssueKey, ...]:
        """The known issues that are most likely the same failure, best first, latest of equals."""
        meeting, at = self._meeting(document)
        compared = meeting.compared(at)
        rows, points = compared.rows[compared.told], compared.points[compared.told]
        order = np.lexsort((-rows, -points))[:limit]
        return tuple(map(self._known.issue, rows[order].tolist()))

    def decisive(self, document: Document, pattern: PatternKey) -> Rows:
        """The members whose scores make that of a pattern; its latest where none compares."""
        meeting, at = self._meeting(document)
        scored = _best_first(meeting.compared(at), self.terms(document).shape)
        best = [row for row, _ in scored if self._known.patterns[row] == pattern]
        return tuple((best or self._known.members(pattern, document.key)[::-1])[:NEIGHBOURS])

    def weigh(self, document: Document, rows: Sequence[int]) -> tuple[Evidence, Scores]:
        """What a document and some rows have in common, and how alike their words are."""
        taken = self._known.index.rows(np.array(rows, np.int64))
        return self._question(self.vector(document)).compare(taken)

    def find(self, key: ExactKey | None) -> PatternKey | None:
        """The pattern for which an exact key stands, also with one variable word in a line."""
        return self.model.exact.find(*probes(key))

    def titled_alike(self, document: Document, pattern: PatternKey) -> bool:
        """Whether another known member of a pattern has the same title, but for what is masked."""
        members = np.array(self._known.members(pattern, document.key), np.int64)
        rows, ids = self._known.index.rows(members), self.vector(document).ids
        own = ids[ids < TITLES]
        theirs = rows.ids < TITLES
        shared = theirs & np.isin(rows.ids, own)
        sizes, both = (
            np.bincount(rows.owners[some], minlength=len(rows)) for some in (theirs, shared)
        )
        return bool(((sizes == len(own)) & (both == len(own))).any())

    def candidates(self, vector: Vector, itself: int | None = None) -> tuple[Candidate, ...]:
        """The patterns most like ``vector``, best first, at most five."""
        meeting = Meeting(self._question(vector), [itself], self._known)
        return self._candidates(_best_first(meeting.compared(0)))

    def likeness(
        self, vector: Vector, pattern: PatternKey, itself: int | None = None
    ) -> tuple[float, Rows]:
        """Likeness of words to ``pattern`` in 0..1 and the rows that it was measured against."""
        picks = np.array(self._known.members(pattern, itself), np.int64)
        alike = self._question(vector).likeness(self._known.index.rows(picks))
        return _mean_of_nearest(picks, alike)

    def nearest(
        self, document: Document, patterns: Sequence[PatternKey]
    ) -> Iterator[IssueKey | None]:
        """Yield the issue of each pattern whose words are most like those of ``document``."""
        members = [self._known.members(pattern, document.key) for pattern in patterns]
        picks = np.array([row for some in members for row in some], np.int64)
        alike = self._question(self.vector(document)).likeness(self._known.index.rows(picks))
        edges = np.cumsum([0, *map(len, members)])
        for start, end in pairwise(edges.tolist()):
            _, rows = _mean_of_nearest(picks[start:end], alike[start:end])
            yield self.issue(rows[0]) if rows else None

    def likeness_of(self, document: Document, issue: IssueKey) -> float:
        """Likeness of words to one known issue, 0..1."""
        rows = self._known.index.rows(np.array([self._known.row(issue)], np.int64))
        question = self._question(self.vector(document))
        return min(1.0, float(question.likeness(rows)[0]))

    def entries(self, rows: Rows) -> tuple[Ids, Weights]:
        """The entries of some rows together."""
        taken = self._known.index.rows(np.array(rows, np.int64))
        return taken.ids, taken.weights

    def _decide(
        self, seen: Read, candidates: tuple[Candidate, ...], twin: Twin | None
    ) -> tuple[PatternKey | None, Decided, Twin | None]:
        if seen.key and seen.stands is not None:
            return seen.stands, seen.key[0], None
        if seen.document.fingerprint or not len(self.model.rarity.ids):
            return None, "none", None  # before the first detection nothing is known to be rare
        limits = self.thresholds.of(seen.terms.shape)
        best = candidates[0] if candidates else Candidate(LONE, 0.0)
        if twin and twin.score >= max(limits.attach, best.score):
            return None, "none", twin
        return (best.pattern, "text", None) if best.score >= limits.attach else (None, "none", None)

    def _question(self, vector: Vector) -> Question:
        place = self.model.latent.place(vector.ids, vector.weights)
        return Question(vector, self.model.rarity, place)

    def _read(self, document: Document) -> Read:
        page, at = self._page_of(document)
        return page.reads[at]

    def _meeting(self, document: Document) -> tuple[Meeting, int]:
        page, at = self._page_of(document)
        return page.meeting(at, self._known)

    def _page_of(self, document: Document) -> tuple[Page, int]:
        """Where a document was read; of several questions about one only the first costs that."""
        if (at := self._page.find(document)) is not None:
            return self._page, at
        page = self._alone.get(id(document))
        if page is None or page.find(document) is None:
            if len(self._alone) >= KEPT:
                self._alone.clear()
            page = self._alone[id(document)] = Page([document], self.model)
        return page, 0

    def _candidates(self, scored: Scored) -> tuple[Candidate, ...]:
        scores: defaultdict[PatternKey, list[float]] = defaultdict(list)
        patterns = self._known.patterns
        for row, score in scored:
            if (pattern := patterns[row]) != LONE:
                scores[pattern].append(score)
        means = [(-_mean(some[:NEIGHBOURS]), pattern) for pattern, some in scores.items()]
        best = sorted((mean, pattern) for mean, pattern in means if mean < 0)[:OFFERED]
        return tuple(Candidate(pattern, -mean) for mean, pattern in best)

    def _twin(self, scored: Scored) -> Twin | None:
        patterns = self._known.patterns
        alone = ((row, score) for row, score in scored if patterns[row] == LONE)
        row, best = next(alone, (NOWHERE, 0.0))
        if row == NOWHERE:
            return None
        # The best come first; of equals the last row counts.
        equals = takewhile(lambda one: one[1] == best, alone)
        last = max((other for other, _ in equals), default=row)
        return Twin(self._known.issue(last), best)


def _best_first(compared: Compared, shape: Shape = "prose") -> Scored:
    rows, scores = compared.scored(shape)
    order = np.argsort(-scores, kind="stable")
    return list(zip(rows[order].tolist(), scores[order].tolist(), strict=True))


def _mean_of_nearest(rows: Keys, alike: Scores) -> tuple[float, Rows]:
    """The mean likeness to the most alike of some rows, and these rows."""
    nearest = sorted(zip(rows.tolist(), alike.tolist(), strict=True), key=lambda one: -one[1])
    chosen = nearest[:NEIGHBOURS]
    if not chosen:
        return 0.0, ()
    return min(1.0, _mean([one for _, one in chosen])), tuple(row for row, _ in chosen)


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores)
