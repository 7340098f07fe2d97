"""Webhooks over the API."""

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.connectors import ConnectorId
from causeloop_desktop.contract.webhooks import (
    Webhook,
    WebhookCreate,
    WebhookCreated,
    WebhookId,
    WebhookRotate,
    WebhookTest,
)


class WebhooksClient(Group):
    """``/v1/webhooks``."""

    path = "/v1/webhooks"

    async def list(
        self,
        connector_id: ConnectorId | None = None,
        limit: int = 100,
        cursor: str | None = None,
    ) -> Page[Webhook]:
        """Read a page of webhooks, oldest first."""
        params = to_params(connector_id=connector_id, limit=limit, cursor=cursor)
        return await self._transport.get(self.path, Page[Webhook], params)

    async def get(self, id_: WebhookId) -> Webhook:
        """Read one webhook."""
        return await self._transport.get(f"{self.path}/{id_}", Webhook)

    async def create(self, new: WebhookCreate) -> WebhookCreated:
        """Let a connection be told; our secret is in this answer and nowhere else."""
        return await self._transport.send("POST", self.path, WebhookCreated, new)

    async def rotate(self, id_: WebhookId, rotation: WebhookRotate) -> WebhookCreated:
        """Give a webhook another secret; the one before holds for some hours."""
        path = f"{self.path}/{id_}/rotate"
        return await self._transport.send("POST", path, WebhookCreated, rotation)

    async def test(self, id_: WebhookId) -> WebhookTest:
        """Send a signed message to itself."""
        return await self._transport.send("POST", f"{self.path}/{id_}/test", WebhookTest)

    async def remove(self, id_: WebhookId) -> None:
        """Forget a webhook."""
        await self._transport.delete(f"{self.path}/{id_}")
