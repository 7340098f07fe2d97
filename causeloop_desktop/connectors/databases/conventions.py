"""What columns are usually called, so that a person has to name few of them."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a column is to us; its setting is called after it, as in ``title_column``."""

    ID = "id"
    UPDATED = "updated"
    CREATED = "created"
    TITLE = "title"
    BODY = "body"
    SEVERITY = "severity"
    STATUS = "status"
    TEAM = "team"
    SERVICE = "service"
    URL = "url"

    @property
    def setting(self) -> str:
        """The setting in which a person names the column."""
        return f"{self}_column"


_NAMES: Mapping[Role, tuple[str, ...]] = MappingProxyType(
    {
        Role.ID: ("id", "uuid", "guid", "key", "number", "ticketid", "issueid", "incidentid"),
        Role.UPDATED: (
            *("updatedat", "updatedon", "updated", "modifiedat", "modifiedon", "modified"),
            *("lastmodified", "lastupdated", "changedat", "changedon", "changed"),
            *("datemodified", "modifieddate", "lastmodifieddate", "sysupdatedon"),
        ),
        Role.CREATED: (
            *("createdat", "createdon", "created", "openedat", "reportedat", "occurredat"),
            *("happenedat", "raisedat", "loggedat", "startedat", "datecreated", "createddate"),
            *("syscreatedon", "timestamp", "datetime", "ts", "time", "date"),
        ),
        Role.TITLE: (
            "title",
            "subject",
            "summary",
            "shortdescription",
            "headline",
            "name",
            "error",
        ),
        Role.BODY: (
            *("body", "description", "details", "text", "content", "stacktrace", "trace"),
            "message",
        ),
        Role.SEVERITY: ("severity", "priority", "urgency"),
        Role.STATUS: ("status", "state"),
        Role.TEAM: ("team", "assignmentgroup", "assignedteam", "ownerteam"),
        Role.SERVICE: ("service", "component", "application", "app", "system", "product"),
        Role.URL: ("url", "link", "permalink", "htmlurl"),
    }
)
"""The usual names, the most telling first, in lower case and without what stands between words."""


def column_of(role: Role, columns: Collection[str], settings: Mapping[str, object]) -> str | None:
    """Give the column that has a role: the one that a person named, or one called as is usual.

    Args:
        role: What is looked for.
        columns: What the table or the query has.
        settings: What a person filled in; a named column that is not there counts for nothing, as
            other tables of the same connection may have it.
    """
    named = settings.get(role.setting)
    if named in columns:
        return str(named)
    known = {_bare(column): column for column in columns}
    return next((known[name] for name in _NAMES[role] if name in known), None)


def _bare(column: str) -> str:
    return "".join(letter for letter in column.lower() if letter.isalnum())
