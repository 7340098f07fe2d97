"""Says what is new in a week, and remembers the answer while it serves."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from causeloop_desktop.contract.novelty import Novelty, Stray
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.novelty import LATELY_US, is_rise
from causeloop_desktop.engine.recent import Recent
from causeloop_desktop.engine.services.novelty.strays import farthest, shown
from causeloop_desktop.engine.services.novelty.weeks import per_week, quiet
from causeloop_desktop.engine.services.novelty.words import new_words, terms
from causeloop_desktop.engine.store.duplicates.sightings import SightingStore
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore

if TYPE_CHECKING:
    from causeloop_desktop.engine.clock import Clock
    from causeloop_desktop.engine.services.matching.matchers import Matchers
    from causeloop_desktop.engine.services.patterns.service import PatternService
    from causeloop_desktop.engine.store.columns.catalog import IssueCatalog
    from causeloop_desktop.engine.store.columns.looks import Lately
    from causeloop_desktop.engine.store.database import Database

LOOKED_AT = 2_000
"""Issues of the week whose titles are read, the newest ones."""

COMPARED = 200
"""Issues in no pattern that are compared with all patterns, the newest ones."""

LEAST_HISTORY_US = 2 * LATELY_US

FRESH_US = 60_000_000
"""How long an answer serves although issues keep coming: what is new in a week moves slowly."""

UNCHANGED_US = 3_600_000_000
"""How long an answer serves while nothing changes: time itself makes sources quiet."""

KEPT = 16
"""Answers that are remembered, for as many workspaces and moments."""

TOO_YOUNG = "New words are told once there are two weeks to compare with."


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
        self._known: Recent[tuple[int, int | None], _Known] = Recent(KEPT)

    async def get(self, workspace_key: int, as_of_us: int | None = None) -> Novelty:
        """Say what is new in the week up to a moment; at most a minute old while much changes."""
        now = self._clock()
        name = workspace_key, as_of_us
        async with self._lock:
            reach = await self._database.read(
                lambda read: MembershipStore(read, workspace_key).reach()
            )
            known = self._known.find(name)
            if known is None or not known.serves(reach.sequence, now):
                novelty = await self._look(workspace_key, now, as_of_us)
                known = _Known(novelty, reach.sequence, now)
                self._known.put(name, known)
            return known.novelty

    async def _look(self, workspace_key: int, now: int, as_of_us: int | None) -> Novelty:
        moment = now if as_of_us is None else as_of_us
        lately = await self._catalog.lately(workspace_key, moment, LOOKED_AT)
        young = lately.first_us is None or moment - lately.first_us < LEAST_HISTORY_US
        words = (
            []
            if young
            else await self._database.read(partial(new_words, workspace_key, lately, moment))
        )
        return Novelty(
            as_of=from_micros(moment),
            since=from_micros(moment - LATELY_US),
            strays=await self._strays(workspace_key, lately, as_of_us),
            unmatched=per_week(lately, moment),
            rising=is_rise(lately.per_week[-1], lately.per_week[:-1]),
            quiet=quiet(lately.tellers, moment),
            terms=await self._database.read(partial(terms, workspace_key, words)),
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
        far = await asyncio.to_thread(farthest, documents, matcher)
        faces = await self._database.read(
            lambda read: SightingStore(read, workspace_key).faces(far)
        )
        nearest = {one.pattern for one in far.values() if one is not None}
        refs = await self._patterns.refs(workspace_key, nearest, as_of_us)
        found = {face.key: face for face in faces}
        return tuple(shown(found[key], far[key], refs) for key in far if key in found)
