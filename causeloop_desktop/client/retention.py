"""Retention of a workspace."""

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.contract.retention import Retention, RetentionChanged, RetentionPatch


class RetentionClient(Group):
    """``/v1/retention``."""

    path = "/v1/retention"

    async def get(self) -> Retention:
        """Read what holds, and what is kept."""
        return await self._transport.get(self.path, Retention)

    async def change(self, patch: RetentionPatch) -> RetentionChanged:
        """Keep rows longer or shorter."""
        return await self._transport.send("PATCH", self.path, RetentionChanged, patch)
