"""Explain single issues, and find those that read like one."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from causeloop_desktop.contract.issues import IssueRef, SimilarIssue, WhyHere
from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.services.errors import NotFoundError
from causeloop_desktop.engine.services.matching import alike
from causeloop_desktop.engine.services.matching.matchers import Matchers
from causeloop_desktop.engine.services.patterns.service import PatternService
from causeloop_desktop.engine.services.why.verdicts import Seen, Verdict, judge
from causeloop_desktop.engine.services.why.words import Named, answer
from causeloop_desktop.engine.store.database import Database, Read
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.patterns.constraints import ConstraintKind, ConstraintStore
from causeloop_desktop.engine.store.patterns.memberships import POOL, MembershipStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.engine.domain.matching.matcher import Matcher
    from causeloop_desktop.engine.domain.why.deciding import Decision


class WhyService:
    """Explains single issues by the model of the last detection.

    Args:
        database: Where issues are.
        patterns: Names and weighs patterns.
        matchers: Hold the models of the last detections.
    """

    def __init__(self, database: Database, patterns: PatternService, matchers: Matchers) -> None:
        self._database = database
        self._patterns = patterns
        self._matchers = matchers

    async def why(self, workspace_key: int, issue_id: str, as_of_us: int | None = None) -> WhyHere:
        """Say why an issue is in its pattern, or in none.

        Raises:
            NotFoundError: The workspace has no such issue, or it had not happened yet.
        """
        seen = await self._seen(workspace_key, issue_id, as_of_us)
        matcher = await self._matchers.get(workspace_key)
        verdict = await asyncio.to_thread(judge, seen, matcher)
        keys = {seen.pattern, 0 if verdict.other is None else verdict.other.pattern}
        refs = await self._patterns.refs(workspace_key, keys, as_of_us)
        named = Named(
            await self._lacking(workspace_key, seen, verdict, matcher, as_of_us),
            await self._compared(workspace_key, verdict, as_of_us),
        )
        return answer(issue_id, seen, verdict, refs, named)

    async def _lacking(
        self,
        workspace_key: int,
        seen: Seen,
        verdict: Verdict,
        matcher: "Matcher",
        as_of_us: int | None,
    ) -> tuple[str, ...]:
        """Name what the nearest other pattern says and the issue does not."""
        from causeloop_desktop.engine.domain.why.deciding import lacking

        members = await self._members(workspace_key, verdict.there, as_of_us)
        return await asyncio.to_thread(lacking, seen.document, members, matcher)

    async def _compared(
        self, workspace_key: int, verdict: Verdict, as_of_us: int | None
    ) -> tuple[IssueRef, ...]:
        """Name the issues that the deciding score was measured against."""
        members = await self._members(workspace_key, verdict.here, as_of_us)
        keys = [member.key for member in members]
        heads = await self._database.read(partial(alike.heads, workspace_key, keys))
        return tuple(alike.issue_ref(heads[key]) for key in keys if key in heads)

    async def _members(
        self, workspace_key: int, decision: "Decision | None", as_of_us: int | None
    ) -> list[Document]:
        """Give the issues that a score was measured against, as far as they had happened."""
        keys = () if decision is None else decision.members
        found = await self._database.read(partial(_documents, workspace_key, keys))
        return [one for one in found if _had_happened(one, as_of_us)]

    async def similar(
        self, workspace_key: int, issue_id: str, limit: int = 3, as_of_us: int | None = None
    ) -> tuple[SimilarIssue, ...]:
        """Give the issues that read most like one, best first.

        Raises:
            NotFoundError: The workspace has no such issue, or it had not happened yet.
        """
        seen = await self._seen(workspace_key, issue_id, as_of_us)
        matcher = await self._matchers.get(workspace_key)
        others = await self._database.read(
            partial(alike.others, workspace_key, seen.document, seen.pattern)
        )
        known = [other for other in others if _had_happened(other, as_of_us)]
        ranked = await asyncio.to_thread(alike.rank, seen.document, known, matcher, limit)
        heads = await self._database.read(partial(alike.heads, workspace_key, list(ranked)))
        patterns = {head.pattern for head in heads.values()}
        refs = await self._patterns.refs(workspace_key, patterns, as_of_us)
        return tuple(alike.similar_issue(heads[key], score, refs) for key, score in ranked.items())

    async def _seen(self, workspace_key: int, issue_id: str, as_of_us: int | None) -> Seen:
        seen = await self._database.read(partial(_look, workspace_key, issue_id))
        if seen is None or not _had_happened(seen.document, as_of_us):
            raise NotFoundError("issue", issue_id)
        return seen


def _look(workspace_key: int, issue_id: str, read: Read) -> Seen | None:
    documents = DocumentStore(read, workspace_key)
    key = documents.key_of(issue_id)
    if key is None:
        return None
    pattern = MembershipStore(read, workspace_key).pattern_of([key]).get(key, POOL)
    pinned = ConstraintStore(read, workspace_key).holds(ConstraintKind.PIN, key)
    return Seen(documents.find([key])[0], pattern, pinned)


def _documents(workspace_key: int, issues: "Sequence[int]", read: Read) -> list[Document]:
    return DocumentStore(read, workspace_key).find(issues)


def _had_happened(document: Document, as_of_us: int | None) -> bool:
    return as_of_us is None or document.occurred_us <= as_of_us
