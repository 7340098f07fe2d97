"""The list of issues: filters, tabs, pages, changes to many at once, and the way out as CSV."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from causeloop_desktop.client.errors import ClientError, NotFoundError, Problem
from causeloop_desktop.client.wire.rows import RowFormat
from causeloop_desktop.contract.issues import (
    BulkOperation,
    BulkResult,
    IssueBulk,
    IssueCreate,
    IssueFacets,
    IssueFilter,
    IssueSort,
    IssueSummary,
    Stage,
)
from causeloop_desktop.desktop.presenters.base import Phase, Presenter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.contract.base import IssueId, Page
    from causeloop_desktop.contract.issues import IssueChanged
    from causeloop_desktop.desktop.presenters.saving import Chunks
    from causeloop_desktop.desktop.presenters.session import Session

PAGE_SIZE = 100
NEWEST_FIRST = f"-{IssueSort.CREATED_AT}"
EXPORTED = (
    "external_id",
    "title",
    "source",
    "severity",
    "stage",
    "pattern_id",
    "service",
    "team",
    "risk_score",
    "created_at",
)
EVERYTHING = IssueFilter()


class QuickTab(StrEnum):
    """The tabs above the list; each but the first is one stage."""

    ALL = "all"
    IN_LOOP = "in_loop"
    NEW = "new"
    ANALYZING = "analyzing"
    RESOLVED = "resolved"

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that the tab lets through; none means all."""
        return () if self is QuickTab.ALL else (Stage(self.value),)


@dataclass(frozen=True)
class IssuesState:
    """What the list shows.

    Attributes:
        filter: What was asked for, without the tab.
        counts: How many issues match the filter in each stage, for the tabs.
        choices: How many issues there are in each severity, source and team, for the menus.
        listing: Grows whenever another list is shown, so that rows held of the old one go.
    """

    filter: IssueFilter = EVERYTHING
    tab: QuickTab = QuickTab.ALL
    sort: str = NEWEST_FIRST
    phase: Phase = Phase.LOADING
    problem: Problem | None = None
    total: int = 0
    estimated: bool = False
    counts: IssueFacets | None = None
    choices: IssueFacets | None = None
    listing: int = 0

    @property
    def matching(self) -> IssueFilter:
        """The filter with the tab in it."""
        return self.filter.model_copy(update={"stage": self.tab.stages})

    @property
    def is_filtered(self) -> bool:
        """Whether anything is held back."""
        return self.matching != EVERYTHING


@dataclass(frozen=True)
class Chosen:
    """Issues that a change is meant for: by id, or all that match."""

    ids: tuple[IssueId, ...] = ()
    all_matching: bool = False


class IssuesPresenter(Presenter[IssuesState]):
    """Reads the list by rows and changes what is on it."""

    def __init__(self, session: Session) -> None:
        super().__init__(IssuesState())
        self._session = session

    def show(self, **parts: Any) -> None:
        """Ask for another list: ``filter``, ``tab`` or ``sort``; ``load`` fetches it."""
        state = replace(self.state, **parts)
        if state != self.state:
            self._change(**parts, listing=state.listing + 1, phase=Phase.LOADING)

    def narrow(self, **fields: Any) -> None:
        """Ask for the same list with some fields of the filter set otherwise."""
        self.show(filter=self.state.filter.model_copy(update=fields))

    async def load(self) -> Sequence[IssueSummary]:
        """Fetch what is around the rows, and return the first of them."""
        try:
            page, _, _ = await asyncio.gather(self.page(0), self._count(), self._choose())
        except ClientError as error:
            self._change(phase=Phase.FAILED, problem=error.problem)
            return ()
        return page.data

    async def page(self, first: int, count: int = PAGE_SIZE) -> Page[IssueSummary]:
        """Fetch ``count`` rows from row ``first`` on, and note how many there are in all."""
        state = self.state
        page = await self._session.client.issues.list(
            state.matching,
            sort=state.sort,
            limit=count,
            position=first,
            as_of=self._session.as_of,
        )
        if state.listing == self.state.listing:
            self._note(page)
        return page

    async def refresh(self) -> None:
        """Count anew after something changed; the rows are asked for by who shows them."""
        await asyncio.gather(self.page(0, 1), self._count(), self._choose())

    async def ids_at(self, ranges: Sequence[range]) -> tuple[IssueId, ...]:
        """Look up the ids of rows that are selected by place."""
        ids: list[IssueId] = []
        for places in ranges:
            for first in range(places.start, places.stop, PAGE_SIZE):
                page = await self.page(first, min(PAGE_SIZE, places.stop - first))
                ids += [row.id for row in page.data]
        return tuple(ids)

    async def preview(self, op: BulkOperation, value: str | None, chosen: Chosen) -> int:
        """Count the issues that a change would touch."""
        change = self._bulk(op, value, chosen).model_copy(update={"preview": True})
        return (await self._session.client.issues.bulk(_as_set(change))).matched

    async def apply(
        self, op: BulkOperation, value: str | None, chosen: Chosen, expected: int
    ) -> BulkResult:
        """Make the change, if it still touches as many issues as the preview said."""
        change = self._bulk(op, value, chosen)
        if chosen.all_matching:
            change = change.model_copy(update={"expected_count": expected})
        return await self._session.client.issues.bulk(_as_set(change))

    async def create(self, issue: IssueCreate) -> IssueChanged:
        """Add an issue by hand."""
        return await self._session.client.issues.create(issue)

    def export(self) -> Chunks:
        """Stream the whole list, as it is filtered and sorted, as CSV."""
        state = self.state
        return self._session.client.issues.stream_bytes(
            RowFormat.CSV,
            state.matching,
            fields=EXPORTED,
            sort=state.sort,
            as_of=self._session.as_of,
        )

    def _bulk(self, op: BulkOperation, value: str | None, chosen: Chosen) -> IssueBulk:
        if chosen.all_matching:
            as_of = self._session.as_of
            return IssueBulk(op=op, value=value, filter=self.state.matching, as_of=as_of)
        return IssueBulk(op=op, value=value, ids=chosen.ids)

    def _note(self, page: Page[IssueSummary]) -> None:
        phase = Phase.READY
        if not page.page.total:
            phase = Phase.NO_MATCH if self.state.is_filtered else Phase.EMPTY
        self._change(
            phase=phase,
            problem=None,
            total=page.page.total,
            estimated=page.page.total_estimated,
        )

    async def _count(self) -> None:
        filter_ = self.state.filter
        counts = await self._facets(filter_)
        if filter_ == self.state.filter:
            self._change(counts=counts)

    async def _choose(self) -> None:
        self._change(choices=await self._facets(EVERYTHING))

    async def _facets(self, filter_: IssueFilter) -> IssueFacets | None:
        try:
            return await self._session.client.issues.facets(filter_, as_of=self._session.as_of)
        except NotFoundError:
            return None


async def has_issues(session: Session) -> bool:
    """Tell whether there is any issue at the moment that is looked at."""
    if not session.can("GET", "/v1/issues"):
        return False
    return bool((await session.client.issues.list(limit=1, as_of=session.as_of)).data)


def _as_set(change: IssueBulk) -> IssueBulk:
    """Mark every value that is there as set, so that it is sent."""
    return IssueBulk(**{name: value for name, value in dict(change).items() if value is not None})
