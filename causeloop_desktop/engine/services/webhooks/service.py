"""Webhooks, as people set them up: made, shown, rotated, tried, removed."""

import secrets
from functools import partial

import orjson

from causeloop_desktop.connectors.webhooks.signatures import OWN
from causeloop_desktop.contract.base import ChangeKind, Page, PageInfo
from causeloop_desktop.contract.webhooks import (
    Webhook,
    WebhookCreate,
    WebhookCreated,
    WebhookRotate,
    WebhookTest,
)
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.domain.episodes import HOUR_US
from causeloop_desktop.engine.services.connectors.access.credentials import Credentials
from causeloop_desktop.engine.services.connectors.connections import find_row
from causeloop_desktop.engine.services.errors import NotFoundError, ServiceError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.webhooks.faces import path_of, to_created, to_webhook
from causeloop_desktop.engine.services.webhooks.knocking import knock
from causeloop_desktop.engine.services.webhooks.receiving import TEST, Receiver
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.sources.webhooks import Addressed, WebhookStore
from causeloop_desktop.engine.store.work.outbox import record_change

PREFIX = "whsec_"
SECRET_BYTES = 30
SAMPLE = orjson.dumps({TEST: True})
"""A message that brings nothing; every connection knows it."""

WITHIN = (
    "The secret and the connection work. The engine has no public address, so this was tried "
    "within the engine alone."
)
THROUGH = "The message went out and came back in by {url}, and was believed."


class WebhookService:
    """Keeps the webhooks of every workspace; ``receiver`` takes what they are told.

    Args:
        database: Where webhooks and connections are.
        credentials: Seals the secrets.
        cursors: Signs the pages of lists.
        clock: The time, in UTC microseconds.
        public_url: Under which address providers reach this engine; empty where they do not.
    """

    def __init__(
        self,
        database: Database,
        credentials: Credentials,
        cursors: Cursors,
        clock: Clock,
        public_url: str = "",
    ) -> None:
        self._database = database
        self._credentials = credentials
        self._cursors = cursors
        self._clock = clock
        self._public_url = public_url.rstrip("/")
        self.receiver = Receiver(database, credentials, clock)

    async def list(
        self, workspace_key: int, limit: int, cursor: str | None, connector_id: str | None = None
    ) -> Page[Webhook]:
        """Give a page of webhooks, oldest first."""
        scope = f"{workspace_key}:webhooks:{connector_id or ''}"
        after = 0 if cursor is None else int(self._cursors.read(scope, cursor)[0] or 0)
        rows, total = await self._database.read(
            partial(_page, workspace_key, after, limit + 1, connector_id)
        )
        more = len(rows) > limit
        following = self._cursors.sign(scope, [rows[limit - 1][0].key]) if more else None
        shown = tuple(self._shown(one) for one in rows[:limit])
        return Page(data=shown, page=PageInfo(next_cursor=following, has_more=more, total=total))

    async def get(self, workspace_key: int, webhook_id: str) -> Webhook:
        """Give a webhook.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        return self._shown(await self._find(workspace_key, webhook_id))

    async def create(self, workspace_key: int, request: WebhookCreate) -> WebhookCreated:
        """Let a connection be told.

        Raises:
            NotFoundError: The workspace has no such connection.
            ConflictError: The secret cannot be sealed.
        """
        secret, sealed = await self._seal(request.secret)
        made = await self._database.write(partial(_create, workspace_key, request, sealed))
        return to_created(made, self._public_url, None if request.secret else secret)

    async def rotate(
        self, workspace_key: int, webhook_id: str, request: WebhookRotate
    ) -> WebhookCreated:
        """Give a webhook another secret; the one before holds for the hours asked for.

        Raises:
            NotFoundError: The workspace has none of this id.
            ConflictError: The secret cannot be sealed.
        """
        secret, sealed = await self._seal(request.secret)
        rotated = await self._database.write(
            partial(_rotate, workspace_key, webhook_id, request, sealed)
        )
        return to_created(rotated, self._public_url, None if request.secret else secret)

    async def remove(self, workspace_key: int, webhook_id: str) -> None:
        """Forget a webhook; what is sent to it is refused from now on.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        await self._database.write(partial(_remove, workspace_key, webhook_id))

    async def test(self, workspace_key: int, webhook_id: str) -> WebhookTest:
        """Send a message of our own to ourselves, signed, by the public address if there is one.

        Raises:
            NotFoundError: The workspace has none of this id.
            ConflictError: The secret cannot be opened.
        """
        webhook, row = await self._find(workspace_key, webhook_id)
        secret = (await self._credentials.open(webhook.secret))["secret"]
        headers = {OWN.header: OWN.sign(secret, {}, SAMPLE)}
        if self._public_url:
            url = self._public_url + path_of(row)
            problem = await knock(url, headers, SAMPLE)
            said = problem or THROUGH.format(url=url)
            return WebhookTest(success=not problem, message=said, url=url)
        try:
            await self.receiver.take(row.id, headers, SAMPLE)
        except ServiceError as refusal:
            return WebhookTest(success=False, message=refusal.message)
        return WebhookTest(success=True, message=WITHIN)

    async def _seal(self, given: str | None) -> tuple[str, str]:
        secret = given or PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        return secret, await self._credentials.seal({"secret": secret})

    async def _find(self, workspace_key: int, webhook_id: str) -> Addressed:
        return await self._database.read(partial(_find, workspace_key, webhook_id))

    def _shown(self, one: Addressed) -> Webhook:
        return to_webhook(one, self._public_url, self._clock())


def _page(
    workspace_key: int, after: int, limit: int, connector_id: str | None, read: Read
) -> tuple[list[Addressed], int]:
    store = WebhookStore(read, workspace_key)
    return store.page(after, limit, connector_id), store.count(connector_id)


def _find(workspace_key: int, webhook_id: str, read: Read) -> Addressed:
    found = WebhookStore(read, workspace_key).find(webhook_id)
    if found is None:
        raise NotFoundError("webhook", webhook_id)
    return found


def _create(
    workspace_key: int, request: WebhookCreate, sealed: str, write: WriteTransaction
) -> Addressed:
    row = find_row(workspace_key, request.connector_id, write.connection)
    store = WebhookStore(write.connection, workspace_key)
    theirs = request.secret is not None
    webhook = store.put(write.now_us, row.key, sealed, by_provider=theirs)
    record_change(write, workspace_key, ChangeKind.CONNECTORS, [row.id], 1)
    return webhook, row


def _rotate(
    workspace_key: int,
    webhook_id: str,
    request: WebhookRotate,
    sealed: str,
    write: WriteTransaction,
) -> Addressed:
    webhook, row = _find(workspace_key, webhook_id, write.connection)
    grace = round(request.grace_hours * HOUR_US)
    changed = WebhookStore(write.connection, workspace_key).change(
        webhook.key,
        secret=sealed,
        by_provider=int(request.secret is not None),
        old_secret=webhook.secret if grace else None,
        old_until_us=write.now_us + grace if grace else None,
        rotated_us=write.now_us,
    )
    record_change(write, workspace_key, ChangeKind.CONNECTORS, [row.id], 1)
    return changed, row


def _remove(workspace_key: int, webhook_id: str, write: WriteTransaction) -> None:
    webhook, row = _find(workspace_key, webhook_id, write.connection)
    WebhookStore(write.connection, workspace_key).remove(webhook.key)
    record_change(write, workspace_key, ChangeKind.CONNECTORS, [row.id], 1)
