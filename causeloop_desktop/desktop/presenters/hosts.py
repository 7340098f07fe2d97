"""The hosts that the engine contacted for the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from causeloop_desktop.contract.base import Page
    from causeloop_desktop.contract.hosts import Host
    from causeloop_desktop.desktop.presenters.session import Session

PAGE = 100


async def contacted(session: Session) -> tuple[Host, ...]:
    """Read all hosts, by name; there are as many as there are sources, and few more."""
    found: tuple[Host, ...] = ()
    cursor: str | None = None
    while True:
        page: Page[Host] = await session.client.hosts.list(PAGE, cursor)
        found, cursor = found + page.data, page.page.next_cursor
        if cursor is None:
            return found
