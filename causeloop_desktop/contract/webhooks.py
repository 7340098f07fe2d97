"""Webhooks: what providers tell by themselves, signed with a secret that both sides know."""

from pydantic import Field

from causeloop_desktop.contract.base import JobId, Model, Request
from causeloop_desktop.contract.connectors import ConnectorId
from causeloop_desktop.contract.ingest import Rejection


class WebhookCreate(Request):
    """Let a connection be told; a secret that was made before is no longer good.

    ``secret`` is the provider's own, where the provider makes it (PagerDuty, Linear, Zendesk,
    Slack); without one we make ours.
    """

    connector_id: ConnectorId
    secret: str | None = Field(default=None, min_length=8, max_length=500)


class WebhookCreated(Model):
    """Where to send to, and what to sign with: ours is in this answer and nowhere else.

    ``header`` carries the signature: the provider's own, or ours, which every connection takes.
    """

    connector_id: ConnectorId
    path: str
    header: str
    secret: str | None = None
    where: str = ""


class WebhookTaken(Model):
    """What became of a message: how many rows were taken, are none of ours, or cannot be read."""

    accepted: int = 0
    ignored: int = 0
    rejected: tuple[Rejection, ...] = ()
    job_id: JobId | None = None
