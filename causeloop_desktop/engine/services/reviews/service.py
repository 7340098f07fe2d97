"""Reviews: what is doubtful, one question after the other, and what people decide of it."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from causeloop_desktop.contract.base import Page, PageInfo
from causeloop_desktop.contract.reviews import (
    Review,
    ReviewCount,
    ReviewDecided,
    ReviewDecision,
    ReviewFilter,
    ReviewSummary,
    ReviewThresholds,
)
from causeloop_desktop.engine.domain.reviews.doubts import Offer
from causeloop_desktop.engine.services.errors import ConflictError, NotFoundError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.judgements.thresholds import told_thresholds
from causeloop_desktop.engine.services.operations import OperationService
from causeloop_desktop.engine.services.patterns.service import PatternService
from causeloop_desktop.engine.services.reviews import decisions
from causeloop_desktop.engine.services.reviews.decisions import Question
from causeloop_desktop.engine.services.reviews.faces import (
    Patterns,
    issue_of,
    open_offers,
    review_id,
    to_review,
    to_summary,
)
from causeloop_desktop.engine.store.database import Database, Read
from causeloop_desktop.engine.store.issues.rows import IssueStore
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.patterns.rows import PatternStore
from causeloop_desktop.engine.store.reviews.rows import Position, Queued, ReviewStore, Sought
from causeloop_desktop.engine.store.work.outbox import changes_of


class _Found(NamedTuple):
    """Questions with what is needed to show them: issues' rows and ids, folded patterns."""

    queued: Sequence[Queued]
    rows: Mapping[int, Any]
    ids: Mapping[int, str]
    signposts: Mapping[int, int]


class ReviewService:
    """The doubtful places of every workspace.

    Args:
        database: Where they are.
        patterns: Names and counts the candidates.
        operations: Learns how to undo decisions.
        cursors: Signs the pages of the queue.
    """

    def __init__(
        self,
        database: Database,
        patterns: PatternService,
        operations: OperationService,
        cursors: Cursors,
    ) -> None:
        self._database = database
        self._patterns = patterns
        self._cursors = cursors
        for kind in (decisions.SAME, decisions.DIFFERENT, decisions.SKIP):
            operations.register(kind, decisions.undo)

    async def list(
        self,
        workspace_key: int,
        filter_: ReviewFilter,
        limit: int,
        cursor: str | None,
        as_of_us: int | None = None,
    ) -> Page[ReviewSummary]:
        """Give a page of the queue, what tells most first.

        Raises:
            NotFoundError: The filter names a pattern that does not exist.
        """
        sought = await self._sought(workspace_key, filter_, as_of_us)
        scope = f"{workspace_key}:reviews:{filter_.model_dump_json()}:{as_of_us}"
        after = None if cursor is None else _position(self._cursors.read(scope, cursor))
        found, waiting = await self._database.read(
            partial(_page, workspace_key, sought, after, limit + 1)
        )
        shown = found.queued[:limit]
        more = len(found.queued) > limit
        following = self._cursors.sign(scope, shown[-1].position) if more else None
        patterns = await self._known(workspace_key, found)
        rows = (_summary(one, found, patterns) for one in shown)
        info = PageInfo(next_cursor=following, has_more=more, total=sum(waiting))
        return Page(data=tuple(row for row in rows if row is not None), page=info)

    async def count(self, workspace_key: int, as_of_us: int | None = None) -> ReviewCount:
        """Count what waits, in one look at an index."""
        sought = Sought(as_of_us=as_of_us)
        waiting = await self._database.read(
            lambda read: ReviewStore(read, workspace_key).count(_run(workspace_key, read), sought)
        )
        return ReviewCount(open=waiting.open, skipped=waiting.skipped)

    async def get(self, workspace_key: int, id_: str, pattern_id: str | None = None) -> Review:
        """Give one question with both sides.

        Args:
            workspace_key: Whose it is.
            id_: The review's id.
            pattern_id: The candidate to look at, by default the first.

        Raises:
            NotFoundError: There is none, or it has been decided.
        """
        found, patterns = await self._one(workspace_key, id_)
        summary = _summary(found.queued[0], found, patterns)
        if summary is None:
            raise NotFoundError("review", id_)
        offer = _offer(found.queued[0], patterns, pattern_id)
        left, right = await self._database.read(
            partial(_texts, workspace_key, summary.issue_id, found.ids.get(offer.nearest or 0))
        )
        return await asyncio.to_thread(to_review, summary, left, right)

    async def decide(
        self, workspace_key: int, actor: str, id_: str, decision: ReviewDecision
    ) -> ReviewDecided:
        """Carry out a verdict.

        Raises:
            NotFoundError: There is no such question any more, or it has no such candidate.
            ConflictError: It was decided in this very moment.
        """
        found, patterns = await self._one(workspace_key, id_)
        queued = found.queued[0]
        offer = _offer(queued, patterns, decision.pattern_id)
        pattern, row = patterns[offer.pattern], found.rows[queued.doubt.issue]
        asked = Question(review_id(row.id), queued, offer, pattern.row.key, row.title, pattern.name)
        operation, changes = await self._database.write(
            lambda write: (
                decisions.decide(write, workspace_key, actor, asked, decision.verdict),
                changes_of(write, workspace_key),
            )
        )
        following = await self._next(workspace_key, id_)
        return ReviewDecided(operation_id=operation.id, review=following, changes=changes)

    async def thresholds(self, workspace_key: int) -> ReviewThresholds:
        """Say from which score on issues are attached unasked, and what taught that."""
        return await self._database.read(lambda read: told_thresholds(read, workspace_key))

    async def _next(self, workspace_key: int, id_: str) -> ReviewSummary | None:
        """Give what is still to be asked about the issue of a review."""
        found = await self._database.read(partial(_look, workspace_key, issue_of(id_)))
        if found is None or found.queued[0].skipped:
            return None
        return _summary(found.queued[0], found, await self._known(workspace_key, found))

    async def _one(self, workspace_key: int, id_: str) -> tuple[_Found, Patterns]:
        found = await self._database.read(partial(_look, workspace_key, issue_of(id_)))
        if found is None:
            raise NotFoundError("review", id_)
        return found, await self._known(workspace_key, found)

    async def _known(self, workspace_key: int, found: _Found) -> Patterns:
        """Give the candidates that are patterns, folded ones as what they are now."""
        by_key = (await self._patterns.snapshot(workspace_key)).by_key
        keys = {offer.pattern for one in found.queued for offer in one.doubt.offers}
        now = {key: found.signposts.get(key, key) for key in keys}
        return {key: by_key[end] for key, end in now.items() if end in by_key}

    async def _sought(
        self, workspace_key: int, filter_: ReviewFilter, as_of_us: int | None
    ) -> Sought:
        pattern, issue = None, None
        if filter_.pattern_id is not None:
            pattern = await self._patterns.key_of(workspace_key, filter_.pattern_id)
        if filter_.issue_id is not None:
            keys = await self._database.read(partial(_keys, workspace_key, [filter_.issue_id]))
            issue = keys.get(filter_.issue_id, 0)
        kinds = tuple(kind.value for kind in filter_.kind)
        return Sought(kinds, pattern, issue, filter_.skipped, as_of_us)


