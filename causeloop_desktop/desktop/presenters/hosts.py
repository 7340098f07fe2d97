"""The hosts that the engine contacted for the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.client.wire.pages import whole_list

if TYPE_CHECKING:
    from causeloop_desktop.contract.hosts import Host
    from causeloop_desktop.desktop.presenters.session import Session


async def contacted(session: Session) -> tuple[Host, ...]:
    """Read all hosts, by name; there are as many as there are sources, and few more."""
    return await whole_list(session.client.hosts.list)
