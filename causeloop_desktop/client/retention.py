"""Retention of a workspace."""

from causeloop_desktop.client.transport import Transport
from causeloop_desktop.contract.retention import Retention, RetentionChanged, RetentionPatch


class RetentionClient:
    """``/v1/retention``."""

    path = "/v1/retention"

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def get(self) -> Retention:
        """Read what holds, and what is kept."""
        return await self._transport.get(self.path, Retention)

    async def change(self, patch: RetentionPatch) -> RetentionChanged:
        """Keep rows longer or shorter."""
        return await self._transport.send("PATCH", self.path, RetentionChanged, patch)