def _summary(queued: Queued, found: _Found, patterns: Patterns) -> ReviewSummary | None:
    row = found.rows.get(queued.doubt.issue)
    return None if row is None else to_summary(queued, row, patterns, found.ids)


def _offer(queued: Queued, patterns: Patterns, pattern_id: str | None) -> Offer:
    for offer in open_offers(queued, patterns):
        if pattern_id in (None, patterns[offer.pattern].id):
            return offer
    raise NotFoundError("candidate", pattern_id or "")


def _position(values: Sequence[Any]) -> Position:
    return Position(*(int(value) for value in values))


def _run(workspace_key: int, read: Read) -> int:
    return MembershipStore(read, workspace_key).reach().run


def _page(
    workspace_key: int, sought: Sought, after: Position | None, limit: int, read: Read
) -> tuple[_Found, tuple[int, int]]:
    store, run = ReviewStore(read, workspace_key), _run(workspace_key, read)
    queued = store.page(run, sought, after, limit)
    return _with_rows(workspace_key, queued, read), store.count(run, sought)


def _look(workspace_key: int, issue_id: str, read: Read) -> _Found | None:
    key = _keys(workspace_key, [issue_id], read).get(issue_id)
    if key is None:
        return None
    queued = ReviewStore(read, workspace_key).find(_run(workspace_key, read), [key])
    return _with_rows(workspace_key, [queued[key]], read) if key in queued else None


def _with_rows(workspace_key: int, queued: Sequence[Queued], read: Read) -> _Found:
    issues = IssueStore(read, workspace_key)
    rows = issues.rows([one.doubt.issue for one in queued])
    nearest = {offer.nearest for one in queued for offer in one.doubt.offers} - {None}
    keys = sorted(key for key in nearest if key is not None)
    return _Found(
        queued,
        {row.key: row for row in rows},
        {row.key: row.id for row in issues.rows(keys)},
        PatternStore(read, workspace_key).signposts(),
    )


def _keys(workspace_key: int, ids: Collection[str], read: Read) -> dict[str, int]:
    return IssueStore(read, workspace_key).keys_of(ids)


def _texts(workspace_key: int, left: str, right: str | None, read: Read) -> tuple[Any, Any]:
    issues = IssueStore(read, workspace_key)
    ours = issues.find(left)
    if ours is None:
        raise ConflictError("This issue is gone since. Go on with the next one.")
    return ours, None if right is None else issues.find(right)
