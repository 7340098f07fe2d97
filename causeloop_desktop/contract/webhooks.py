"""Webhooks: what providers tell by themselves, signed with a secret that both sides know."""

from typing import NewType

from pydantic import Field

from causeloop_desktop.contract.base import Instant, JobId, Model, Request
from causeloop_desktop.contract.connectors import ConnectorId
from causeloop_desktop.contract.ingest import Rejection

WebhookId = NewType("WebhookId", str)

GRACE_HOURS = 24
"""How long a secret holds beside the one that follows it, where nobody says otherwise."""

MOST_GRACE_HOURS = 7 * 24
SHORTEST_SECRET = 8
LONGEST_SECRET = 500


class WebhookCreate(Request):
    """Let a connection be told; a secret that was made before is no longer good.

    ``secret`` is the provider's own, where the provider makes it (PagerDuty, Linear, Zendesk,
    Slack); without one we make ours.
    """

    connector_id: ConnectorId
    secret: str | None = Field(default=None, min_length=SHORTEST_SECRET, max_length=LONGEST_SECRET)


class WebhookRotate(Request):
    """Another secret; the one before holds for some hours, so that nothing is lost meanwhile."""

    secret: str | None = Field(default=None, min_length=SHORTEST_SECRET, max_length=LONGEST_SECRET)
    grace_hours: float = Field(default=GRACE_HOURS, ge=0, le=MOST_GRACE_HOURS)


class WebhookCreated(Model):
    """Where to send to, and what to sign with: ours is in this answer and nowhere else.

    ``header`` carries the signature: the provider's own, or ours, which every connection takes.
    ``url`` is empty where the engine knows of no public address of its own.
    """

    id: WebhookId
    connector_id: ConnectorId
    path: str
    url: str = ""
    header: str
    secret: str | None = None
    where: str = ""
    events: tuple[str, ...] = ()


class WebhookDelivery(Model):
    """What became of a message that was believed; ``test`` says that we sent it ourselves."""

    at: Instant
    accepted: int = 0
    ignored: int = 0
    rejected: int = 0
    test: bool = False


class WebhookRefusal(Model):
    """Why a message was refused, in words for the person who set the webhook up."""

    at: Instant
    reason: str


class Webhook(Model):
    """How a connection is told of changes at once, and what came last; never its secret.

    ``makes_secret`` says that the provider makes the secret and a person enters it here.
    ``events`` are what is to be ticked at the provider, in its own words; none are needed where
    it sends records of our own shape.
    """

    id: WebhookId
    connector_id: ConnectorId
    connector_name: str
    type: str
    path: str
    url: str = ""
    header: str
    where: str = ""
    events: tuple[str, ...] = ()
    makes_secret: bool = False
    secret_by_provider: bool = False
    old_secret_until: Instant | None = None
    deliveries: int = 0
    last_delivery: WebhookDelivery | None = None
    refusals: int = 0
    last_refusal: WebhookRefusal | None = None
    created_at: Instant
    rotated_at: Instant | None = None


class WebhookTest(Model):
    """Whether a message that we signed ourselves was believed.

    ``url`` is where it was sent; it is empty where it never left the engine.
    """

    success: bool
    message: str
    url: str = ""


class WebhookTaken(Model):
    """What became of a message: how many rows were taken, are none of ours, or cannot be read."""

    accepted: int = 0
    ignored: int = 0
    rejected: tuple[Rejection, ...] = ()
    job_id: JobId | None = None
