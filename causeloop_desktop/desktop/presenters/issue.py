"""One issue: what it says, why it is where it is, what reads alike, and what can be done."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError, NotFoundError, Problem
from causeloop_desktop.contract.issues import IssueFilter, IssuePatch, Stage
from causeloop_desktop.contract.patterns import PatternFilter
from causeloop_desktop.contract.reviews import ReviewDecision, ReviewFilter, Verdict
from causeloop_desktop.desktop.presenters.base import Phase, Presenter
from causeloop_desktop.desktop.presenters.reading import LONGEST_QUERY

if TYPE_CHECKING:
    from causeloop_desktop.contract.base import DuplicateId, IssueId, PatternId
    from causeloop_desktop.contract.duplicates import DuplicatesChanged, SameOccurrence
    from causeloop_desktop.contract.issues import (
        Issue,
        IssueChanged,
        IssueSummary,
        SimilarIssue,
        WhyHere,
    )
    from causeloop_desktop.contract.patterns import PatternSummary
    from causeloop_desktop.contract.reviews import ReviewDecided, ReviewSummary
    from causeloop_desktop.desktop.presenters.session import Session

SIMILAR = 5
FOUND = 20


@dataclass(frozen=True)
class IssueState:
    """The issue beside the list.

    Attributes:
        summary: Its row of the list, shown at once.
        issue: Everything, once it has arrived.
        why: Why it is where it is; ``None`` where the server does not say.
        review: What is asked about an issue, where its place is doubtful.
        same: What else tells of the same occurrence; ``None`` where the server does not say.
    """

    phase: Phase = Phase.EMPTY
    problem: Problem | None = None
    summary: IssueSummary | None = None
    issue: Issue | None = None
    why: WhyHere | None = None
    similar: tuple[SimilarIssue, ...] = ()
    review: ReviewSummary | None = None
    same: SameOccurrence | None = None


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
        self._change(**vars(IssueState(phase=phase, summary=summary)))

    async def load(self) -> None:
        """Fetch everything about the issue that is shown."""
        if self.id is not None:
            await asyncio.gather(self._fetch(self.id), self._find_review(self.id))

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

    async def join(self, other: IssueId) -> DuplicatesChanged:
        """Say that the issue and another tell of one occurrence."""
        return self._take_same(await self._session.client.duplicates.join(self._known, other))

    async def part(self, duplicate: DuplicateId) -> DuplicatesChanged:
        """Say that a pair does not tell of one occurrence."""
        id_ = self._known
        changed = await self._session.client.duplicates.part(duplicate)
        same = await self._same(id_)
        if id_ == self.id:
            self._change(same=same)
        return changed

    async def find_issues(self, query: str) -> tuple[IssueSummary, ...]:
        """Find issues that could tell the same; without a query the newest."""
        page = await self._session.client.issues.list(
            IssueFilter(q=query[:LONGEST_QUERY] or None), limit=FOUND, as_of=self._session.as_of
        )
        return tuple(issue for issue in page.data if issue.id != self.id)

    async def decide(self, verdict: Verdict, pattern: PatternId) -> ReviewDecided:
        """Say whether the issue belongs to a pattern that it is possibly the same as."""
        if self.state.review is None:
            raise LookupError("nothing is asked about this issue")
        decision = ReviewDecision(verdict=verdict, pattern_id=pattern)
        decided = await self._session.client.reviews.decide(self.state.review.id, decision)
        await self.load()
        return decided

    async def find_patterns(self, query: str) -> tuple[PatternSummary, ...]:
        """Find patterns to link to; without a query the riskiest."""
        page = await self._session.client.patterns.list(
            PatternFilter(q=query[:LONGEST_QUERY] or None), limit=FOUND, as_of=self._session.as_of
        )
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
            issue, why, similar, same = await asyncio.gather(
                self._session.client.issues.get(id_, as_of=self._session.as_of),
                self._why(id_),
                self._similar(id_),
                self._same(id_),
            )
        except ClientError as error:
            if id_ == self.id:
                self._change(phase=Phase.FAILED, problem=error.problem)
            return
        if id_ == self.id:
            self._change(
                phase=Phase.READY,
                summary=issue,
                issue=issue,
                why=why,
                similar=similar,
                same=same,
                problem=None,
            )

    def _take_same(self, changed: DuplicatesChanged) -> DuplicatesChanged:
        if changed.occurrence.issue_id == self.id:
            self._change(same=changed.occurrence)
        return changed

    async def _same(self, id_: IssueId) -> SameOccurrence | None:
        if not self._session.can("GET", "/v1/issues/{id}/duplicates"):
            return None
        return await self._session.client.duplicates.of_issue(id_, as_of=self._session.as_of)

    async def _find_review(self, id_: IssueId) -> None:
        """Look whether the issue's place is doubtful."""
        if not self._session.can("GET", "/v1/reviews"):
            return
        filter_ = ReviewFilter(issue_id=id_)
        try:
            page = await self._session.client.reviews.list(
                filter_, limit=1, as_of=self._session.as_of
            )
        except ClientError:
            return  # the same request for the issue itself says what is wrong
        if id_ == self.id:
            self._change(review=next(iter(page.data), None))

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
