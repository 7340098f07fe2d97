"""ServiceNow incidents as records."""

from datetime import UTC, datetime

from causeloop_desktop.connectors import Place, Row
from causeloop_desktop.contract.ingest import IngestEvent

FIELDS = (
    "sys_id",
    "number",
    "short_description",
    "description",
    "priority",
    "state",
    "assignment_group",
    "cmdb_ci",
    "business_service",
    "category",
    "opened_at",
    "sys_created_on",
    "sys_updated_on",
)

SEVERITY_OF_PRIORITY = {"1": "p1", "2": "p2", "3": "p3", "4": "p4", "5": "p4"}

STATUS_OF_STATE = {
    "1": "new",
    "2": "in_progress",
    "3": "in_progress",
    "6": "resolved",
    "7": "closed",
    "8": "canceled",
}


def incident_to_record(row: Row, place: Place) -> IngestEvent:
    """Turn an incident into a record, by database values; what is shown names the references."""
    sys_id = incident_key(row)
    return IngestEvent(
        external_id=sys_id,
        source="servicenow",
        title=stored(row, "short_description") or stored(row, "number") or sys_id,
        body=stored(row, "description"),
        severity=SEVERITY_OF_PRIORITY.get(stored(row, "priority")),
        team=shown(row, "assignment_group") or None,
        service=shown(row, "cmdb_ci") or shown(row, "business_service") or None,
        external_url=f"{place.base_url}/nav_to.do?uri=incident.do?sys_id={sys_id}",
        source_created_at=moment(row, "opened_at") or moment(row, "sys_created_on"),
        source_updated_at=incident_changed(row),
        status=STATUS_OF_STATE.get(stored(row, "state"), shown(row, "state")),
        metadata={"key": stored(row, "number"), "category": shown(row, "category")},
    )


def incident_changed(row: Row) -> datetime | None:
    """Read when an incident was last changed."""
    return moment(row, "sys_updated_on")


def incident_key(row: Row) -> str:
    """Read what tells incidents apart."""
    key = stored(row, "sys_id")
    if not key:
        raise KeyError("sys_id")
    return key


def stored(row: Row, name: str) -> str:
    """Give the database value of a field, in whichever form the answer has it."""
    value = row.get(name)
    if isinstance(value, dict):
        value = value.get("value")
    return str(value or "")


def shown(row: Row, name: str) -> str:
    """Give a field as people see it, else its database value."""
    value = row.get(name)
    if isinstance(value, dict) and value.get("display_value"):
        return str(value["display_value"])
    return stored(row, name)


def moment(row: Row, name: str) -> datetime | None:
    """Read a moment, which is stored in UTC without saying so."""
    value = stored(row, name)
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if value else None
