"""Patterns as a list: which failures keep coming back, the riskiest first."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from causeloop_desktop.client.wire.rows import RowFormat
from causeloop_desktop.contract.patterns import PatternFilter, PatternStatus
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.issues import has_issues
from causeloop_desktop.desktop.presenters.listing import ListPresenter, ListState
from causeloop_desktop.desktop.presenters.reading import LONGEST_QUERY, PAGE

if TYPE_CHECKING:
    from causeloop_desktop.contract.base import Page
    from causeloop_desktop.contract.patterns import PatternSummary
    from causeloop_desktop.desktop.presenters.saving import Chunks
    from causeloop_desktop.desktop.presenters.session import Session

TABS: dict[str, tuple[PatternStatus, ...]] = {
    "open": (PatternStatus.ACTIVE, PatternStatus.WATCHING, PatternStatus.EMERGING),
    "current": (PatternStatus.ACTIVE, PatternStatus.WATCHING),
    "emerging": (PatternStatus.EMERGING,),
    "resolved": (PatternStatus.RESOLVED,),
    "all": tuple(PatternStatus),
}
"""The quick tabs. Pairs are in the first: the riskiest, which the dashboard names, may be one."""

RISKIEST_FIRST = "-risk_score"
EXPORTED = (
    "id",
    "name",
    "status",
    "risk_score",
    "confidence",
    "issue_count",
    "episode_count",
    "severity",
    "teams",
    "services",
    "sources",
    "first_seen_at",
    "last_seen_at",
)


@dataclass(frozen=True)
class PatternsState(ListState):
    """A list of patterns as far as it has been read.

    Attributes:
        tab: A key of ``TABS``.
        counts: How many patterns each tab holds, where that is known.
        rows: The first page.
    """

    tab: str = "open"
    query: str = ""
    sort: str = RISKIEST_FIRST
    rows: tuple[PatternSummary, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()

    @property
    def filter(self) -> PatternFilter:
        """Which patterns are meant."""
        return PatternFilter(status=TABS[self.tab], q=self.query or None)


class PatternsPresenter(ListPresenter[PatternsState]):
    """Reads the list and counts the tabs."""

    def __init__(self, session: Session) -> None:
        super().__init__(PatternsState())
        self._session = session

    async def page(self, first: int) -> tuple[PatternSummary, ...]:
        """Read the rows of what is shown from number ``first`` on."""
        return (await self._list(self._shown.filter, self._shown.sort, position=first)).data

    async def show_tab(self, tab: str) -> None:
        """Look at another tab."""
        self._change(tab=tab)
        await self.load()

    async def search(self, query: str) -> None:
        """Keep to the patterns whose name has ``query``."""
        self._change(query=query.strip()[:LONGEST_QUERY])
        await self.load()

    async def show_all(self) -> None:
        """Look at every pattern, whatever its status and name."""
        self._change(tab="all", query="")
        await self.load()

    async def find(self, query: str, limit: int = 20) -> tuple[PatternSummary, ...]:
        """Find patterns by name whatever the tab, the riskiest first."""
        filter_ = PatternFilter(status=TABS["all"], q=query.strip()[:LONGEST_QUERY] or None)
        return (await self._list(filter_, RISKIEST_FIRST, limit=limit)).data

    def export(self) -> Chunks:
        """Stream the whole list, as it is filtered and sorted, as CSV."""
        return self._session.client.patterns.stream_bytes(
            RowFormat.CSV,
            self._shown.filter,
            fields=EXPORTED,
            sort=self._shown.sort,
            as_of=self._session.as_of,
        )

    async def detect(self) -> None:
        """Have patterns looked for anew; the job says how it goes."""
        await self._session.client.detections.start()

    def forget(self) -> None:
        """Start over: another workspace or moment is looked at."""
        self._start_over(rows=(), counts=())

    async def _find(self, wanted: PatternsState) -> dict[str, Any]:
        page, counts = await asyncio.gather(
            self._list(wanted.filter, wanted.sort),
            asyncio.gather(*(self._count(tab) for tab in TABS)),
        )
        return {
            "phase": self._phase(found=bool(page.data), any_at_all=any(counts)),
            "rows": page.data,
            "total": page.page.total,
            "counts": tuple(zip(TABS, counts, strict=True)),
            "has_issues": not any(counts) and await has_issues(self._session),
        }

    async def _list(
        self, filter_: PatternFilter, sort: str, *, limit: int = PAGE, position: int | None = None
    ) -> Page[PatternSummary]:
        return await self._session.client.patterns.list(
            filter_, sort=sort, limit=limit, position=position, as_of=self._session.as_of
        )

    async def _count(self, tab: str) -> int:
        filter_ = PatternFilter(status=TABS[tab])
        return (await self._list(filter_, RISKIEST_FIRST, limit=1)).page.total

    def _phase(self, *, found: bool, any_at_all: bool) -> Phase:
        if found:
            return Phase.READY
        return Phase.NO_MATCH if any_at_all else Phase.EMPTY
