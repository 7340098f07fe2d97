"""Webhooks as the contract shows them, without their secrets."""

from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.connectors.webhooks.signatures import OWN
from causeloop_desktop.connectors.webhooks.webhook import Webhook as Description
from causeloop_desktop.contract.times import from_known_micros, from_micros
from causeloop_desktop.contract.webhooks import (
    Webhook,
    WebhookCreated,
    WebhookDelivery,
    WebhookRefusal,
)
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow
from causeloop_desktop.engine.store.sources.webhooks import Addressed, WebhookRow


def path_of(row: ConnectorRow) -> str:
    """Give the path at which a connection is told."""
    return f"/v1/webhooks/inbound/{row.id}"


def url_of(row: ConnectorRow, public_url: str) -> str:
    """Give the whole address, where the engine has a public one."""
    return public_url + path_of(row) if public_url else ""


def header_of(row: ConnectorRow) -> str:
    """Give the header that carries the signature."""
    webhook = _description(row)
    return (webhook.signature if webhook else OWN).header


def to_created(to: Addressed, public_url: str, secret: str | None) -> WebhookCreated:
    """Show a webhook that was just made, with its secret if it is ours."""
    webhook, row = to
    described = _description(row)
    return WebhookCreated(
        id=webhook.id,
        connector_id=row.id,
        path=path_of(row),
        url=url_of(row, public_url),
        header=header_of(row),
        secret=secret,
        where=described.where if described else "",
        events=described.events if described else (),
    )


def to_webhook(to: Addressed, public_url: str, now_us: int) -> Webhook:
    """Show a webhook, and what came last."""
    webhook, row = to
    described = _description(row)
    until = webhook.old_until_us
    return Webhook(
        id=webhook.id,
        connector_id=row.id,
        connector_name=row.display_name,
        type=row.type,
        path=path_of(row),
        url=url_of(row, public_url),
        header=header_of(row),
        where=described.where if described else "",
        events=described.events if described else (),
        makes_secret=described.makes_secret if described else False,
        secret_by_provider=webhook.by_provider,
        old_secret_until=from_micros(until) if until is not None and until > now_us else None,
        deliveries=webhook.deliveries,
        last_delivery=_delivery(webhook),
        refusals=webhook.refusals,
        last_refusal=_refusal(webhook),
        created_at=from_micros(webhook.created_us),
        rotated_at=from_known_micros(webhook.rotated_us),
    )


def _description(row: ConnectorRow) -> Description | None:
    known = connectors().get(row.type)
    return known.webhook if known else None


def _delivery(webhook: WebhookRow) -> WebhookDelivery | None:
    if webhook.delivered_us is None:
        return None
    return WebhookDelivery(at=from_micros(webhook.delivered_us), **(webhook.delivery or {}))


def _refusal(webhook: WebhookRow) -> WebhookRefusal | None:
    if webhook.refused_us is None:
        return None
    return WebhookRefusal(at=from_micros(webhook.refused_us), reason=webhook.refusal or "")
