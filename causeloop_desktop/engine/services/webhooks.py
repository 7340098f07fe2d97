"""Webhooks that come in: believed only when they are signed, over the bytes as they came."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import orjson

from causeloop_desktop.connectors.description import Connector as Description
from causeloop_desktop.connectors.errors import SkipRowError
from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.connectors.signatures import OWN
from causeloop_desktop.connectors.walk import take_row
from causeloop_desktop.connectors.webhooks import Heard
from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.connectors import ConnectorId, ConnectorStatus
from causeloop_desktop.contract.ingest import Rejection
from causeloop_desktop.contract.webhooks import WebhookCreate, WebhookCreated, WebhookTaken
from causeloop_desktop.engine.domain.fetched import to_fetched
from causeloop_desktop.engine.domain.normalise import CODE, Record, Refusal, Rules, TitleRule
from causeloop_desktop.engine.services.connectors.catalog import description_of
from causeloop_desktop.engine.services.connectors.credentials import Credentials
from causeloop_desktop.engine.services.connectors.places import place_of
from causeloop_desktop.engine.services.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    UnauthorizedError,
)
from causeloop_desktop.engine.services.ingest import judge
from causeloop_desktop.engine.store.connectors import ConnectorRow, ConnectorStore, owner_of
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.ingest import upsert
from causeloop_desktop.engine.store.outbox import record_change
from causeloop_desktop.engine.store.pushes import note_push
from causeloop_desktop.engine.store.sync_runs import SyncRunStore

PREFIX = "whsec_"
SECRET_BYTES = 30
MICROS = 1_000_000
REFUSED = "The signature is missing, too old, or was not made with this connection's secret."


@dataclass(slots=True)
class _Sorted:
    """The rows of a message: taken, refused, none of ours; and the raw ones to be kept."""

    records: list[Record] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    ignored: int = 0
    raw: list[tuple[Heard, str, Mapping[str, Any]]] = field(default_factory=list)


class WebhookService:
    """Takes what providers tell by themselves.

    Args:
        database: Where connections are.
        credentials: Seals the secrets.
        clock: The time, in UTC microseconds.
    """

    def __init__(
        self, database: Database, credentials: Credentials, clock: Callable[[], int]
    ) -> None:
        self._database = database
        self._credentials = credentials
        self._clock = clock

    async def create(self, workspace_key: int, request: WebhookCreate) -> WebhookCreated:
        """Let a connection be told.

        Raises:
            NotFoundError: The workspace has no such connection.
            ConflictError: The secret cannot be sealed.
        """
        secret = request.secret or PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        sealed = await self._credentials.seal({"secret": secret})
        row = await self._database.write(
            partial(_set_secret, workspace_key, request.connector_id, sealed)
        )
        webhook = description_of(row.type).webhook
        return WebhookCreated(
            connector_id=row.id,
            path=f"/v1/webhooks/inbound/{row.id}",
            header=(webhook.signature if webhook else OWN).header,
            secret=None if request.secret else secret,
            where=webhook.where if webhook else "",
        )

    async def take(
        self, connector_id: str, headers: Mapping[str, str], body: bytes
    ) -> WebhookTaken | str:
        """Take a message; give what became of it, or the text that a new address has to repeat.

        Raises:
            UnauthorizedError: It is not signed as it has to be, or nobody knows the connection.
            ConflictError: The connection is paused, or the secret cannot be opened.
            InvalidError: The body is no JSON object.
        """
        row = await self._database.read(lambda read: owner_of(read, connector_id))
        description = connectors().get(row.type) if row else None
        if row is None or description is None:
            raise UnauthorizedError(REFUSED)
        await self._demand_signed(row, description, headers, body)
        message = _read(body)
        webhook = description.webhook
        if webhook is None:
            return await self._push(row, message)
        if (challenge := webhook.challenge(message)) is not None:
            return challenge
        if row.status is ConnectorStatus.PAUSED:
            raise ConflictError(f"{row.display_name} is paused. Resume it first.")
        try:
            heard = list(webhook.read(headers, message))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            problem = f"The message has an unknown shape: {type(error).__name__}: {error}"
            raise InvalidError(problem, {"body": problem}) from error
        return await self._database.write(partial(_take, row, heard))

    async def _demand_signed(
        self,
        row: ConnectorRow,
        description: Description,
        headers: Mapping[str, str],
        body: bytes,
    ) -> None:
        if row.signing_secret is None:
            raise UnauthorizedError(REFUSED)
        secret = (await self._credentials.open(row.signing_secret))["secret"]
        ways = [OWN] if description.webhook is None else [OWN, description.webhook.signature]
        now = self._clock() / MICROS
        if not any(way.matches(secret, headers, body, now) for way in ways):
            raise UnauthorizedError(REFUSED)

    async def _push(self, row: ConnectorRow, message: Mapping[str, Any]) -> WebhookTaken:
        """Take records of our own shape: one, or a list of them under ``records``."""
        if row.status is ConnectorStatus.PAUSED:
            raise ConflictError(f"{row.display_name} is paused. Resume it first.")
        given = message.get("records", [message])
        if not isinstance(given, list):
            problem = "records must be a list"
            raise InvalidError(problem, {"records": problem})
        spare_id = new_id("evt", self._clock()) if len(given) == 1 else None
        rules = Rules(TitleRule.FALLBACK, default_source=row.type, spare_id=spare_id)
        judged = judge([_owned(one, row.id) for one in given], rules)
        found = _Sorted(list(judged.records), list(judged.rejected))
        return await self._database.write(partial(_store, row, found))


def _set_secret(
    workspace_key: int, connector_id: str, sealed: str, write: WriteTransaction
) -> ConnectorRow:
    store = ConnectorStore(write.connection, workspace_key)
    row = store.find(connector_id)
    if row is None:
        raise NotFoundError("connector", connector_id)
    record_change(write, workspace_key, ChangeKind.CONNECTORS, [row.id], 1)
    return store.change(row.key, signing_secret=sealed)


def _take(row: ConnectorRow, heard: list[Heard], write: WriteTransaction) -> WebhookTaken:
    found = _Sorted()
    for index, one in enumerate(heard):
        if _is_chosen(row, one):
            _sort(row, one, index, found, write.connection)
        else:
            found.ignored += 1
    return _store(row, found, write)


def _sort(row: ConnectorRow, one: Heard, index: int, found: _Sorted, read: Read) -> None:
    """Lay what is told over the row as it was last read, and make a record of it."""
    description, place = place_of(row)
    stream = next(stream for stream in description.streams if stream.name == one.stream)
    scope = one.scope if stream.scoped else ""
    place = replace(place, scope=scope, settings={**place.settings, **one.learned})
    try:
        key = stream.key(one.row)
        kept = SyncRunStore(read, row.workspace_key).kept_row(row.key, one.stream, key)
        whole = {**kept, **one.row}
        taken = take_row(stream, place, whole)
    except (SkipRowError, KeyError, TypeError) as error:
        found.rejected.append(Rejection(index=index, code=CODE, message=str(error)))
        return
    if taken is None:
        found.ignored += 1
        return
    judged = to_fetched(taken.record, row.type, taken.origin, row.id)
    if isinstance(judged, Refusal):
        found.rejected.append(Rejection(index=index, code=CODE, message=judged.message))
        return
    found.records.append(judged)
    found.raw.append((replace(one, scope=scope), key, whole))


def _store(row: ConnectorRow, found: _Sorted, write: WriteTransaction) -> WebhookTaken:
    rejected = tuple(found.rejected)
    if not found.records and not rejected:
        return WebhookTaken(ignored=found.ignored)
    upsert(write, row.workspace_key, found.records)
    runs = SyncRunStore(write.connection, row.workspace_key)
    for one, key, whole in found.raw:
        runs.keep_rows(write.now_us, row.key, one.stream, one.scope, {key: whole})
    job_id = note_push(write, row.workspace_key, len(found.records), len(rejected))
    return WebhookTaken(
        accepted=len(found.records), ignored=found.ignored, rejected=rejected, job_id=job_id
    )


def _is_chosen(row: ConnectorRow, one: Heard) -> bool:
    """Tell whether a row is of the part that was picked; where nothing was, all is."""
    scopes = description_of(row.type).scopes
    chosen = row.settings.get(scopes.setting) if scopes else None
    return not chosen or not one.scope or one.scope in chosen


def _owned(one: object, connector_id: ConnectorId) -> object:
    return {**one, "connector_id": connector_id} if isinstance(one, Mapping) else one


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
