"""Rows of a database as records, by the columns that the settings name."""

from datetime import datetime
from typing import Any

from causeloop_desktop.connectors import Place, Row
from causeloop_desktop.connectors.databases.values import moment_of, zone_of
from causeloop_desktop.contract.ingest import IngestEvent

SEVERITY_OF_NUMBER = {1: "p1", 2: "p2", 3: "p3", 4: "p4", 5: "p4"}

_TAKEN = ("id", "updated", "title", "body", "severity", "status", "team", "service", "url")


def row_to_record(row: Row, place: Place) -> IngestEvent:
    """Turn a row into a record; columns that no setting names go to the metadata."""
    columns, settings = row["columns"], place.settings
    told = {name: columns.get(settings.get(f"{name}_column") or "") for name in _TAKEN}
    used = {settings.get(f"{name}_column") for name in (*_TAKEN, "created")}
    created = columns.get(settings.get("created_column") or "")
    return IngestEvent(
        external_id=row["key"],
        source="database",
        title=_text(told["title"]) or row["key"],
        body=_text(told["body"]) or "",
        severity=_severity(told["severity"]),
        team=_text(told["team"]),
        service=_text(told["service"]),
        external_url=_text(told["url"]),
        source_created_at=moment_of(created, zone_of(settings)),
        source_updated_at=row_changed(row),
        status=_text(told["status"]),
        metadata={name: value for name, value in columns.items() if name not in used},
    )


def row_changed(row: Row) -> datetime | None:
    """Give when a row last changed, where the database knows."""
    changed = row["changed"]
    return None if changed is None else datetime.fromisoformat(changed)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _severity(value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return SEVERITY_OF_NUMBER.get(value)
    return _text(value)
