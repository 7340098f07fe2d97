"""PagerDuty incidents as records."""

from datetime import datetime
from typing import Any

from causeloop_desktop.connectors import Place, Row, host_of
from causeloop_desktop.contract.ingest import IngestEvent

SEVERITY_OF_URGENCY = {"high": "p2", "low": "p4"}


def incident_to_record(incident: Row, _place: Place) -> IngestEvent:
    """Turn an incident into a record; a priority says more than an urgency."""
    service = incident.get("service") or {}
    return IngestEvent(
        external_id=incident["id"],
        source="pagerduty",
        title=incident.get("title") or incident["summary"],
        body=_body(incident),
        severity=_severity(incident),
        team=_team(incident),
        service=service.get("summary"),
        external_url=incident.get("html_url"),
        source_created_at=incident.get("created_at"),
        source_updated_at=incident.get("updated_at") or incident.get("last_status_change_at"),
        status=incident.get("status"),
        metadata={
            "key": f"#{incident.get('incident_number', '')}",
            "incident_key": incident.get("incident_key") or "",
            "service_id": service.get("id") or "",
            "urgency": incident.get("urgency") or "",
        },
    )


def entry_to_record(entry: Row, place: Place) -> IngestEvent | None:
    """Turn the incident of a log entry into a record as it stands now.

    An entry may carry a mere reference, which says nothing of the incident's state. The log is
    not asked for by service, so that others than the chosen ones have to be left out here.
    """
    incident = entry.get("incident") or {}
    chosen = place.settings.get("services")
    if "status" not in incident or (chosen and incident["service"]["id"] not in chosen):
        return None
    return incident_to_record(incident, place)


def incident_of(entry: Row) -> Row:
    """Give the incident of a log entry, but for what it merely refers to there."""
    incident = entry.get("incident") or {}
    return {name: told for name, told in incident.items() if name != "first_trigger_log_entry"}


def created_at(row: Row) -> datetime:
    """Read when an incident began or an entry was written, by which both lists are sorted."""
    return datetime.fromisoformat(row["created_at"])


def origin_of(row: Row, place: Place) -> str:
    """Give the account, which stands in the address that people open; the API's is shared."""
    shown = row.get("html_url") or ""
    return host_of(shown) if shown else host_of(place.base_url)


def _severity(incident: Row) -> str | None:
    priority = incident.get("priority") or {}
    named = priority.get("summary") or priority.get("name")
    return named.lower() if named else SEVERITY_OF_URGENCY.get(str(incident.get("urgency")))


def _team(incident: Row) -> str | None:
    teams = incident.get("teams") or ()
    return teams[0].get("summary") if teams else None


def _body(incident: Row) -> str:
    body = incident.get("body") or {}
    parts = [_text(body.get("details")), _text(incident.get("description"))]
    entry = incident.get("first_trigger_log_entry") or {}
    parts += [_text((entry.get("channel") or {}).get("details"))]
    title = incident.get("title")
    return "\n\n".join(part for part in dict.fromkeys(parts) if part and part != title)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{name}: {text}" for name, text in value.items() if text)
    return value if isinstance(value, str) else ""
