"""Remaps over the API."""

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.contract.connectors import ConnectorId
from causeloop_desktop.contract.remaps import RemapRequest, RemapStarted


class RemapsClient(Group):
    """``/v1/connectors/{id}/remap``."""

    path = "/v1/connectors"

    async def start(self, id_: ConnectorId, *, preview: bool = False) -> RemapStarted:
        """Read the kept rows of a connection again; a preview writes nothing."""
        request = RemapRequest(preview=preview)
        return await self._transport.send("POST", f"{self.path}/{id_}/remap", RemapStarted, request)
