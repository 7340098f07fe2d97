"""Messages that come in: believed only when they are signed, over the bytes as they came."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import orjson

from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.connectors.webhooks.signatures import OWN, Signature, Verdict
from causeloop_desktop.connectors.webhooks.webhook import Heard, Webhook
from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.connectors import ConnectorStatus
from causeloop_desktop.contract.ingest import MAX_RECORDS
from causeloop_desktop.contract.times import SECOND_US
from causeloop_desktop.contract.webhooks import WebhookTaken
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.services.connectors.access.credentials import Credentials
from causeloop_desktop.engine.services.connectors.catalog import description_of
from causeloop_desktop.engine.services.errors import (
    ConflictError,
    InvalidError,
    ServiceError,
    UnauthorizedError,
)
from causeloop_desktop.engine.services.webhooks.rows import Sorted, pushed, store, take
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.sources.webhooks import (
    Addressed,
    WebhookRow,
    WebhookStore,
    addressed,
)
from causeloop_desktop.engine.store.work.outbox import record_change

REFUSED = "The signature is missing, too old, or was not made with this connection's secret."
TEST = "causeloop_test"
"""What marks a message of our own that brings nothing."""

NOTED_EVERY_US = SECOND_US
"""Refusals are written at most this often a webhook: strangers must not keep the writer busy."""

_REASONS = {
    Verdict.MISSING: "It was not signed: it had no header {headers}. "
    "Enter the secret at the sender.",
    Verdict.STALE: "Its time was missing or too far from now. Check the clocks of both sides.",
    Verdict.WRONG: "It was not signed with this secret. Copy the secret once more, or rotate it.",
}


class Receiver:
    """Takes what providers tell by themselves.

    Args:
        database: Where webhooks and connections are.
        credentials: Opens the secrets.
        clock: The time, in UTC microseconds.
    """

    def __init__(self, database: Database, credentials: Credentials, clock: Clock) -> None:
        self._database = database
        self._credentials = credentials
        self._clock = clock
        self._noted: dict[int, int] = {}
        self._unnoted: dict[int, int] = {}

    async def take(
        self, connector_id: str, headers: Mapping[str, str], body: bytes
    ) -> WebhookTaken | str:
        """Take a message; give what became of it, or the text that a new address has to repeat.

        Raises:
            UnauthorizedError: It is not signed as it has to be, or nobody knows the connection.
            ConflictError: The connection is paused, or the secret cannot be opened.
            InvalidError: The body is no JSON object.
        """
        to = await self._database.read(lambda read: addressed(read, connector_id))
        if to is None or to[1].type not in connectors():
            raise UnauthorizedError(REFUSED)
        why = await self._why_not(to, headers, body)
        if why is not None:
            await self._note(to, why)
            # Who set it up reads why; a stranger learns nothing from trying.
            raise UnauthorizedError(REFUSED)
        try:
            return await self._take(to, headers, body)
        except ServiceError as error:
            await self._note(to, error.message)
            raise

    async def _why_not(self, to: Addressed, headers: Mapping[str, str], body: bytes) -> str | None:
        """Say why a message is not to be believed; ``None`` where it is."""
        webhook, row = to
        ways = _ways(description_of(row.type).webhook)
        now = self._clock() / SECOND_US
        verdict = max(
            way.judge(secret, headers, body, now)
            for secret in await self._secrets(webhook)
            for way in ways
        )
        if verdict is Verdict.GOOD:
            return None
        return _REASONS[verdict].format(headers=" or ".join(way.header for way in ways))

    async def _secrets(self, webhook: WebhookRow) -> list[str]:
        sealed = [webhook.secret]
        if webhook.old_secret is not None and self._clock() < (webhook.old_until_us or 0):
            sealed.append(webhook.old_secret)
        return [(await self._credentials.open(one))["secret"] for one in sealed]

    async def _take(
        self, to: Addressed, headers: Mapping[str, str], body: bytes
    ) -> WebhookTaken | str:
        _, row = to
        message = _read(body)
        webhook = description_of(row.type).webhook
        challenge = webhook.challenge(message) if webhook else None
        if challenge is not None:
            await self._database.write(partial(store, to, Sorted(), test=True))
            return challenge
        if row.status is ConnectorStatus.PAUSED:
            raise ConflictError(f"{row.display_name} is paused. Resume it first.")
        if message.get(TEST) is True:
            return await self._database.write(partial(store, to, Sorted(), test=True))
        if webhook is None:
            found = pushed(row, _records(message), self._clock())
            return await self._database.write(partial(store, to, found))
        return await self._database.write(partial(take, to, _heard(webhook, headers, message)))

    async def _note(self, to: Addressed, reason: str) -> None:
        """Note a refusal where its owner sees it; those of one second are one note."""
        key, now = to[0].key, self._clock()
        count = self._unnoted.pop(key, 0) + 1
        if abs(now - self._noted.get(key, 0)) < NOTED_EVERY_US:
            self._unnoted[key] = count
            return
        self._noted[key] = now
        await self._database.write(partial(_note, to, reason, count))


def _note(to: Addressed, reason: str, count: int, write: WriteTransaction) -> None:
    webhook, row = to
    known = WebhookStore(write.connection, row.workspace_key)
    known.note_refusals(webhook.key, write.now_us, reason, count)
    record_change(write, row.workspace_key, ChangeKind.CONNECTORS, [row.id], 1)


def _ways(webhook: Webhook | None) -> tuple[Signature, ...]:
    """Give the ways to sign that are taken, the provider's own first."""
    return (OWN,) if webhook is None else (webhook.signature, OWN)


def _heard(webhook: Webhook, headers: Mapping[str, str], message: Mapping[str, Any]) -> list[Heard]:
    try:
        return list(webhook.read(headers, message))
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        problem = f"The message has an unknown shape: {type(error).__name__}: {error}"
        raise InvalidError(problem, {"body": problem}) from error


def _records(message: Mapping[str, Any]) -> list[object]:
    """Give records of our own shape: one, or a list of them under ``records``."""
    given = message.get("records", [message])
    if not isinstance(given, list):
        problem = "records must be a list"
        raise InvalidError(problem, {"records": problem})
    if len(given) > MAX_RECORDS:
        problem = f"A message may carry at most {MAX_RECORDS} records. Send the rest in another."
        raise InvalidError(problem, {"records": problem})
    return given


def _read(body: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        problem = f"The body is not JSON ({error}). Choose the content type application/json."
        raise InvalidError(problem, {"body": str(error)}) from error
    if not isinstance(value, dict):
        problem = "The body must be a JSON object."
        raise InvalidError(problem, {"body": problem})
    return value
