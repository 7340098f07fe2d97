"""Hosts of a workspace."""

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.hosts import Host


class HostsClient(Group):
    """``/v1/hosts``."""

    path = "/v1/hosts"

    async def list(self, limit: int = 100, cursor: str | None = None) -> Page[Host]:
        """Read a page of hosts, by name."""
        params = to_params(limit=limit, cursor=cursor)
        return await self._transport.get(self.path, Page[Host], params)
