"""The dashboard over the API."""

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.contract.base import Instant
from causeloop_desktop.contract.dashboard import Dashboard


class DashboardClient(Group):
    """``/v1/dashboard``."""

    path = "/v1/dashboard"

    async def get(self, window_days: int = 30, *, as_of: Instant | None = None) -> Dashboard:
        """Read tiles, tables and charts in one answer, so that they agree."""
        params = to_params(window_days=window_days, as_of=as_of)
        return await self._transport.get(self.path, Dashboard, params)
