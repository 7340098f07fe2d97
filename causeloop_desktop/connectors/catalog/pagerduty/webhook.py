"""What PagerDuty tells by itself."""

from collections.abc import Iterator

from causeloop_desktop.connectors import Headers, Heard, Message, Signature, Webhook


def heard(_headers: Headers, message: Message) -> Iterator[Heard]:
    """Read an event of an incident; notes and the like tell of no new state."""
    event = message.get("event") or {}
    incident = event.get("data") or {}
    if incident.get("type") != "incident":
        return
    row = {**incident, "updated_at": event["occurred_at"]}
    if "number" in incident:
        row["incident_number"] = incident["number"]
    yield Heard("incidents", row, (incident.get("service") or {}).get("id") or "")


WEBHOOK = Webhook(
    signature=Signature("x-pagerduty-signature", prefix="v1="),
    read=heard,
    where="PagerDuty, Integrations, Generic Webhooks (v3); enter the secret it shows here.",
    events=(
        "incident.triggered",
        "incident.acknowledged",
        "incident.unacknowledged",
        "incident.priority_updated",
        "incident.reassigned",
        "incident.escalated",
        "incident.resolved",
        "incident.reopened",
    ),
    makes_secret=True,
)
