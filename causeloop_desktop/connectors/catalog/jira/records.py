"""Jira issues as records."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from causeloop_desktop.connectors import Place, Row
from causeloop_desktop.contract.ingest import IngestEvent

SEVERITY_OF_PRIORITY = {"1": "p1", "2": "p2", "3": "p3", "4": "p4", "5": "p4"}
"""Ids of the priorities that every site begins with; names are translated and renamed."""

STATUS_OF_CATEGORY = {"new": "open", "indeterminate": "in_progress", "done": "resolved"}
"""Keys of status categories are the same on every site, names of statuses are not."""

_BLOCKS = frozenset({"paragraph", "heading", "codeBlock", "listItem", "blockquote", "tableRow"})


def issue_to_record(issue: Row, place: Place) -> IngestEvent:
    """Turn one row of ``/rest/api/3/search/jql`` into a record.

    The id stays when an issue moves to another project; its key does not.
    """
    fields = issue["fields"]
    project = fields.get("project") or {}
    components = _names(fields.get("components"))
    return IngestEvent(
        external_id=str(issue["id"]),
        source="jira",
        title=fields["summary"],
        body=_body(fields),
        severity=_severity(fields.get("priority") or {}),
        team=project.get("key"),
        service=components[0] if components else None,
        external_url=f"{_site(issue, place)}/browse/{issue['key']}",
        source_created_at=_moment(fields.get("created")),
        source_updated_at=_moment(fields.get("updated")),
        status=_status(fields.get("status") or {}),
        metadata={
            "key": issue["key"],
            "project": project.get("name") or project.get("key") or "",
            "components": ", ".join(components),
            "labels": ", ".join(fields.get("labels") or ()),
            "type": (fields.get("issuetype") or {}).get("name") or "",
        },
    )


def issue_changed(issue: Row) -> datetime:
    """Read the minute in which an issue was last updated; searches know no shorter time."""
    return datetime.fromisoformat(issue["fields"]["updated"]).replace(second=0, microsecond=0)


def text_of(value: Any) -> str:
    """Give the text of a description: plain, or a document of blocks (ADF)."""
    if value is None or isinstance(value, str):
        return value or ""
    return "".join(_pieces(value)).strip()


def _pieces(node: Any) -> Iterator[str]:
    if not isinstance(node, Mapping):
        return
    attributes = node.get("attrs") or {}
    match node.get("type"):
        case "text":
            yield str(node.get("text") or "")
        case "hardBreak":
            yield "\n"
        case "mention" | "emoji":
            yield str(attributes.get("text") or "")
        case "inlineCard":
            yield str(attributes.get("url") or "")
        case _:
            pass
    for child in node.get("content") or ():
        yield from _pieces(child)
    if node.get("type") in _BLOCKS:
        yield "\n"


def _body(fields: Row) -> str:
    environment = text_of(fields.get("environment"))
    parts = (text_of(fields.get("description")), environment)
    return "\n\n".join(part for part in parts if part)


def _severity(priority: Row) -> str | None:
    known = SEVERITY_OF_PRIORITY.get(str(priority.get("id") or ""))
    return known or priority.get("name")


def _status(status: Row) -> str:
    category = str((status.get("statusCategory") or {}).get("key") or "")
    return STATUS_OF_CATEGORY.get(category, str(status.get("name") or "open"))


def _names(values: Any) -> list[str]:
    return [str(value["name"]) for value in values or () if value.get("name")]


def _site(issue: Row, place: Place) -> str:
    """Give the site that people open; over OAuth the API stands at another address."""
    site = place.settings.get("site")
    if site:
        return f"https://{site}.atlassian.net"
    if "api.atlassian.com" in place.base_url:
        return str(issue.get("self", "")).partition("/rest/")[0]
    return place.base_url


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None
