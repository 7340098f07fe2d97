"""Linear issues as records."""

from datetime import datetime

from causeloop_desktop.connectors import Place, Row, host_of
from causeloop_desktop.contract.ingest import IngestEvent

SEVERITY_OF_PRIORITY = {1: "p1", 2: "p2", 3: "p3", 4: "p4"}

STATUS_OF_TYPE = {
    "triage": "new",
    "backlog": "open",
    "unstarted": "open",
    "started": "in_progress",
    "completed": "resolved",
    "canceled": "wont_fix",
    "duplicate": "wont_fix",
}


def issue_to_record(issue: Row, _place: Place) -> IngestEvent:
    """Turn an issue into a record; one in the bin counts as deleted."""
    team = issue.get("team") or {}
    state = issue.get("state") or {}
    labels = [label["name"] for label in (issue.get("labels") or {}).get("nodes") or ()]
    return IngestEvent(
        external_id=issue["id"],
        source="linear",
        title=issue["title"],
        body=issue.get("description") or "",
        severity=SEVERITY_OF_PRIORITY.get(int(issue.get("priority") or 0)),
        team=team.get("key"),
        service=(issue.get("project") or {}).get("name"),
        external_url=issue.get("url"),
        source_created_at=issue.get("createdAt"),
        source_updated_at=issue.get("updatedAt"),
        status="deleted" if issue.get("trashed") else STATUS_OF_TYPE.get(str(state.get("type"))),
        metadata={"key": issue.get("identifier") or "", "labels": ", ".join(labels)},
    )


def issue_changed(issue: Row) -> datetime:
    """Read when an issue was last changed."""
    return datetime.fromisoformat(issue["updatedAt"])


def origin_of(issue: Row, place: Place) -> str:
    """Give the workspace, which stands in the address that people open."""
    parts = str(issue.get("url") or "").split("/")
    return "/".join(parts[2:4]) if len(parts) > 3 else host_of(place.base_url)
