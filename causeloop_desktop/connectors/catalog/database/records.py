"""Rows of a database as records, by the columns that are named or called as is usual."""

from datetime import datetime
from typing import Any

from causeloop_desktop.connectors import Place, Row, zone_of
from causeloop_desktop.connectors.databases.conventions import Role, column_of
from causeloop_desktop.connectors.databases.values import moment_of
from causeloop_desktop.contract.ingest import IngestEvent

SEVERITY_OF_NUMBER = {1: "p1", 2: "p2", 3: "p3", 4: "p4", 5: "p4"}


def row_to_record(row: Row, place: Place) -> IngestEvent:
    """Turn a row into a record; columns that have no role go to the metadata."""
    columns, settings = row["columns"], place.settings
    found = {role: column_of(role, columns, settings) for role in Role}
    told = {role: columns[name] for role, name in found.items() if name is not None}
    text = {role: _text(value) for role, value in told.items()}
    return IngestEvent(
        external_id=row["key"],
        source="database",
        title=text.get(Role.TITLE) or text.get(Role.BODY) or row["key"],
        body=text.get(Role.BODY) or "",
        severity=_severity(told.get(Role.SEVERITY)),
        team=text.get(Role.TEAM),
        service=text.get(Role.SERVICE),
        external_url=text.get(Role.URL),
        source_created_at=moment_of(told.get(Role.CREATED), zone_of(settings)),
        source_updated_at=row_changed(row),
        status=text.get(Role.STATUS),
        metadata={name: value for name, value in columns.items() if name not in found.values()},
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
