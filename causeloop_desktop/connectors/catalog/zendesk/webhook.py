"""What Zendesk tells by itself."""

from collections.abc import Iterator
from datetime import datetime

from causeloop_desktop.connectors import Encoding, Headers, Heard, Message, Signature, Webhook

TICKET = "zen:event-type:ticket."
GONE = frozenset({"soft_deleted", "permanently_deleted"})


def heard(_headers: Headers, message: Message) -> Iterator[Heard]:
    """Read an event of a ticket; events write words in capitals, the list does not."""
    kind = str(message.get("type") or "")
    if not kind.startswith(TICKET):
        return
    ticket = dict(message["detail"])
    if ticket.get("type"):
        ticket["type"] = str(ticket["type"]).lower()
    if kind.removeprefix(TICKET) in GONE:
        moment = datetime.fromisoformat(message["time"])
        ticket |= {"status": "deleted", "updated_at": moment.isoformat()}
    yield Heard("tickets", ticket)


WEBHOOK = Webhook(
    signature=Signature(
        "x-zendesk-webhook-signature",
        encoding=Encoding.BASE64,
        time_header="x-zendesk-webhook-signature-timestamp",
        before="{time}",
    ),
    read=heard,
    where="Zendesk Admin Centre, Webhooks, Zendesk events; reveal its secret and enter it here.",
    events=(
        "Ticket created",
        "Status changed",
        "Priority changed",
        "Subject changed",
        "Description changed",
        "Ticket soft deleted",
        "Ticket undeleted",
        "Ticket permanently deleted",
    ),
    makes_secret=True,
)
