"""Novelty: what fits nowhere, who has fallen silent, and words that nobody used before."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from causeloop_desktop.contract.base import SEVERITY_OF_PRIORITY, Priority, Source
from causeloop_desktop.contract.issues import IssueRef
from causeloop_desktop.contract.novelty import NewTerm, Novelty, QuietSource, Stray
from causeloop_desktop.contract.patterns import SeriesPoint
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.episodes import HOUR_US
from causeloop_desktop.engine.domain.novelty import (
    LATELY_US,
    WEEKS_BEFORE,
    frequent_words,
    is_rise,
)
from causeloop_desktop.engine.store.duplicates.sightings import SightingStore
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.issues.search import find_first
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from causeloop_desktop.contract.issues import PatternRef
    from causeloop_desktop.engine.clock import Clock
    from causeloop_desktop.engine.domain.documents import Document
    from causeloop_desktop.engine.domain.matching.matcher import Matcher
    from causeloop_desktop.engine.domain.matching.matches import Candidate
    from causeloop_desktop.engine.services.matching.matchers import Matchers
    from causeloop_desktop.engine.services.patterns.service import PatternService
    from causeloop_desktop.engine.store.columns.catalog import IssueCatalog
    from causeloop_desktop.engine.store.columns.looks import Lately, Teller
    from causeloop_desktop.engine.store.database import Database, Read
    from causeloop_desktop.engine.store.duplicates.sightings import Face

LOOKED_AT = 2_000
"""Issues of the week whose titles are read, the newest ones."""

COMPARED = 200
"""Issues in no pattern that are compared with all patterns, the newest ones."""

SHOWN = 10
EXAMPLES = 3
WORDS_TRIED = 200
OLDEST_HITS = 100
"""Issues with a word, those that arrived first, among which one from before the week is sought."""

LEAST_HISTORY_US = 2 * LATELY_US

FRESH_US = 60_000_000
"""How long an answer serves although issues keep coming: what is new in a week moves slowly."""

UNCHANGED_US = 3_600_000_000
"""How long an answer serves while nothing changes: time itself makes sources quiet."""

KEPT = 16
"""Answers that are remembered, for as many workspaces and moments."""

TOO_YOUNG = "New words are told once there are two weeks to compare with."


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that nobody used before the week, in how many titles, and in which."""

    word: str
    count: int
    issues: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """An answer, the workspace's last change that it has seen, and when it was worked out."""

    novelty: Novelty
    sequence: int
    made_us: int

    def serves(self, sequence: int, now: int) -> bool:
        """Whether it is good enough: nothing changed for an hour, or it is young."""
        age = now - self.made_us
        return 0 <= age < (UNCHANGED_US if sequence == self.sequence else FRESH_US)


