"""Novelty over the API."""

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.contract.base import Instant
from causeloop_desktop.contract.novelty import Novelty


class NoveltyClient(Group):
    """``/v1/novelty``."""

    path = "/v1/novelty"

    async def get(self, *, as_of: Instant | None = None) -> Novelty:
        """Read what is new in the week up to a moment."""
        return await self._transport.get(self.path, Novelty, to_params(as_of=as_of))
