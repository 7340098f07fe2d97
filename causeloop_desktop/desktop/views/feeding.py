"""Tables whose pages are read as they come in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError
from causeloop_desktop.desktop.presenters.reading import PAGE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from causeloop_desktop.desktop.tasks import TaskGroup
    from causeloop_desktop.desktop.widgets.table import PagedModel

    Read = Callable[[int], Awaitable[Sequence[object]]]


class Feed:
    """Fills a table: its first page is brought, the others are read when they are asked for.

    A page that fails can be asked for again.

    Args:
        model: What the table shows.
        tasks: Start the coroutines.
        read: Gives the rows from a number on.
    """

    def __init__(self, model: PagedModel, tasks: TaskGroup, read: Read) -> None:
        self._model = model
        self._read = read
        self._listing: object = None
        model.page_needed.connect(
            lambda first, _count: tasks.spawn(self._fetch(first), name=f"rows from {first}")
        )

    def bring(self, rows: Sequence[object], total: int, listing: object = None) -> bool:
        """Show the first page; rows of another list than ``listing`` go, and come too late.

        Returns:
            Whether another list begins.
        """
        is_other = listing != self._listing
        if is_other:
            self._listing = listing
            self._model.reset()
        self._model.set_total(total)
        self._model.set_page(0, rows)
        return is_other

    def renew(self) -> None:
        """Ask anew for rows in sight beyond the first page, which is brought."""
        if self._model.total > PAGE:
            self._model.refresh()

    async def _fetch(self, first: int) -> None:
        listing = self._listing
        try:
            rows = await self._read(first)
        except ClientError:
            self._model.page_failed(first)
            raise
        if listing == self._listing:
            self._model.set_page(first, rows)
