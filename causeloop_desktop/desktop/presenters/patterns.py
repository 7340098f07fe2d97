"""Patterns as a list: which failures keep coming back, the riskiest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError, Problem
from causeloop_desktop.client.rows import RowFormat
from causeloop_desktop.contract.patterns import PatternFilter, PatternStatus
from causeloop_desktop.desktop.presenters.base import Phase, Presenter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from causeloop_desktop.contract.base import Page
    from causeloop_desktop.contract.patterns import PatternSummary
    from causeloop_desktop.desktop.presenters.session import Session

PAGE = 100

TABS: dict[str, tuple[PatternStatus, ...]] = {
    "current": (PatternStatus.ACTIVE, PatternStatus.WATCHING),
    "emerging": (PatternStatus.EMERGING,),
    "resolved": (PatternStatus.RESOLVED,),
    "all": tuple(PatternStatus),
}
"""The quick tabs; pairs stay under ``emerging`` so that they do not drown the rest."""


@dataclass(frozen=True)
class PatternsState:
    """A list of patterns as far as it has been read.

    Attributes:
        tab: A key of ``TABS``.
        counts: How many patterns each tab holds, where that is known.
        total: How many match the tab and the search.
    """

    phase: Phase = Phase.LOADING
    problem: Problem | None = None
    tab: str = "current"
    query: str = ""
    sort: str = "-risk_score"
    rows: tuple[PatternSummary, ...] = ()
    total: int = 0
    counts: tuple[tuple[str, int], ...] = ()

    @property
    def filter(self) -> PatternFilter:
        """Which patterns are meant."""
        return PatternFilter(status=TABS[self.tab], q=self.query or None)


class PatternsPresenter(Presenter[PatternsState]):
    """Reads the list and counts the tabs."""

    def __init__(self, session: Session) -> None:
        super().__init__(PatternsState())
        self._session = session

    async def load(self) -> None:
        """Read the first page and the counts anew."""
        try:
            page = await self._list(self.state.filter, limit=PAGE)
            counts = [(tab, await self._count(tab)) for tab in TABS]
        except ClientError as error:
            self._change(phase=Phase.FAILED, problem=error.problem)
            return
        self._change(
            phase=self._phase(found=bool(page.data), any_at_all=any(n for _, n in counts)),
            problem=None,
            rows=page.data,
            total=page.page.total,
            counts=tuple(counts),
        )

    async def page(self, first: int) -> tuple[PatternSummary, ...]:
        """Read the rows from number ``first`` on."""
        return (await self._list(self.state.filter, limit=PAGE, position=first)).data

    async def show_tab(self, tab: str) -> None:
        """Look at another tab."""
        self._change(tab=tab)
        await self.load()

    async def search(self, query: str) -> None:
        """Keep to the patterns whose name has ``query``."""
        self._change(query=query.strip()[:200])
        await self.load()

    async def sort_by(self, key: str, *, descending: bool) -> None:
        """Sort by another column."""
        self._change(sort=f"-{key}" if descending else key)
        await self.load()

    async def find(self, query: str, limit: int = 20) -> tuple[PatternSummary, ...]:
        """Find patterns by name whatever the tab, the riskiest first."""
        filter_ = PatternFilter(status=TABS["all"], q=query.strip()[:200] or None)
        return (await self._list(filter_, limit=limit)).data

    def export(self) -> AsyncIterator[bytes]:
        """Stream the whole list, as it is filtered and sorted, as CSV."""
        return self._session.client.patterns.stream_bytes(
            RowFormat.CSV, self.state.filter, sort=self.state.sort, as_of=self._session.as_of
        )

    def forget(self) -> None:
        """Start over: another workspace or moment is looked at."""
        self._change(phase=Phase.LOADING, rows=(), total=0, counts=(), problem=None)

    async def _list(
        self, filter_: PatternFilter, *, limit: int, position: int | None = None
    ) -> Page[PatternSummary]:
        return await self._session.client.patterns.list(
            filter_,
            sort=self.state.sort,
            limit=limit,
            position=position,
            as_of=self._session.as_of,
        )

    async def _count(self, tab: str) -> int:
        return (await self._list(PatternFilter(status=TABS[tab]), limit=1)).page.total

    def _phase(self, *, found: bool, any_at_all: bool) -> Phase:
        if found:
            return Phase.READY
        return Phase.NO_MATCH if any_at_all else Phase.EMPTY
