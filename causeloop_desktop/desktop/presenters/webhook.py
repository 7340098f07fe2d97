"""How one connection is told of changes at once: its address, its secret, what came last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError
from causeloop_desktop.contract.connectors import ConnectorId
from causeloop_desktop.contract.webhooks import (
    GRACE_HOURS,
    Webhook,
    WebhookCreate,
    WebhookRotate,
    WebhookTest,
)
from causeloop_desktop.desktop.presenters.base import Phase, Presenter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from causeloop_desktop.client.errors import Problem
    from causeloop_desktop.client.webhooks import WebhooksClient
    from causeloop_desktop.desktop.presenters.session import Session


@dataclass(frozen=True)
class WebhookState:
    """What is shown of a webhook.

    Attributes:
        webhook: ``None`` while the connection is not told.
        url: Where the provider sends to; only a path where no public address is known.
        is_public: Whether a provider elsewhere can reach it.
        secret: What was just made, until another connection is looked at.
        tried: What the last test found.
    """

    phase: Phase = Phase.LOADING
    problem: Problem | None = None
    webhook: Webhook | None = None
    url: str = ""
    is_public: bool = False
    secret: str = ""
    tried: WebhookTest | None = None


class WebhookPresenter(Presenter[WebhookState]):
    """Reads the webhook of one connection and carries out what is asked of it."""

    def __init__(self, session: Session) -> None:
        super().__init__(WebhookState())
        self._session = session
        self._id = ConnectorId("")

    async def open(self, id_: ConnectorId) -> None:
        """Look at another connection."""
        if id_ != self._id:
            self._id = id_
            self._change(**vars(WebhookState()))
        await self.load()

    async def load(self) -> None:
        """Read it anew."""
        await self._read()

    async def create(self) -> None:
        """Let the connection be told."""
        made = await self._client.create(WebhookCreate(connector_id=self._id))
        await self._read(secret=made.secret or "")

    async def rotate(self, grace_hours: float = GRACE_HOURS) -> None:
        """Make another secret; the one before holds for some hours."""
        if webhook := self.state.webhook:
            made = await self._client.rotate(webhook.id, WebhookRotate(grace_hours=grace_hours))
            await self._read(secret=made.secret or "")

    async def use(self, secret: str) -> None:
        """Take the secret that the provider made."""
        if webhook := self.state.webhook:
            await self._client.rotate(webhook.id, WebhookRotate(secret=secret, grace_hours=0))
            await self._read(secret="")

    async def test(self) -> None:
        """Send a signed message of our own."""
        if webhook := self.state.webhook:
            self._change(tried=await self._client.test(webhook.id))
            await self.load()

    async def remove(self) -> None:
        """Believe nothing more that comes."""
        if webhook := self.state.webhook:
            await self._client.remove(webhook.id)
            self._change(secret="", tried=None)
            await self.load()

    @property
    def _client(self) -> WebhooksClient:
        return self._session.client.webhooks

    async def _read(self, **changes: str) -> None:
        if not self._id:
            return
        asked = self._id
        try:
            page = await self._client.list(asked)
        except ClientError as error:
            # A secret that was just made stays: it cannot be read again.
            self._change(phase=Phase.FAILED, problem=error.problem, **changes)
            return
        if asked == self._id:
            self._take(page.data[0] if page.data else None, changes)

    def _take(self, webhook: Webhook | None, changes: Mapping[str, str]) -> None:
        backend = self._session.client.backend
        public = bool(webhook and webhook.url) or not backend.is_loopback
        self._change(
            phase=Phase.READY,
            problem=None,
            webhook=webhook,
            url=_url_of(webhook, "" if backend.is_loopback else backend.base_url),
            is_public=public,
            **changes,
        )


def _url_of(webhook: Webhook | None, base_url: str) -> str:
    """Give the address to be told at: the engine's own word, else where we reach it ourselves."""
    if webhook is None:
        return ""
    return webhook.url or base_url.rstrip("/") + webhook.path
