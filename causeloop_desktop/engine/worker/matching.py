"""The worker's half of matching: where do a few thousand new issues belong?

The last detection's model decides. What it does not know yet is caught by equal keys: two issues
with the same fingerprint, template or top frames are one pattern, also before the first detection.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.matching.matches import Match
from causeloop_desktop.engine.domain.patterns.confidence import belonging, leaning_of
from causeloop_desktop.engine.domain.text.tokens import ExactKey
from causeloop_desktop.engine.services.patterns.models import ModelShelf, load_matcher
from causeloop_desktop.engine.services.patterns.states import name_of
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.detections.runs import RunStore
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.issues.standings import StandingStore
from causeloop_desktop.engine.store.patterns.memberships import POOL, MembershipStore
from causeloop_desktop.engine.worker.protocol import Outbox, Spec
from causeloop_desktop.engine.worker.reader import Reader
from causeloop_desktop.engine.worker.reviews import Row, Unsure, doubts_of, rows_of

SENT_AT_ONCE = 80
"""Issues that the engine writes in one transaction, of at most about 20 ms."""

REMEMBERED = 5_000
"""Issues matched since the last detection that are known; beyond, a detection is due."""


class Place(NamedTuple):
    """Where an issue belongs: the pattern (0 is the pool), how alike, and how likely it is."""

    issue: int
    pattern: int
    similarity: float | None = None
    belonging: float = 1.0


def run(spec: Spec, out: Outbox) -> None:
    """Match the issues that wait and send where they belong."""
    reader, workspace_key = Reader(spec.database), spec.workspace_key
    shelf = ModelShelf(Path(spec.params["models"]))
    matcher = reader.read(lambda read: load_matcher(read, workspace_key, shelf))
    grown = reader.read(lambda read: _grown(read, workspace_key))
    sorter = Sorter(matcher, grown)
    after, through, done = spec.params["after"], spec.params["through"], 0
    while page := reader.read(partial(_waiting, workspace_key, after, through)):
        matcher.prepare(page.documents)
        places = [place for document in page.documents for place in sorter.places(document)]
        asked = partial(_doubts, workspace_key, sorter.take_unsure(), matcher)
        out.rows(
            patterns=sorter.take_names(),
            places=places,
            reviews=reader.read(asked),
            through=page.through,
        )
        after, done = page.through, done + len(page.documents)
        out.progress(after / through, "Matching", done=done)
    out.done({"issues": done, "linked": sorter.linked})


class Sorter:
    """Decides about issues one by one and learns the keys of those it has seen.

    Args:
        matcher: Knows the patterns of the last detection.
        grown: What came since: documents and the pattern each is in.
    """

    def __init__(self, matcher: Matcher, grown: Iterable[tuple[Document, int]]) -> None:
        self._matcher = matcher
        self._patterns: dict[ExactKey, int] = {}
        self._alone: dict[ExactKey, Document] = {}
        self._names: list[tuple[int, str]] = []
        self._unsure: dict[int, tuple[Document, Match]] = {}
        self._made = 0
        self.linked = 0
        for document, pattern in grown:
            self._learn(matcher.key(document), document, pattern)
            matcher.add(document, pattern)

    def places(self, document: Document) -> list[Place]:
        """Say where an issue belongs, and an earlier one that it takes along."""
        match = self._matcher.match(document)
        places = self._matched(document, match)
        if not places:
            self._unsure[document.key] = (document, match)
            places = self._by_key(document)
        for place in places:
            if place.pattern != POOL:
                self._unsure.pop(place.issue, None)
                self.linked += 1
        if match.pattern is not None and match.decided_by == "text":
            self._unsure[document.key] = (document, match)
        self._follow(document, places)
        return places

    def take_names(self) -> list[tuple[int, str]]:
        """Give the provisional key and name of each pattern made since the last call."""
        names, self._names = self._names, []
        return names

    def take_unsure(self) -> list[tuple[Document, Match]]:
        """Give the issues since the last call that found no pattern, or one by words alone."""
        unsure, self._unsure = self._unsure, {}
        return list(unsure.values())

    def _matched(self, document: Document, match: Match) -> list[Place]:
        """Say what likeness decides, if anything."""
        if match.pattern is not None:
            sure = self._belonging(document, match.likeness, exact=match.decided_by != "text")
            return [Place(document.key, match.pattern, match.likeness, sure)]
        key = self._matcher.key(document)
        if match.twin is None or key in self._patterns or key in self._alone:
            return []
        pattern = self._new_pattern([document])
        own = (held for held, first in self._alone.items() if first.key == match.twin.issue)
        for shared in {key, next(own, None)} - {None}:
            self._learn(shared, document, pattern)
        likeness = self._matcher.likeness_of(document, match.twin.issue)
        sure = self._belonging(document, likeness)
        return [
            Place(document.key, pattern, likeness, sure),
            Place(match.twin.issue, pattern, likeness, sure),
        ]

    def _belonging(self, document: Document, likeness: float, *, exact: bool = False) -> float:
        shape = self._matcher.terms(document).shape
        leaning = leaning_of(self._matcher.thresholds, shape)
        return belonging(likeness, exact=exact, leaning=leaning)

    def _follow(self, document: Document, places: Iterable[Place]) -> None:
        """Let the matcher know where issues are now."""
        for place in places:
            if place.issue == document.key:
                self._matcher.add(document, place.pattern)
            else:
                self._matcher.place(place.issue, place.pattern)

    def _new_pattern(self, documents: list[Document]) -> int:
        self._made += 1
        self._names.append((-self._made, name_of(documents)))
        return -self._made

    def _by_key(self, document: Document) -> list[Place]:
        key = self._matcher.key(document)
        if key is None:
            return [Place(document.key, POOL)]
        if key in self._patterns:
            return [_equal(document, self._patterns[key])]
        if key in self._alone:
            return self._pair(key, document)
        self._learn(key, document, POOL)
        return [Place(document.key, POOL)]

    def _pair(self, key: ExactKey, document: Document) -> list[Place]:
        """Make a pattern of an issue and an earlier one with the same key."""
        first = self._alone.pop(key)
        pattern = self._patterns[key] = self._new_pattern([first, document])
        return [_equal(document, pattern), _equal(first, pattern)]

    def _learn(self, key: ExactKey | None, document: Document, pattern: int) -> None:
        if key is None:
            return
        if pattern == POOL:
            self._alone[key] = document
        else:
            self._patterns[key] = pattern
            self._alone.pop(key, None)


def _equal(document: Document, pattern: int) -> Place:
    return Place(document.key, pattern, 1.0, belonging(1.0, exact=True))


def _doubts(
    workspace_key: int, found: Sequence[tuple[Document, Match]], matcher: Matcher, read: Read
) -> list[Row]:
    """Give what is worth a question about issues whose place may be doubtful."""
    memberships = MembershipStore(read, workspace_key)
    run = memberships.reach().run
    near = {one.pattern for _, match in found for one in match.candidates[:1]}
    sizes = memberships.sizes(run, near)
    keys = [document.key for document, _ in found]
    severity = StandingStore(read, workspace_key).severities(keys)
    unsure = [
        Unsure(one, match.candidates, severity[one.key], match.pattern, match.score)
        for one, match in found
    ]
    return rows_of(doubts_of(unsure, matcher, sizes))


class _Page(NamedTuple):
    """Issues that wait and the newest that was looked at; those placed by a person are left out."""

    documents: list[Document]
    through: int


def _waiting(workspace_key: int, after: int, through: int, read: Read) -> _Page | None:
    page = DocumentStore(read, workspace_key).page(after, through, SENT_AT_ONCE)
    if not page:
        return None
    memberships = MembershipStore(read, workspace_key)
    placed = memberships.find(memberships.reach().run, [document.key for document, _ in page])
    documents = [document for document, _ in page if document.key not in placed]
    return _Page(documents, page[-1][0].key)


def _grown(read: Read, workspace_key: int) -> list[tuple[Document, int]]:
    """Give what has been matched since the last detection."""
    memberships = MembershipStore(read, workspace_key)
    run = memberships.reach().run
    found = RunStore(read, workspace_key).find(run)
    since = 0 if found is None else found.through_issue
    rows = memberships.page(run, since, REMEMBERED)
    pattern_of = {row.issue: row.pattern for row in rows}
    documents = DocumentStore(read, workspace_key).find(pattern_of)
    return [(document, pattern_of[document.key]) for document in documents]
