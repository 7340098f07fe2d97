"""The doubtful places that matching and detection leave, as rows for the engine to queue."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from causeloop_desktop.engine.domain.documents import Constraints, Document
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.matching.matches import Candidate
from causeloop_desktop.engine.domain.reviews.doubts import Doubt, Kind, Offer, is_doubtful, place_of
from causeloop_desktop.engine.domain.scoring.derived import Derived
from causeloop_desktop.engine.services.judgements.thresholds import load_thresholds
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.issues.standings import StandingStore
from causeloop_desktop.engine.worker.reader import Reader

if TYPE_CHECKING:  # matching asks, too, and need not wait for all that detection needs
    from causeloop_desktop.engine.domain.detection.found import Detection
    from causeloop_desktop.engine.domain.detection.values import DetectedPattern

MOST_SINGLES = 3_000
"""Issues in no pattern, the newest, that one detection asks about."""

MOST_MEMBERS = 1_000
MEMBERS_OF_ONE = 2
"""Members that one detection asks about, the least alike, and how many of one pattern."""

ROWS_AT_ONCE = 200

Row = tuple[object, ...]


class Unsure(NamedTuple):
    """An issue that may be asked about.

    Attributes:
        candidates: The most alike patterns, best first.
        severity: 1 is the worst.
        pattern: The pattern it is in, ``None`` for none.
        score: That of the issue in that pattern.
    """

    document: Document
    candidates: Sequence[Candidate]
    severity: int
    pattern: int | None = None
    score: float = 0.0

    @property
    def kind(self) -> Kind:
        """What is asked of it."""
        return "candidate" if self.pattern is None else "member"


def doubts_of(
    unsure: Iterable[Unsure],
    matcher: Matcher,
    sizes: Mapping[int, int],
    bans: Collection[tuple[int, int]] = frozenset(),
) -> Iterator[Doubt]:
    """Yield what is worth a question.

    Args:
        unsure: Issues whose place may be doubtful.
        matcher: Knows the patterns, and from which score on they are offered.
        sizes: How many issues each pattern has.
        bans: Issues and patterns that people have told apart.
    """
    for one in unsure:
        shape = matcher.terms(one.document).shape
        limits = matcher.thresholds.of(shape)
        offers = [
            offer
            for offer in _offers(one, limits.offer)
            if (one.document.key, offer.pattern) not in bans
        ]
        if not offers or not is_doubtful(one.kind, offers[0].score, limits):
            continue
        size = sizes.get(offers[0].pattern, 0)
        place = place_of(one.kind, offers[0].score, limits, size, one.severity)
        near = tuple(_nearest(one.document, offers, matcher))
        yield Doubt(one.document.key, one.kind, shape, near, limits.attach, place)


def rows_of(doubts: Iterable[Doubt]) -> list[Row]:
    """Give doubts as lines of the worker carry them."""
    return [astuple(doubt) for doubt in doubts]


def least_sure(
    patterns: Iterable["DetectedPattern"], constraints: Constraints, below: float
) -> list[tuple[int, int, float]]:
    """Give (issue, pattern, similarity) of the members that are least alike, least first.

    Args:
        patterns: What a detection found.
        constraints: What people decided; an issue that they placed is sure.
        below: The similarity from which on nothing is asked.
    """
    placed = constraints.placed
    found = [
        (similarity, issue, pattern.key)
        for pattern in patterns
        for similarity, issue in _lowest(pattern, placed, below)
    ]
    return [(issue, pattern, similarity) for similarity, issue, pattern in sorted(found)][
        :MOST_MEMBERS
    ]


def _lowest(
    pattern: "DetectedPattern", placed: Collection[int], below: float
) -> Sequence[tuple[float, int]]:
    scored = (
        (similarity, issue)
        for issue, similarity, exact in zip(
            pattern.members, pattern.similarities, pattern.exact, strict=True
        )
        if similarity < below and not exact and issue not in placed
    )
    return sorted(scored)[:MEMBERS_OF_ONE]


def _offers(one: Unsure, least: float) -> list[Offer]:
    others = [
        Offer(candidate.pattern, candidate.score)
        for candidate in one.candidates
        if candidate.score >= least and candidate.pattern != one.pattern
    ]
    return others if one.pattern is None else [Offer(one.pattern, one.score), *others]


def _nearest(document: Document, offers: Sequence[Offer], matcher: Matcher) -> Iterator[Offer]:
    """Name the issue of each pattern that reads most like the one in question."""
    found = matcher.nearest(document, [offer.pattern for offer in offers])
    for offer, nearest in zip(offers, found, strict=True):
        yield offer._replace(nearest=nearest)


class DetectionDoubts:
    """What a detection leaves in doubt: issues in no pattern, and members that are least alike.

    Args:
        found: The detection, its patterns under their provisional keys.
        constraints: What people had decided.
        reader: Where issues are.
        workspace_key: Whose they are.
    """

    def __init__(
        self, found: "Detection", constraints: Constraints, reader: Reader, workspace_key: int
    ) -> None:
        thresholds = reader.read(lambda read: load_thresholds(read, workspace_key))
        self._matcher = Matcher(found.model, thresholds, derived=found.derived)
        self._sizes = {pattern.key: len(pattern.members) for pattern in found.patterns}
        highest = max(limits.attach for limits in thresholds.limits.values())
        self._members = least_sure(found.patterns, constraints, highest)
        self._placed = {issue for pattern in found.patterns for issue in pattern.members}
        self._bans = constraints.bans
        self._reader = reader
        self._workspace = workspace_key

    @property
    def derived(self) -> Derived:
        """What was derived from the model, which matching needs again."""
        return self._matcher.derived

    def rows(self, issues: Sequence[int]) -> Iterator[list[Row]]:
        """Yield the questions in lines of a length that the engine writes at once.

        Args:
            issues: Those that the detection looked at, ascending; the newest are asked about.
        """
        newest = (issue for issue in reversed(issues) if issue not in self._placed)
        singles = [(issue, None, 0.0) for issue in islice(newest, MOST_SINGLES)]
        rest = iter([*self._members, *singles])
        while some := list(islice(rest, ROWS_AT_ONCE)):
            unsure = self._reader.read(partial(self._unsure, some))
            yield rows_of(doubts_of(unsure, self._matcher, self._sizes, self._bans))

    def _unsure(self, asked: Sequence[tuple[int, int | None, float]], read: Read) -> list[Unsure]:
        keys = [issue for issue, _, _ in asked]
        documents = {one.key: one for one in DocumentStore(read, self._workspace).find(keys)}
        severity = StandingStore(read, self._workspace).severities(keys)
        # In the order in which they are asked about: what is compared at once is kept no longer.
        read_next = [documents[issue] for issue in keys if issue in documents]
        self._matcher.prepare(read_next, in_turn=False)
        found = []
        for issue, pattern, likeness in asked:
            if issue in documents:
                candidates = self._matcher.match(documents[issue]).candidates
                score = _score_in(pattern, candidates, likeness)
                found.append(Unsure(documents[issue], candidates, severity[issue], pattern, score))
        return found


def _score_in(pattern: int | None, candidates: Sequence[Candidate], likeness: float) -> float:
    """Give a member's score; where five others score more, it is at most the least of theirs."""
    own = (one.score for one in candidates if one.pattern == pattern)
    return next(own, min([likeness, *(one.score for one in candidates)]))
