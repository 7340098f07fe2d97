"""The frame around every screen: counts, the moment that is looked at, undo, and jumping."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError
from causeloop_desktop.contract.issues import IssueFilter
from causeloop_desktop.contract.patterns import PatternFilter
from causeloop_desktop.desktop.presenters.base import Presenter
from causeloop_desktop.desktop.presenters.reading import LONGEST_QUERY

if TYPE_CHECKING:
    from causeloop_desktop.contract.base import OperationId
    from causeloop_desktop.contract.detections import DetectionRun
    from causeloop_desktop.contract.issues import IssueSummary
    from causeloop_desktop.contract.operations import Operation
    from causeloop_desktop.contract.patterns import PatternSummary
    from causeloop_desktop.contract.workspaces import Workspace, WorkspaceCreate
    from causeloop_desktop.desktop.presenters.session import Session

OLD = timedelta(days=90)
HITS = 6


@dataclass(frozen=True)
class Hits:
    """What a search in the palette found."""

    query: str = ""
    issues: tuple[IssueSummary, ...] = ()
    patterns: tuple[PatternSummary, ...] = ()


@dataclass(frozen=True)
class ShellState:
    """The numbers around a screen.

    Attributes:
        issues: How many issues there are, all told.
        patterns: How many patterns are listed.
        reviews: How many doubtful places wait to be decided.
        newest_at: The event time of the newest issue.
        waiting: The detection that waits for consent, if there is one.
        offered_as_of: The end of the newest issue's day where that lies far back, else ``None``.
    """

    issues: int | None = None
    patterns: int | None = None
    reviews: int | None = None
    newest_at: datetime | None = None
    offered_as_of: datetime | None = None
    waiting: DetectionRun | None = None


class ShellPresenter(Presenter[ShellState]):
    """Counts what the sidebar shows and knows what the palette can jump to."""

    def __init__(self, session: Session) -> None:
        super().__init__(ShellState())
        self._session = session

    async def load(self, now: datetime) -> None:
        """Count anew, as of the moment that is looked at."""
        issues, patterns, reviews, waiting = await asyncio.gather(
            self._count_issues(now),
            self._count_patterns(),
            self._count_reviews(),
            self._find_waiting(),
        )
        self._change(
            patterns=patterns,
            reviews=reviews,
            waiting=waiting,
            **issues,
        )

    async def search(self, query: str) -> Hits:
        """Find issues and patterns to jump to."""
        if not query.strip():
            return Hits()
        issues, patterns = await asyncio.gather(
            self._find_issues(query), self._find_patterns(query)
        )
        return Hits(query, issues, patterns)

    async def create_workspace(self, workspace: WorkspaceCreate) -> Workspace:
        """Make a new, empty workspace."""
        return await self._session.client.workspaces.create(workspace)

    async def undo_last(self) -> Operation | None:
        """Take back the last operation that stands; ``None`` where there is none."""
        page = await self._session.client.operations.list(limit=50)
        for operation in page.data:
            if operation.undone_by is None and operation.undoes is None:
                await self.undo(operation.id)
                return operation
        return None

    async def undo(self, id_: OperationId) -> None:
        """Take back one operation."""
        await self._session.client.operations.undo(id_)

    async def _count_issues(self, now: datetime) -> dict[str, object]:
        if not self._session.can("GET", "/v1/issues/facets"):
            return {"issues": None, "newest_at": None, "offered_as_of": None}
        facets = await self._session.client.issues.facets(as_of=self._session.as_of)
        newest = facets.newest_at
        old = newest is not None and self._session.as_of is None and now - newest > OLD
        offered = end_of_day(newest) if newest and old else None
        return {"issues": facets.total, "newest_at": newest, "offered_as_of": offered}

    async def _count_patterns(self) -> int | None:
        if not self._session.can("GET", "/v1/patterns"):
            return None
        page = await self._session.client.patterns.list(limit=1, as_of=self._session.as_of)
        return page.page.total

    async def _find_waiting(self) -> DetectionRun | None:
        if not self._session.can("GET", "/v1/detections/{id}"):
            return None
        return await self._session.client.detections.waiting()

    async def _count_reviews(self) -> int | None:
        if not self._session.can("GET", "/v1/reviews/count"):
            return None
        return (await self._session.client.reviews.count(as_of=self._session.as_of)).open

    async def _find_issues(self, query: str) -> tuple[IssueSummary, ...]:
        filter_ = IssueFilter(q=query[:LONGEST_QUERY])
        try:
            page = await self._session.client.issues.list(
                filter_, limit=HITS, as_of=self._session.as_of
            )
        except ClientError:
            return ()
        return page.data

    async def _find_patterns(self, query: str) -> tuple[PatternSummary, ...]:
        filter_ = PatternFilter(q=query[:LONGEST_QUERY])
        try:
            page = await self._session.client.patterns.list(
                filter_, limit=HITS, as_of=self._session.as_of
            )
        except ClientError:
            return ()
        return page.data


def end_of_day(moment: datetime) -> datetime:
    """Return the last second of a moment's day in UTC, so that the whole day is seen."""
    return datetime.combine(moment.astimezone(UTC).date(), time(23, 59, 59), UTC)
