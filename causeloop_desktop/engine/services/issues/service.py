"""Issues as they are read: listed, counted, one by one."""

from collections.abc import Sequence
from typing import Any

from causeloop_desktop.contract.base import Page, PageInfo
from causeloop_desktop.contract.issues import (
    Issue,
    IssueFacets,
    IssueFilter,
    IssueSort,
    IssueSummary,
)
from causeloop_desktop.engine.services.errors import InvalidError, NotFoundError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.foundation.pages import Asked
from causeloop_desktop.engine.services.issues.faces import to_issue, to_summary
from causeloop_desktop.engine.services.patterns.service import PatternService
from causeloop_desktop.engine.store.columns.catalog import IssueCatalog
from causeloop_desktop.engine.store.columns.looks import Order, Start, Wanted
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.issues.rows import IssueStore


class IssueService:
    """Reads the issues of every workspace.

    Args:
        database: Where they are.
        catalog: Filters, sorts and counts them.
        patterns: Names the patterns that they are in.
        cursors: Signs the pages of lists.
    """

    def __init__(
        self,
        database: Database,
        catalog: IssueCatalog,
        patterns: PatternService,
        cursors: Cursors,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._patterns = patterns
        self._cursors = cursors

    async def list(
        self, workspace_key: int, filter_: IssueFilter, asked: Asked[IssueSort]
    ) -> Page[IssueSummary]:
        """Give a page of issues: after a cursor, from a row's number, or the first.

        Raises:
            InvalidError: The cursor was changed or belongs to another list.
            NotFoundError: The filter names a pattern that does not exist.
        """
        wanted = await self.wanted(workspace_key, filter_, asked.as_of_us)
        scope = _scope(workspace_key, filter_, asked)
        order = Order(asked.sort, asked.descending)
        start = self._start(scope, asked)
        window = await self._catalog.page(workspace_key, wanted, order, start, asked.limit)
        info = PageInfo(
            next_cursor=None if window.last is None else self._cursors.sign(scope, window.last),
            has_more=window.last is not None,
            total=window.total,
            position=window.position,
        )
        rows = await self._rows(workspace_key, window.keys, asked.as_of_us)
        return Page(data=rows, page=info)

    async def facets(
        self, workspace_key: int, filter_: IssueFilter, as_of_us: int | None = None
    ) -> IssueFacets:
        """Count the issues that match by stage, severity, source and team."""
        wanted = await self.wanted(workspace_key, filter_, as_of_us)
        return await self._catalog.facets(workspace_key, wanted)

    async def get(self, workspace_key: int, issue_id: str, as_of_us: int | None = None) -> Issue:
        """Give one issue in full.

        Raises:
            NotFoundError: There is none, or it had not happened yet at ``as_of_us``.
        """
        row = await self._database.read(lambda read: IssueStore(read, workspace_key).find(issue_id))
        if row is None or (as_of_us is not None and row.occurred_us > as_of_us):
            raise NotFoundError("issue", issue_id)
        places = {row.pattern_key} if row.pattern_key else set()
        refs = await self._patterns.refs(workspace_key, places, as_of_us)
        return to_issue(row, refs, await self._standing_out(workspace_key, [row], as_of_us))

    async def keys(
        self, workspace_key: int, filter_: IssueFilter, as_of_us: int | None
    ) -> Sequence[int]:
        """Give the keys of every issue that a filter means."""
        wanted = await self.wanted(workspace_key, filter_, as_of_us)
        return await self._catalog.keys(workspace_key, wanted)

    async def wanted(
        self, workspace_key: int, filter_: IssueFilter, as_of_us: int | None
    ) -> Wanted:
        """Say which issues are meant, as the catalog understands it.

        Raises:
            NotFoundError: The filter names a pattern that does not exist.
        """
        if filter_.pattern_id is None:
            return Wanted(filter_, None, as_of_us)
        key = await self._patterns.key_of(workspace_key, filter_.pattern_id)
        return Wanted(filter_, key, as_of_us)

    def _start(self, scope: str, asked: Asked[IssueSort]) -> Start:
        if asked.cursor is None:
            return Start(asked.position or 0)
        value, key = self._cursors.read(scope, asked.cursor)
        if not isinstance(value, int) or not isinstance(key, int):
            raise InvalidError("malformed cursor token", {"cursor": "malformed cursor token"})
        return Start(after=(value, key))

    async def _rows(
        self, workspace_key: int, keys: Sequence[int], as_of_us: int | None
    ) -> tuple[IssueSummary, ...]:
        rows = await self._database.read(lambda read: IssueStore(read, workspace_key).rows(keys))
        places = {row.pattern_key for row in rows if row.pattern_key}
        refs = await self._patterns.refs(workspace_key, places, as_of_us) if places else {}
        standing_out = await self._standing_out(workspace_key, rows, as_of_us)
        return tuple(to_summary(row, refs, standing_out) for row in rows)

    async def _standing_out(
        self, workspace_key: int, rows: Sequence[Any], as_of_us: int | None
    ) -> frozenset[int]:
        """Give the keys of those that are more severe than the median of their pattern."""
        linked = [row.key for row in rows if row.pattern_key]
        if not linked:
            return frozenset()
        return await self._catalog.standing_out(workspace_key, linked, as_of_us)


def _scope(workspace_key: int, filter_: IssueFilter, asked: Asked[IssueSort]) -> str:
    direction = "-" if asked.descending else ""
    filtered = filter_.model_dump_json(exclude_defaults=True)
    return f"{workspace_key}:issues:{filtered}:{direction}{asked.sort}:{asked.as_of_us}"