class NoveltyService:
    """Looks at the last week of a workspace.

    Args:
        database: Where issues are.
        catalog: Counts issues.
        patterns: Names patterns.
        matchers: Say how alike issues are to patterns.
        clock: Says what "now" is.
    """

    def __init__(
        self,
        database: Database,
        catalog: IssueCatalog,
        patterns: PatternService,
        matchers: Matchers,
        clock: Clock,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._patterns = patterns
        self._matchers = matchers
        self._clock = clock
        self._lock = asyncio.Lock()
        self._known: OrderedDict[tuple[int, int | None], _Known] = OrderedDict()

    async def get(self, workspace_key: int, as_of_us: int | None = None) -> Novelty:
        """Say what is new in the week up to a moment; at most a minute old while much changes."""
        now = self._clock()
        name = workspace_key, as_of_us
        async with self._lock:
            reach = await self._database.read(
                lambda read: MembershipStore(read, workspace_key).reach()
            )
            known = self._known.get(name)
            if known is None or not known.serves(reach.sequence, now):
                novelty = await self._look(workspace_key, now, as_of_us)
                self._known[name] = known = _Known(novelty, reach.sequence, now)
            self._known.move_to_end(name)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
            return known.novelty

    async def _look(self, workspace_key: int, now: int, as_of_us: int | None) -> Novelty:
        moment = now if as_of_us is None else as_of_us
        lately = await self._catalog.lately(workspace_key, moment, LOOKED_AT)
        young = lately.first_us is None or moment - lately.first_us < LEAST_HISTORY_US
        words = (
            []
            if young
            else await self._database.read(partial(_new_words, workspace_key, lately, moment))
        )
        return Novelty(
            as_of=from_micros(moment),
            since=from_micros(moment - LATELY_US),
            strays=await self._strays(workspace_key, lately, as_of_us),
            unmatched=_per_week(lately, moment),
            rising=is_rise(lately.per_week[-1], lately.per_week[:-1]),
            quiet=_quiet(lately.tellers, moment),
            terms=await self._database.read(partial(_terms, workspace_key, words)),
            note=TOO_YOUNG if young else "",
        )

    async def _strays(
        self, workspace_key: int, lately: Lately, as_of_us: int | None
    ) -> tuple[Stray, ...]:
        """Give the issues that no pattern would even be offered for, the farthest first."""
        keys = lately.strays[:COMPARED]
        if not keys:
            return ()
        matcher = await self._matchers.get(workspace_key)
        documents = await self._database.read(
            lambda read: DocumentStore(read, workspace_key).find(keys)
        )
        far = await asyncio.to_thread(_far, documents, matcher)
        faces = await self._database.read(
            lambda read: SightingStore(read, workspace_key).faces(far)
        )
        nearest = {one.pattern for one in far.values() if one is not None}
        refs = await self._patterns.refs(workspace_key, nearest, as_of_us)
        found = {face.key: face for face in faces}
        return tuple(_stray(found[key], far[key], refs) for key in far if key in found)


def _far(documents: Sequence[Document], matcher: Matcher) -> dict[int, Candidate | None]:
    from causeloop_desktop.engine.domain.text.tokens import terms_of

    nearest: dict[int, Candidate | None] = {}
    telling = (document for document in documents if document.title)  # a deploy says nothing
    for document in telling:
        match = matcher.match(document)
        best = match.candidates[0] if match.candidates else None
        offered = matcher.thresholds.of(terms_of(document).shape).offer
        if match.pattern is None and (best is None or best.score < offered):
            nearest[document.key] = best
    ranked = sorted(nearest, key=lambda key: (_score(nearest[key]), -key))
    return {key: nearest[key] for key in ranked[:SHOWN]}


def _score(candidate: Candidate | None) -> float:
    return 0.0 if candidate is None else candidate.score


def _stray(face: Face, nearest: Candidate | None, refs: Mapping[int, PatternRef]) -> Stray:
    return Stray(
        id=face.id,
        external_id=face.external_id,
        title=face.title,
        severity=SEVERITY_OF_PRIORITY[Priority(f"p{face.severity}")],
        created_at=from_micros(face.occurred_us),
        nearest=None if nearest is None else refs.get(nearest.pattern),
        score=_score(nearest),
    )


def _per_week(lately: Lately, moment: int) -> tuple[SeriesPoint, ...]:
    starts = (moment - LATELY_US * week for week in range(WEEKS_BEFORE + 1, 0, -1))
    counted = zip(starts, lately.per_week, strict=True)
    return tuple(SeriesPoint(at=from_micros(at), count=count) for at, count in counted)


def _quiet(tellers: Sequence[Teller], moment: int) -> tuple[QuietSource, ...]:
    silent = [(one, one.rhythm.silence_us(moment)) for one in tellers]
    found = [(one, silence) for one, silence in silent if silence is not None]
    found.sort(key=lambda pair: -pair[1] / max(1, pair[0].rhythm.usual_us))
    return tuple(
        QuietSource(
            source=Source(one.source),
            origin=one.origin,
            last_seen_at=from_micros(one.rhythm.last_us),
            silent_hours=round(silence / HOUR_US, 1),
            usual_hours=round(one.rhythm.usual_us / HOUR_US, 1),
        )
        for one, silence in found[:SHOWN]
    )


def _new_words(workspace_key: int, lately: Lately, moment: int, read: Read) -> list[_Word]:
    """Find the words of this week's titles that no issue of before has in title or body."""
    titles = {
        head.key: head.title for head in DocumentStore(read, workspace_key).heads(lately.issues)
    }
    tried = frequent_words(titles.values(), WORDS_TRIED)
    found = (_word(workspace_key, word, count, moment, read) for word, count in tried)
    fresh = (one for one in found if one is not None)
    return [one for one, _ in zip(fresh, range(SHOWN), strict=False)]


def _word(workspace_key: int, word: str, count: int, moment: int, read: Read) -> _Word | None:
    keys = find_first(read, word, OLDEST_HITS)
    found = SightingStore(read, workspace_key).faces(keys)
    faces = [face for face in found if face.occurred_us <= moment]
    before = any(face.occurred_us <= moment - LATELY_US for face in faces)
    if not faces or before or len(keys) == OLDEST_HITS:
        return None
    faces.sort(key=lambda face: face.occurred_us)
    return _Word(word, count, tuple(face.key for face in faces[:EXAMPLES]))


def _terms(workspace_key: int, words: Sequence[_Word], read: Read) -> tuple[NewTerm, ...]:
    return tuple(_told(workspace_key, words, read))


def _told(workspace_key: int, words: Sequence[_Word], read: Read) -> Iterator[NewTerm]:
    keys = {key for word in words for key in word.issues}
    faces = {face.key: face for face in SightingStore(read, workspace_key).faces(keys)}
    for word in words:
        first = faces[word.issues[0]]
        yield NewTerm(
            term=word.word,
            count=word.count,
            first_seen_at=from_micros(first.occurred_us),
            issues=tuple(
                IssueRef(id=face.id, external_id=face.external_id, title=face.title)
                for face in (faces[key] for key in word.issues)
            ),
        )
