"""Webhooks over the API."""

from causeloop_desktop.client.transport import Transport
from causeloop_desktop.contract.webhooks import WebhookCreate, WebhookCreated


class WebhooksClient:
    """``/v1/webhooks``."""

    path = "/v1/webhooks"

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def create(self, new: WebhookCreate) -> WebhookCreated:
        """Let a connection be told; our secret is in this answer and nowhere else."""
        return await self._transport.send("POST", self.path, WebhookCreated, new)
