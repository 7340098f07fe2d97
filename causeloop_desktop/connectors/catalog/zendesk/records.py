"""Zendesk tickets as records."""

from datetime import datetime

from causeloop_desktop.connectors import Place, Row
from causeloop_desktop.contract.ingest import IngestEvent

SEVERITY_OF_PRIORITY = {"urgent": "p1", "high": "p2", "normal": "p3", "low": "p4"}


def ticket_to_record(ticket: Row, place: Place) -> IngestEvent:
    """Turn a ticket into a record; events write words in capitals, the API does not."""
    number = str(ticket["id"])
    group = ticket.get("group_id")
    return IngestEvent(
        external_id=number,
        source="zendesk",
        title=ticket.get("subject") or ticket.get("raw_subject") or f"Ticket {number}",
        body=ticket.get("description") or "",
        severity=SEVERITY_OF_PRIORITY.get(str(ticket.get("priority") or "").lower()),
        team=None if group is None else f"group {group}",
        external_url=f"{place.base_url}/agent/tickets/{number}",
        source_created_at=ticket.get("created_at"),
        source_updated_at=ticket.get("updated_at"),
        status=str(ticket.get("status") or "open").lower(),
        metadata={
            "key": f"#{number}",
            "labels": ", ".join(ticket.get("tags") or ()),
            "type": ticket.get("type") or "",
            "channel": (ticket.get("via") or {}).get("channel") or "",
            "problem_id": str(ticket.get("problem_id") or ""),
        },
    )


def ticket_changed(ticket: Row) -> datetime:
    """Read when a ticket was last changed."""
    return datetime.fromisoformat(ticket["updated_at"])
