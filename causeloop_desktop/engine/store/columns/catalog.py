"""Answers lists of issues from columns in memory, kept fresh by what commits say.

One thread of its own does all of it: the columns need no lock, and however long the first look
at a large workspace takes, the readers stay free for everything else.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, select

from causeloop_desktop.contract.issues import IssueFacets
from causeloop_desktop.engine.store.columns.looks import (
    Lately,
    Order,
    Outlook,
    Overview,
    Start,
    Wanted,
    Window,
)
from causeloop_desktop.engine.store.database import Changed, Database
from causeloop_desktop.engine.store.schema import issues, workspaces

if TYPE_CHECKING:
    from causeloop_desktop.engine.store.columns.shelf import Shelf

T = TypeVar("T")

logger = logging.getLogger(__name__)

LARGE = 50_000
"""Issues in a database from which on columns are loaded before anybody asks."""


class IssueCatalog:
    """Lists, counts and finds issues of every workspace.

    Args:
        database: Where they are; the catalog listens to its commits.
        folder: Where the columns of large workspaces are kept between two runs of the engine.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="catalog")
        self._shelves: dict[int, Shelf] = {}
        self._touched: dict[int, set[int]] = {}
        self._touching = threading.Lock()
        database.listen(self._on_commit)

    async def page(
        self, workspace_key: int, wanted: Wanted, order: Order, start: Start, limit: int
    ) -> Window:
        """Give a page of a list."""
        return await self._look(
            workspace_key, lambda shelf, read: shelf.page(read, wanted, order, start, limit)
        )

    async def facets(self, workspace_key: int, wanted: Wanted) -> IssueFacets:
        """Count by stage, severity, source and team."""
        return await self._look(workspace_key, lambda shelf, read: shelf.facets(read, wanted))

    async def count(self, workspace_key: int, wanted: Wanted) -> int:
        """Count exactly."""
        return await self._look(workspace_key, lambda shelf, read: shelf.count(read, wanted))

    async def standing_out(
        self, workspace_key: int, keys: Collection[int], as_of_us: int | None
    ) -> frozenset[int]:
        """Give those issues that are more severe than the median of their pattern."""
        return await self._look(workspace_key, lambda shelf, _: shelf.standing_out(keys, as_of_us))

    async def keys(self, workspace_key: int, wanted: Wanted) -> list[int]:
        """Give the keys of all that is meant, ascending."""
        return await self._look(workspace_key, lambda shelf, read: shelf.keys(read, wanted))

    async def overview(self, workspace_key: int, outlook: Outlook) -> Overview:
        """Count everything that a dashboard shows."""
        return await self._look(workspace_key, lambda shelf, read: shelf.overview(read, outlook))

    async def lately(self, workspace_key: int, as_of_us: int, most: int) -> Lately:
        """Look at the last week, naming at most so many of its issues."""
        return await self._look(workspace_key, lambda shelf, _read: shelf.lately(as_of_us, most))

    async def serve(self) -> None:
        """Load large workspaces ahead of their first list, which would wait for seconds."""
        for workspace_key in await self._database.read(_large_workspaces):
            await self.count(workspace_key, Wanted())

    def close(self) -> None:
        """End the thread and keep what a start would have to read again."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        for workspace_key, shelf in self._shelves.items():
            if shelf.size >= LARGE:
                self._keep(workspace_key, shelf)

    def _keep(self, workspace_key: int, shelf: "Shelf") -> None:
        touched = self._touched.get(workspace_key, set())
        try:
            self._database.read_now(lambda read: shelf.refresh(read, touched))
            shelf.keep(self._file(workspace_key))
        except OSError as error:
            logger.warning("Columns were not kept, the next start reads anew: %s", error)

    def _file(self, workspace_key: int) -> Path:
        return self._folder / f"{workspace_key}.npz"

    async def _look(self, workspace_key: int, work: Callable[["Shelf", Connection], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._look_now, workspace_key, work)

    def _look_now(self, workspace_key: int, work: Callable[["Shelf", Connection], T]) -> T:
        with self._touching:
            touched = self._touched.pop(workspace_key, set())

        def read(connection: Connection) -> "tuple[Shelf, T]":
            # A shelf that fails while it is refreshed is left out and made anew.
            shelf = self._shelves.pop(workspace_key, None) or self._shelf(workspace_key, connection)
            shelf.refresh(connection, touched)
            return shelf, work(shelf, connection)

        shelf, answer = self._database.read_now(read)
        self._shelves[workspace_key] = shelf
        self._thread.submit(shelf.tidy)
        return answer

    def _shelf(self, workspace_key: int, connection: Connection) -> "Shelf":
        # numpy is loaded by the first list, not by the start of the engine.
        from causeloop_desktop.engine.store.columns.keeping import take
        from causeloop_desktop.engine.store.columns.shelf import Shelf

        return Shelf(workspace_key, take(self._file(workspace_key), workspace_key, connection))

    def _on_commit(self, changed: Changed) -> None:
        if changed.touched:
            with self._touching:
                self._touched.setdefault(changed.workspace_key, set()).update(changed.touched)


def _large_workspaces(connection: Connection) -> list[int]:
    newest = select(issues.c.key).order_by(issues.c.key.desc()).limit(1)
    if (connection.scalar(newest) or 0) < LARGE:
        return []
    return list(connection.scalars(select(workspaces.c.key).order_by(workspaces.c.key)))
