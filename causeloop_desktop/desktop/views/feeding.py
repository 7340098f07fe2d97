"""Tables whose pages are read as they come in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from causeloop_desktop.desktop.tasks import TaskGroup
    from causeloop_desktop.desktop.widgets.table import PagedModel

    Read = Callable[[int], Awaitable[Sequence[object]]]


def feed(
    model: PagedModel, tasks: TaskGroup, read: Read, listed: Callable[[], object] = lambda: None
) -> None:
    """Read the pages that a model asks for; those that fail can be asked for again.

    Args:
        model: What the table shows.
        tasks: Start the coroutines.
        read: Gives the rows from a number on.
        listed: Says which list is shown; a page of another one comes too late and is dropped.
    """

    async def fetch(first: int) -> None:
        wanted = listed()
        try:
            rows = await read(first)
        except ClientError:
            model.page_failed(first)
            raise
        if wanted == listed():
            model.set_page(first, rows)

    model.page_needed.connect(
        lambda first, _count: tasks.spawn(fetch(first), name=f"rows from {first}")
    )
