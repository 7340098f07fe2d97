"""Mail messages as records."""

from datetime import datetime

from causeloop_desktop.connectors import Place, Row
from causeloop_desktop.contract.ingest import IngestEvent

SEVERITY_OF_IMPORTANCE = {"high": "p2", "1": "p2", "2": "p2", "low": "p4", "5": "p4", "4": "p4"}

LONGEST_TITLE = 300


def message_to_record(message: Row, place: Place) -> IngestEvent:
    """Turn a message into a record; one without a Message-ID goes by its place in the folder."""
    importance = message["importance"].split()[:1]
    return IngestEvent(
        external_id=message_key(message),
        source="email",
        title=(message["subject"] or message["text"].partition("\n")[0])[:LONGEST_TITLE],
        body=message["text"],
        severity=SEVERITY_OF_IMPORTANCE.get(importance[0].lower()) if importance else None,
        team=place.scope,
        source_created_at=message["date"],
        source_updated_at=message["date"],
        metadata={
            "from": message["from"],
            "to": message["to"],
            "in_reply_to": message["in_reply_to"],
            "folder": place.scope,
        },
    )


def message_sent(message: Row) -> datetime:
    """Read when a message was sent."""
    return datetime.fromisoformat(message["date"])


def message_key(message: Row) -> str:
    """Read what tells messages apart, also when the server numbers them anew."""
    return str(message["message_id"] or f"{message['uid']}")
