"""Patterns: listed, explained, counted, renamed, merged and split; one source for every number."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace

from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.issues import PatternRef
from causeloop_desktop.contract.patterns import (
    Counting,
    Frequency,
    Pattern,
    PatternChanged,
    PatternFilter,
    PatternMerge,
    PatternPatch,
    PatternSort,
    PatternSplit,
    PatternSummary,
)
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.services.errors import ConflictError, NotFoundError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.foundation.pages import Asked, page_of
from causeloop_desktop.engine.services.operations import OperationService
from causeloop_desktop.engine.services.patterns import changes, regroup
from causeloop_desktop.engine.services.patterns.book import PatternBook, Snapshot
from causeloop_desktop.engine.services.patterns.faces import detail, reference, summary
from causeloop_desktop.engine.services.patterns.frequency import (
    pattern_frequency,
    total_frequency,
)
from causeloop_desktop.engine.services.patterns.listing import chosen, sort_key
from causeloop_desktop.engine.services.patterns.numbers import (
    PatternNumbers,
    all_episodes,
    counted_once,
    numbers_of,
)
from causeloop_desktop.engine.services.patterns.states import leave, merge
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.issues.rows import IssueStore
from causeloop_desktop.engine.store.patterns.rows import PatternState, PatternStore
from causeloop_desktop.engine.store.work.outbox import changes_of


class PatternService:
    """The patterns of every workspace.

    Args:
        database: Where they are.
        operations: Learns how to undo what people do to patterns.
        cursors: Signs the pages of lists.
        clock: Says what "now" is.
    """

    def __init__(
        self, database: Database, operations: OperationService, cursors: Cursors, clock: Clock
    ) -> None:
        self._database = database
        self._cursors = cursors
        self._clock = clock
        self._books: dict[int, PatternBook] = {}
        operations.register(regroup.MERGE, regroup.undo_merge)
        operations.register(regroup.SPLIT, regroup.undo_split)
        operations.register(changes.PATCH, changes.undo_patch)

    async def snapshot(self, workspace_key: int, as_of_us: int | None = None) -> Snapshot:
        """Give all patterns of a workspace with their numbers as of a moment."""
        if workspace_key not in self._books:
            self._books[workspace_key] = PatternBook(self._database, workspace_key, self._clock)
        return await self._books[workspace_key].snapshot(as_of_us)

    async def list(
        self, workspace_key: int, wanted: PatternFilter, asked: Asked[PatternSort]
    ) -> Page[PatternSummary]:
        """Give a page of patterns."""
        snapshot = await self.snapshot(workspace_key, asked.as_of_us)
        scope = f"{workspace_key}:patterns:{wanted.model_dump_json()}"
        key = sort_key(asked.sort)
        found = snapshot.ordered(
            (scope, asked.sort, asked.descending),
            lambda: sorted(chosen(snapshot.entries, wanted), key=key, reverse=asked.descending),
        )
        rows, info = page_of(found, key, asked, self._cursors, scope)
        return Page(data=tuple(map(summary, rows)), page=info)

    async def get(
        self, workspace_key: int, pattern_id: str, as_of_us: int | None = None
    ) -> Pattern:
        """Give one pattern in full; a folded one answers as what it was folded into.

        Raises:
            NotFoundError: There is none, or there was none yet.
        """
        snapshot = await self.snapshot(workspace_key, as_of_us)
        numbers = await self.numbers(workspace_key, pattern_id, snapshot)
        return detail(numbers, snapshot.zone)

    async def numbers(
        self, workspace_key: int, pattern_id: str, snapshot: Snapshot
    ) -> PatternNumbers:
        """Find a pattern in a snapshot.

        Raises:
            NotFoundError: There is none, or there was none yet.
        """
        found = snapshot.by_id.get(pattern_id)
        if found is None:
            found = snapshot.by_key.get(await self.key_of(workspace_key, pattern_id))
        if found is None:
            raise NotFoundError("pattern", pattern_id)
        return found

    async def key_of(self, workspace_key: int, pattern_id: str) -> int:
        """Give the key of a pattern, or of what it was folded into.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        key = await self._database.read(
            lambda read: PatternStore(read, workspace_key).key_of(pattern_id)
        )
        if key is None:
            raise NotFoundError("pattern", pattern_id)
        return key

    async def refs(
        self, workspace_key: int, keys: Collection[int], as_of_us: int | None = None
    ) -> Mapping[int, PatternRef]:
        """Give what rows of issues show of their patterns; those that do not exist are absent."""
        by_key = (await self.snapshot(workspace_key, as_of_us)).by_key
        return {key: reference(by_key[key]) for key in keys if key in by_key}

    async def frequency(
        self,
        workspace_key: int,
        pattern_id: str | None,
        window_days: int,
        counting: Counting,
        as_of_us: int | None = None,
    ) -> Frequency:
        """Count a pattern, or with ``None`` all of them, with the forecast of what comes."""
        snapshot = await self.snapshot(workspace_key, as_of_us)
        if pattern_id is None:
            # Every occurrence of a workspace is sorted by time: not on the loop.
            return await asyncio.to_thread(total_frequency, snapshot, window_days, counting)
        numbers = await self.numbers(workspace_key, pattern_id, snapshot)
        return pattern_frequency(snapshot, numbers, window_days, counting)

    async def patch(
        self, workspace_key: int, actor: str, pattern_id: str, patch: PatternPatch
    ) -> PatternChanged:
        """Rename a pattern, say where it stands or what parts its episodes, or only try that."""
        key = await self.key_of(workspace_key, pattern_id)
        if patch.preview:
            return await self._preview_patch(workspace_key, key, patch)
        operation, told = await self._database.write(
            lambda write: (
                changes.patch_pattern(write, workspace_key, actor, key, patch),
                changes_of(write, workspace_key),
            )
        )
        pattern = await self.get(workspace_key, pattern_id)
        return PatternChanged(pattern=pattern, operation_id=operation.id, changes=told)

    async def merge(
        self, workspace_key: int, actor: str, pattern_id: str, request: PatternMerge
    ) -> PatternChanged:
        """Fold one pattern into another, or show what that would give.

        Raises:
            ConflictError: The two are one already.
        """
        into = await self.key_of(workspace_key, pattern_id)
        other = await self.key_of(workspace_key, request.source_pattern_id)
        if into == other:
            raise ConflictError(regroup.ONE_ALREADY)
        if request.preview:
            return await self._preview_merge(workspace_key, into, other)
        done, told = await self._database.write(
            lambda write: (
                regroup.merge_patterns(write, workspace_key, actor, into, other),
                changes_of(write, workspace_key),
            )
        )
        return PatternChanged(
            pattern=await self.get(workspace_key, pattern_id),
            moved=done.moved,
            operation_id=done.operation.id,
            changes=told,
        )

    async def split(
        self, workspace_key: int, actor: str, pattern_id: str, request: PatternSplit
    ) -> PatternChanged:
        """Take issues out of a pattern into a new one, or show what would stay.

        Raises:
            ConflictError: Some of the issues are not in the pattern, or all of it was chosen.
            NotFoundError: The workspace lacks one of the issues.
        """
        key = await self.key_of(workspace_key, pattern_id)
        issues = await self._issue_keys(workspace_key, request.issue_ids)
        if request.preview:
            return await self._preview_split(workspace_key, key, issues)
        split = regroup.Split(key, issues, request.name)
        done, told = await self._database.write(
            lambda write: (
                regroup.split_pattern(write, workspace_key, actor, split),
                changes_of(write, workspace_key),
            )
        )
        fresh = await self._database.read(
            lambda read: PatternStore(read, workspace_key).ids([done.new_pattern or 0])
        )
        return PatternChanged(
            pattern=await self.get(workspace_key, pattern_id),
            new_pattern_id=fresh[done.new_pattern or 0],
            moved=done.moved,
            operation_id=done.operation.id,
            changes=told,
        )

    async def _preview_patch(
        self, workspace_key: int, key: int, patch: PatternPatch
    ) -> PatternChanged:
        snapshot = await self.snapshot(workspace_key)
        target, _ = _both(snapshot, key, key)
        face, usual_us = await self._database.read(
            lambda read: (
                PatternStore(read, workspace_key).face(key),
                PatternStore(read, workspace_key).gap_us(),
            )
        )
        after = changes.patched(face, patch, snapshot.as_of_us)
        own_us = after.own_gap_us
        row = replace(
            target.row,
            name=after.name,
            status_override=after.status_override,
            status_override_us=after.status_override_us,
            gap_us=usual_us if own_us is None else own_us,
            own_gap=own_us is not None,
        )
        imagined = replace(target, row=row)
        return PatternChanged(pattern=_imagined(snapshot, imagined, row.state))

    async def _preview_merge(self, workspace_key: int, into: int, other: int) -> PatternChanged:
        snapshot = await self.snapshot(workspace_key)
        target, source = _both(snapshot, into, other)
        state = merge(target.row.state, source.row.state)
        return PatternChanged(pattern=_imagined(snapshot, target, state), moved=source.issues)

    async def _preview_split(
        self, workspace_key: int, key: int, issues: Collection[int]
    ) -> PatternChanged:
        snapshot = await self.snapshot(workspace_key)
        target, _ = _both(snapshot, key, key)
        regroup.check_split(target.row.state, issues)
        documents = await self._database.read(
            lambda read: DocumentStore(read, workspace_key).find(issues)
        )
        state = leave(target.row.state, documents, rejected=False)
        return PatternChanged(pattern=_imagined(snapshot, target, state), moved=len(issues))

    async def _issue_keys(self, workspace_key: int, ids: Collection[str]) -> Collection[int]:
        found = await self._database.read(lambda read: IssueStore(read, workspace_key).keys_of(ids))
        if missing := next((one for one in ids if one not in found), None):
            raise NotFoundError("issue", missing)
        return frozenset(found.values())


def _both(snapshot: Snapshot, one: int, other: int) -> tuple[PatternNumbers, PatternNumbers]:
    found = snapshot.by_key.get(one), snapshot.by_key.get(other)
    if found[0] is None or found[1] is None:
        raise ConflictError("One of the patterns is gone since. Reload the list.")
    return found[0], found[1]


def _imagined(snapshot: Snapshot, numbers: PatternNumbers, state: PatternState) -> Pattern:
    """Give a pattern as it would be with another state."""
    row = counted_once(replace(numbers.row, state=state), snapshot.leads)
    found = numbers_of(row, all_episodes(row), snapshot.seen_from)
    return detail(found or numbers, snapshot.zone)
