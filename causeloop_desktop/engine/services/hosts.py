"""Hosts that were contacted for a workspace: counted at every way out, told on request."""

from collections.abc import Sequence
from functools import partial

from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.connectors.transport.contacts import Contact
from causeloop_desktop.contract.base import Page, PageInfo
from causeloop_desktop.contract.hosts import Host, HostPurpose
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.sources.contacts import ContactStore


class HostService:
    """Keeps the list of hosts of every workspace.

    Args:
        database: Where it is.
        cursors: Signs the pages of the list.
    """

    def __init__(self, database: Database, cursors: Cursors) -> None:
        self._database = database
        self._cursors = cursors

    async def note(
        self, workspace_key: int, purpose: HostPurpose, source: str, counted: Sequence[Contact]
    ) -> None:
        """Add requests that went out for a purpose to a source."""
        if counted:
            await self._database.write(partial(_note, workspace_key, purpose, source, counted))

    async def list(self, workspace_key: int, limit: int, cursor: str | None) -> Page[Host]:
        """Give a page of hosts, by name."""
        scope = f"{workspace_key}:hosts"
        after = "" if cursor is None else str(self._cursors.read(scope, cursor)[0])
        hosts, total = await self._database.read(partial(_page, workspace_key, after, limit + 1))
        more = len(hosts) > limit
        following = self._cursors.sign(scope, [hosts[limit - 1].host]) if more else None
        info = PageInfo(next_cursor=following, has_more=more, total=total)
        return Page(data=tuple(map(_named, hosts[:limit])), page=info)


def _note(
    workspace_key: int,
    purpose: HostPurpose,
    source: str,
    counted: Sequence[Contact],
    write: WriteTransaction,
) -> None:
    ContactStore(write.connection, workspace_key).note(purpose, source, counted)


def _page(workspace_key: int, after: str, limit: int, read: Read) -> tuple[list[Host], int]:
    store = ContactStore(read, workspace_key)
    return store.page(after, limit), store.count()


def _named(host: Host) -> Host:
    """Call sources as people do; one that is no longer known keeps its type."""
    known = connectors()
    uses = tuple(
        use.model_copy(
            update={"title": known[use.source].title if use.source in known else use.source}
        )
        for use in host.uses
    )
    return host.model_copy(update={"uses": uses})
