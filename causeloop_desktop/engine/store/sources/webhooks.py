"""Webhooks as rows: their secrets, sealed, and what came last."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, select, update

from causeloop_desktop.contract.webhooks import WebhookId
from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.schema import connectors, webhooks
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow, to_connector_row
from causeloop_desktop.engine.store.tenant import TenantStore


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A webhook; ``secret`` and ``old_secret`` are sealed.

    Attributes:
        by_provider: Whether the provider made the secret.
        old_until_us: Until when the secret before still holds.
        delivery: What became of the last message that was believed.
        refusal: Why the last one that was not was refused.
    """

    key: int
    workspace_key: int
    id: WebhookId
    connector_key: int
    secret: str
    by_provider: bool
    old_secret: str | None
    old_until_us: int | None
    deliveries: int
    delivered_us: int | None
    delivery: Mapping[str, Any] | None
    refusals: int
    refused_us: int | None
    refusal: str | None
    created_us: int
    rotated_us: int | None


Addressed = tuple[WebhookRow, ConnectorRow]
"""A webhook and the connection that it tells."""


class WebhookStore(TenantStore):
    """The webhooks of one workspace, through one connection to the database."""

    def put(self, now_us: int, connector_key: int, secret: str, *, by_provider: bool) -> WebhookRow:
        """Make the webhook of a connection, or give the one that it has another secret at once."""
        known = self._one(webhooks.c.connector_key == connector_key)
        if known is not None:
            renewed = {"secret": secret, "by_provider": int(by_provider), "rotated_us": now_us}
            return self.change(known.key, **renewed, old_secret=None, old_until_us=None)
        row = self._connection.execute(
            insert(webhooks)
            .values(
                id=new_id("whk", now_us),
                workspace_key=self._workspace,
                connector_key=connector_key,
                secret=secret,
                by_provider=int(by_provider),
                created_us=now_us,
            )
            .returning(*webhooks.c)
        ).one()
        return _to_webhook(row)

    def find(self, webhook_id: str) -> Addressed | None:
        """Give a webhook by its id, if this workspace has it."""
        found = self._addressed(webhooks.c.id == webhook_id, 1)
        return found[0] if found else None

    def page(self, after: int, limit: int, connector_id: str | None = None) -> list[Addressed]:
        """Give webhooks, oldest first, after the one of a key."""
        wanted = [webhooks.c.key > after]
        if connector_id is not None:
            wanted.append(connectors.c.id == connector_id)
        return self._addressed(and_(*wanted), limit)

    def count(self, connector_id: str | None = None) -> int:
        """Count the webhooks."""
        counted = select(func.count()).select_from(webhooks).where(self._mine())
        if connector_id is not None:
            counted = counted.join(connectors, connectors.c.key == webhooks.c.connector_key)
            counted = counted.where(connectors.c.id == connector_id)
        return self._connection.execute(counted).scalar_one()

    def change(self, key: int, **values: Any) -> WebhookRow:
        """Write columns of a webhook."""
        changed = update(webhooks).where(self._mine(webhooks.c.key == key)).values(**values)
        return _to_webhook(self._connection.execute(changed.returning(*webhooks.c)).one())

    def note_delivery(self, key: int, now_us: int, told: Mapping[str, Any]) -> None:
        """Note that a message was believed, and what became of it."""
        self._connection.execute(
            update(webhooks)
            .where(self._mine(webhooks.c.key == key))
            .values(
                delivered_us=now_us,
                delivery=json.dumps(told),
                deliveries=webhooks.c.deliveries + 1,
            )
        )

    def note_refusals(self, key: int, now_us: int, reason: str, count: int) -> None:
        """Note that messages were refused, and why the last of them was."""
        self._connection.execute(
            update(webhooks)
            .where(self._mine(webhooks.c.key == key))
            .values(refused_us=now_us, refusal=reason, refusals=webhooks.c.refusals + count)
        )

    def remove(self, key: int) -> None:
        """Forget a webhook; what is sent to it is refused from now on."""
        self._connection.execute(delete(webhooks).where(self._mine(webhooks.c.key == key)))

    def _one(self, condition: ColumnElement[bool]) -> WebhookRow | None:
        row = self._connection.execute(select(webhooks).where(self._mine(condition))).one_or_none()
        return None if row is None else _to_webhook(row)

    def _addressed(self, condition: ColumnElement[bool], limit: int) -> list[Addressed]:
        return _joined(self._connection, self._mine(condition), limit)

    def _mine(self, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return self._of(webhooks, *conditions)


def addressed(connection: Connection, connector_id: str) -> Addressed | None:
    """Give the webhook that a provider calls by its connection, whatever workspace it is in."""
    found = _joined(connection, connectors.c.id == connector_id, 1)
    return found[0] if found else None


def _joined(connection: Connection, condition: ColumnElement[bool], limit: int) -> list[Addressed]:
    statement = (
        select(webhooks, connectors)
        .join(connectors, connectors.c.key == webhooks.c.connector_key)
        .where(condition)
        .order_by(webhooks.c.key)
        .limit(limit)
    )
    return [_apart(row) for row in connection.execute(statement)]


def _apart(row: Row[Any]) -> Addressed:
    values = tuple(row)
    width = len(webhooks.c)
    return (
        _to_webhook_values(dict(zip(webhooks.c.keys(), values[:width], strict=True))),
        to_connector_row(dict(zip(connectors.c.keys(), values[width:], strict=True))),
    )


def _to_webhook(row: Row[Any]) -> WebhookRow:
    return _to_webhook_values(dict(zip(row._fields, row, strict=True)))


def _to_webhook_values(values: Mapping[str, Any]) -> WebhookRow:
    known = {field.name: values[field.name] for field in fields(WebhookRow)}
    told = known["delivery"]
    return WebhookRow(
        **{
            **known,
            "by_provider": bool(known["by_provider"]),
            "delivery": None if told is None else json.loads(told),
        }
    )
