"""Stage and risk of issues follow their patterns; written in small steps, never on read."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.issues import Stage
from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.patterns.risk import issue_risk
from causeloop_desktop.engine.domain.records.stages import NUMBER_OF_STAGE, STAGES
from causeloop_desktop.engine.services.foundation.commits import Commits
from causeloop_desktop.engine.services.foundation.guard import Guard
from causeloop_desktop.engine.services.patterns.book import Snapshot
from causeloop_desktop.engine.services.patterns.numbers import PatternNumbers
from causeloop_desktop.engine.services.patterns.service import PatternService
from causeloop_desktop.engine.services.patterns.states import issues_of
from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.issues.standings import Mark, Standing, StandingStore
from causeloop_desktop.engine.store.work.outbox import record_change, touch_issues

READ_AT_ONCE = 5_000
WRITTEN_AT_ONCE = 500
"""Marks in one transaction: about 10 ms, so that ingest never waits for them."""

SETTLE_SECONDS = 0.5
"""Changes that come together are marked together."""

_BY_DETECTION = frozenset({Stage.NEW, Stage.PATTERN_FOUND, Stage.IN_LOOP})


@dataclass(frozen=True, slots=True)
class Judge:
    """Says what stage and risk an issue has, given the patterns as of now."""

    snapshot: Snapshot

    def changes(self, standings: Iterable[Standing]) -> Iterator[Mark]:
        """Give the marks of those issues whose stage or risk is no longer right."""
        for one in standings:
            mark = Mark(one.key, self._stage(one), self._risk(one))
            if (mark.stage, mark.risk_score) != (one.stage, one.risk_score):
                yield mark

    def _stage(self, one: Standing) -> int:
        """What people said stays; between the other stages the patterns decide."""
        if STAGES[one.stage] not in _BY_DETECTION:
            return one.stage
        if one.pattern not in self.snapshot.by_key:
            return NUMBER_OF_STAGE[Stage.NEW]
        looping = one.pattern in self.snapshot.recurring_keys
        return NUMBER_OF_STAGE[Stage.IN_LOOP if looping else Stage.PATTERN_FOUND]

    def _risk(self, one: Standing) -> int:
        pattern = self.snapshot.by_key.get(one.pattern)
        return issue_risk(f"p{one.severity}", None if pattern is None else pattern.risk_score)


class MarkService:
    """Keeps the marks of issues in step with the patterns.

    Args:
        database: Where issues and patterns are.
        patterns: The source of every number.
    """

    def __init__(self, database: Database, patterns: PatternService) -> None:
        self._database = database
        self._patterns = patterns
        self._commits = Commits(database, ChangeKind.PATTERNS)
        self._marked: dict[int, Snapshot] = {}
        self._marking: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def serve(self) -> None:
        """Follow the patterns until cancelled."""
        while True:
            for workspace_key in await self._commits.next():
                with Guard("marking issues failed"):
                    await self.follow(workspace_key)
            await asyncio.sleep(SETTLE_SECONDS)

    async def follow(self, workspace_key: int) -> int:
        """Mark the issues of the patterns that changed since the last time; give how many changed.

        Whoever asks while others are marking waits for them, and finds only what is left.
        """
        async with self._marking[workspace_key]:
            snapshot = await self._patterns.snapshot(workspace_key)
            before = self._marked.get(workspace_key)
            if before is None or _old(before, snapshot):
                return await self._mark_all(workspace_key, snapshot)
            keys = await asyncio.to_thread(_changed, before, snapshot)
            pages = batches(keys, READ_AT_ONCE)
            marked = [await self._mark(workspace_key, snapshot, page) for page in pages]
            self._marked[workspace_key] = snapshot
            return sum(marked)

    async def _mark_all(self, workspace_key: int, snapshot: Snapshot) -> int:
        after, count = 0, 0
        while page := await self._page(workspace_key, snapshot.run, after):
            count += await self._write(workspace_key, list(Judge(snapshot).changes(page)))
            after = page[-1].key
        self._marked[workspace_key] = snapshot
        return count

    async def _mark(self, workspace_key: int, snapshot: Snapshot, keys: Sequence[int]) -> int:
        standings = await self._database.read(
            lambda read: StandingStore(read, workspace_key).find(snapshot.run, keys)
        )
        return await self._write(workspace_key, list(Judge(snapshot).changes(standings)))

    async def _page(self, workspace_key: int, run: int, after: int) -> Sequence[Standing]:
        return await self._database.read(
            lambda read: StandingStore(read, workspace_key).page(run, after, READ_AT_ONCE)
        )

    async def _write(self, workspace_key: int, marks: Sequence[Mark]) -> int:
        for some in batches(marks, WRITTEN_AT_ONCE):
            await self._database.write(partial(_write, workspace_key, some))
        return len(marks)


def _write(workspace_key: int, marks: Sequence[Mark], write: WriteTransaction) -> None:
    StandingStore(write.connection, workspace_key).mark(marks)
    touch_issues(write, workspace_key, [mark.key for mark in marks])
    record_change(write, workspace_key, ChangeKind.ISSUES, count=len(marks))


def _old(before: Snapshot, snapshot: Snapshot) -> bool:
    """Probabilities fade by the day, and risks with them."""
    return snapshot.as_of_us - before.as_of_us >= DAY_US


def _changed(before: Snapshot, after: Snapshot) -> list[int]:
    """Give the issues whose marks may have changed, whatever runs the two are of."""
    return sorted({issue for issues in _touched(before, after) for issue in issues})


def _touched(before: Snapshot, after: Snapshot) -> Iterator[Collection[int]]:
    for key in before.by_key.keys() | after.by_key.keys():
        old, new = before.by_key.get(key), after.by_key.get(key)
        if old is None or new is None or _weight(old) != _weight(new):
            yield {*_issues(old), *_issues(new)}
        elif old.row.state is not new.row.state:
            yield {issue for issue, _ in _severities(old) ^ _severities(new)}


def _weight(numbers: PatternNumbers) -> tuple[int, bool]:
    return numbers.risk_score, numbers.recurring


def _severities(numbers: PatternNumbers) -> set[tuple[int, int]]:
    members = numbers.row.state.members
    return set(zip(members.issues, members.severities, strict=True))


def _issues(numbers: PatternNumbers | None) -> Collection[int]:
    return () if numbers is None else issues_of(numbers.row.state)
