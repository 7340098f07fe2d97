"""Opsgenie alerts as records."""

from datetime import datetime

from causeloop_desktop.connectors import Place, Row, host_of
from causeloop_desktop.contract.ingest import IngestEvent

SEVERITY_OF_PRIORITY = {"P1": "p1", "P2": "p2", "P3": "p3", "P4": "p4", "P5": "p4"}


def alert_to_record(alert: Row, place: Place) -> IngestEvent:
    """Turn an alert into a record; its last firing is one more occurrence."""
    teams = [one["id"] for one in alert.get("responders") or () if one.get("type") == "team"]
    return IngestEvent(
        external_id=alert["id"],
        source="opsgenie",
        title=alert["message"],
        body=_body(alert),
        severity=SEVERITY_OF_PRIORITY.get(str(alert.get("priority"))),
        team=teams[0] if teams else None,
        service=alert.get("source") or None,
        external_url=f"{_site(place)}/alert/detail/{alert['id']}",
        source_created_at=alert.get("createdAt"),
        source_updated_at=alert.get("updatedAt"),
        occurred_at=alert.get("lastOccurredAt"),
        status=_status(alert),
        metadata={
            "key": f"#{alert.get('tinyId', '')}",
            "alias": alert.get("alias") or "",
            "labels": ", ".join(alert.get("tags") or ()),
            "entity": alert.get("entity") or "",
            "count": str(alert.get("count") or 1),
        },
    )


def alert_changed(alert: Row) -> datetime:
    """Read when an alert was last changed."""
    return datetime.fromisoformat(alert["updatedAt"])


def _body(alert: Row) -> str:
    details = (alert.get("details") or {}).items()
    parts = (alert.get("description"), "\n".join(f"{name}: {told}" for name, told in details))
    return "\n\n".join(part for part in parts if part)


def _site(place: Place) -> str:
    """Give where people open alerts; the account may be kept in Europe."""
    return "https://app." + host_of(place.base_url).removeprefix("api.")


def _status(alert: Row) -> str:
    if alert.get("status") == "open" and alert.get("acknowledged"):
        return "acknowledged"
    return str(alert.get("status") or "open")
