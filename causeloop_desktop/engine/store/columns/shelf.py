"""The columns of one workspace with what is asked of them."""

from collections.abc import Collection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Select, and_, select

from causeloop_desktop.contract.issues import IssueFacets
from causeloop_desktop.engine.recent import Recent
from causeloop_desktop.engine.store.columns import counting
from causeloop_desktop.engine.store.columns.keeping import keep
from causeloop_desktop.engine.store.columns.lately import lately
from causeloop_desktop.engine.store.columns.loading import FreshColumns
from causeloop_desktop.engine.store.columns.looks import (
    Lately,
    Order,
    Outlook,
    Overview,
    Start,
    Wanted,
    Window,
)
from causeloop_desktop.engine.store.columns.medians import standing_out_among
from causeloop_desktop.engine.store.columns.overview import overview
from causeloop_desktop.engine.store.columns.paging import line_of, window
from causeloop_desktop.engine.store.columns.ranks import Line, UnsortedLine
from causeloop_desktop.engine.store.columns.selecting import select as select_positions
from causeloop_desktop.engine.store.columns.table import Positions
from causeloop_desktop.engine.store.issues import search
from causeloop_desktop.engine.store.schema import issues

REMEMBERED = 6
"""Filters, searches and orders whose answers are kept: pages of one list ask again and again."""

MOST_PLACES = 200
"""Sources and origins in which an external id is looked up."""

Listed = tuple[Wanted, Order]
"""A list: which issues, in which order."""


class Shelf:
    """Answers for one workspace; used by one thread.

    Args:
        fresh: The columns to begin with.
    """

    def __init__(self, workspace_key: int, fresh: FreshColumns) -> None:
        self._workspace = workspace_key
        self._fresh = fresh
        self._columns = fresh.columns
        self._hits: Recent[str, Positions] = Recent(REMEMBERED)
        self._chosen: Recent[Wanted, Positions | None] = Recent(REMEMBERED)
        self._lines: Recent[Listed, Line] = Recent(REMEMBERED)
        self._unsorted: dict[Listed, UnsortedLine] = {}
        self._overviews: Recent[Outlook, Overview] = Recent(REMEMBERED)

    def refresh(self, connection: Connection, touched: Collection[int]) -> None:
        """Take in what was committed since the last look."""
        if self._fresh.refresh(connection, touched):
            kept = (self._hits, self._chosen, self._lines, self._unsorted, self._overviews)
            for answers in kept:
                answers.clear()

    @property
    def size(self) -> int:
        """How many issues there are."""
        return self._columns.size

    def keep(self, file: Path) -> None:
        """Keep the columns for the next run of the engine."""
        keep(self._fresh, file)

    def page(
        self, connection: Connection, wanted: Wanted, order: Order, start: Start, limit: int
    ) -> Window:
        """Give a page of a list."""
        asked_before = (wanted, order) in self._lines
        line = self._lines.get((wanted, order), lambda: self._line(connection, wanted, order))
        if asked_before and isinstance(line, UnsortedLine):
            self._unsorted[wanted, order] = line
        return window(self._columns, line, start, limit)

    def tidy(self) -> None:
        """Sort lists that were asked for twice, while nobody waits for an answer."""
        for listed, line in self._unsorted.items():
            self._lines.put(listed, line.sorted())
        self._unsorted.clear()

    def facets(self, connection: Connection, wanted: Wanted) -> IssueFacets:
        """Count by stage, severity, source and team."""
        return counting.facets(self._columns, self._select(connection, wanted))

    def count(self, connection: Connection, wanted: Wanted) -> int:
        """Count what is meant."""
        chosen = self._select(connection, wanted)
        return self._columns.size if chosen is None else len(chosen)

    def keys(self, connection: Connection, wanted: Wanted) -> list[int]:
        """Give the keys of what is meant, ascending."""
        chosen = self._select(connection, wanted)
        keys = self._columns["key"]
        found: list[int] = (keys if chosen is None else keys[chosen]).tolist()
        return found

    def standing_out(self, keys: Collection[int], as_of_us: int | None) -> frozenset[int]:
        """Give those issues that are more severe than the median of their pattern."""
        return standing_out_among(self._columns, keys, as_of_us)

    def overview(self, connection: Connection, outlook: Outlook) -> Overview:
        """Count everything that a dashboard shows."""
        return self._overviews.get(outlook, lambda: self._overlook(connection, outlook))

    def lately(self, as_of_us: int, most: int) -> Lately:
        """Look at the last week."""
        return lately(self._columns, as_of_us, most)

    def _overlook(self, connection: Connection, outlook: Outlook) -> Overview:
        return overview(self._columns, self._select(connection, outlook.wanted), outlook)

    def _line(self, connection: Connection, wanted: Wanted, order: Order) -> Line:
        return line_of(self._columns, self._select(connection, wanted), order)

    def _select(self, connection: Connection, wanted: Wanted) -> Positions | None:
        return self._chosen.get(wanted, lambda: self._choose(connection, wanted))

    def _choose(self, connection: Connection, wanted: Wanted) -> Positions | None:
        query = (wanted.filter.q or "").strip()
        found = self._hits.get(query, lambda: self._search(connection, query)) if query else None
        return select_positions(self._columns, wanted, found)

    def _search(self, connection: Connection, query: str) -> Positions:
        worded = np.fromstring(search.find(connection, query), np.int64, sep=",")
        named = self._named(connection, query)
        keys = np.union1d(worded, named) if len(named) else worded
        return self._columns.locate(keys)[0]

    def _named(self, connection: Connection, name: str) -> NDArray[np.int64]:
        """Find issues by what people copy from elsewhere: our id, or the source's own."""
        called = [
            and_(issues.c.source == source, issues.c.origin == origin, issues.c.external_id == name)
            for source, origin in list(self._columns.places)[:MOST_PLACES]
        ]
        found = [
            key
            for condition in (issues.c.id == name, *called)
            for key in connection.execute(self._keys_where(condition)).scalars()
        ]
        return np.array(found, np.int64)

    def _keys_where(self, condition: ColumnElement[bool]) -> Select[tuple[int]]:
        return select(issues.c.key).where(issues.c.workspace_key == self._workspace, condition)
