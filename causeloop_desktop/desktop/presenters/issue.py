"""One issue: what it says, why it is where it is, what reads alike, and what can be done."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError, NotFoundError, Problem
from causeloop_desktop.contract.issues import IssuePatch, Stage
from causeloop_desktop.contract.patterns import PatternFilter
from causeloop_desktop.desktop.presenters.base import Phase, Presenter

if TYPE_CHECKING:
    from causeloop_desktop.contract.base import IssueId, PatternId
    from causeloop_desktop.contract.issues import (
        Issue,
        IssueChanged,
        IssueSummary,
        SimilarIssue,
        WhyHere,
    )
    from causeloop_desktop.contract.patterns import PatternSummary
    from causeloop_desktop.desktop.presenters.session import Session

SIMILAR = 5


@dataclass(frozen=True)
class IssueState:
    """The issue beside the list.

    Attributes:
        summary: Its row of the list, shown at once.
        issue: Everything, once it has arrived.
        why: Why it is where it is; ``None`` where the server does not say.
    """

    phase: Phase = Phase.EMPTY
    problem: Problem | None = None
    summary: IssueSummary | None = None
    issue: Issue | None = None
    why: WhyHere | None = None
    similar: tuple[SimilarIssue, ...] = ()


class IssuePresenter(Presenter[IssueState]):
    """Reads one issue at a time and changes it."""

    def __init__(self, session: Session) -> None:
        super().__init__(IssueState())
        self._session = session

    @property
    def id(self) -> IssueId | None:
        """The issue that is shown."""
        return self.state.summary.id if self.state.summary else None

    def show(self, summary: IssueSummary | None) -> None:
        """Turn to another issue; ``load`` fetches the rest of it."""
        same = summary is not None and summary.id == self.id
        if same:
            self._change(summary=summary)
            return
        phase = Phase.LOADING if summary else Phase.EMPTY
        self._change(phase=phase, summary=summary, issue=None, why=None, similar=(), problem=None)

    async def load(self) -> None:
        """Fetch everything about the issue that is shown."""
        if self.id is not None:
            await self._fetch(self.id)

    async def open(self, id_: IssueId) -> None:
        """Turn to an issue of which only the id is known."""
        issue = await self._session.client.issues.get(id_, as_of=self._session.as_of)
        self.show(issue)
        await self.load()

    async def set_stage(self, stage: Stage) -> IssueChanged:
        """Move the issue to another stage."""
        return await self._patch(IssuePatch(stage=stage))

    async def link(self, pattern_id: PatternId) -> IssueChanged:
        """Pin the issue to a pattern; later detections obey."""
        return self._take(await self._session.client.issues.link_pattern(self._known, pattern_id))

    async def unlink(self) -> IssueChanged:
        """Take the issue out of its pattern; later detections obey."""
        return self._take(await self._session.client.issues.unlink_pattern(self._known))

    async def find_patterns(self, query: str) -> tuple[PatternSummary, ...]:
        """Find patterns to link to; without a query the riskiest."""
        filter_ = PatternFilter(q=query[:200] or None)
        page = await self._session.client.patterns.list(filter_, limit=20)
        return page.data

    @property
    def _known(self) -> IssueId:
        if self.id is None:
            raise LookupError("no issue is shown")
        return self.id

    async def _patch(self, patch: IssuePatch) -> IssueChanged:
        return self._take(await self._session.client.issues.patch(self._known, patch))

    def _take(self, changed: IssueChanged) -> IssueChanged:
        if changed.id == self.id:
            self._change(summary=changed, issue=changed)
        return changed

    async def _fetch(self, id_: IssueId) -> None:
        try:
            issue, why, similar = await asyncio.gather(
                self._session.client.issues.get(id_, as_of=self._session.as_of),
                self._why(id_),
                self._similar(id_),
            )
        except ClientError as error:
            self._change(phase=Phase.FAILED, problem=error.problem)
            return
        if id_ == self.id:
            self._change(
                phase=Phase.READY,
                summary=issue,
                issue=issue,
                why=why,
                similar=similar,
                problem=None,
            )

    async def _why(self, id_: IssueId) -> WhyHere | None:
        try:
            return await self._session.client.issues.why(id_, as_of=self._session.as_of)
        except NotFoundError:
            return None

    async def _similar(self, id_: IssueId) -> tuple[SimilarIssue, ...]:
        try:
            page = await self._session.client.issues.similar(
                id_, limit=SIMILAR, as_of=self._session.as_of
            )
        except NotFoundError:
            return ()
        return page.data
