"""GitHub issues as records."""

from datetime import datetime

from causeloop_desktop.connectors import Place, Row
from causeloop_desktop.contract.ingest import IngestEvent

SEVERITY_OF_LABEL = {
    "critical": "p1",
    "blocker": "p1",
    "sev1": "p1",
    "p0": "p1",
    "p1": "p1",
    "high": "p2",
    "sev2": "p2",
    "p2": "p2",
    "medium": "p3",
    "sev3": "p3",
    "p3": "p3",
    "low": "p4",
    "minor": "p4",
    "sev4": "p4",
    "p4": "p4",
}
"""What the last word of a label says of severity: ``priority: high``, ``severity/critical``."""


def issue_to_record(issue: Row, place: Place) -> IngestEvent | None:
    """Turn one row of ``GET /repos/{owner}/{repo}/issues`` into a record.

    The list also holds pull requests, which are none of ours.
    """
    if "pull_request" in issue:
        return None
    labels = [_label(label) for label in issue.get("labels") or ()]
    return IngestEvent(
        external_id=issue["node_id"],
        source="github",
        title=issue["title"],
        body=issue.get("body") or "",
        severity=_severity(labels),
        team=place.scope,
        external_url=issue["html_url"],
        source_created_at=issue["created_at"],
        source_updated_at=issue["updated_at"],
        status=_status(issue),
        metadata={
            "key": f"{place.scope}#{issue['number']}",
            "repository": place.scope,
            "labels": ", ".join(labels),
            "reporter": (issue.get("user") or {}).get("login") or "",
        },
    )


def issue_changed(issue: Row) -> datetime:
    """Read when an issue was last updated."""
    return datetime.fromisoformat(issue["updated_at"])


def _label(label: Row | str) -> str:
    return label if isinstance(label, str) else str(label.get("name") or "")


def _severity(labels: list[str]) -> str | None:
    words = (label.casefold().replace("/", ":").split(":")[-1].strip() for label in labels)
    return min(
        (SEVERITY_OF_LABEL[word] for word in words if word in SEVERITY_OF_LABEL), default=None
    )


def _status(issue: Row) -> str:
    if issue.get("state") == "closed" and issue.get("state_reason") == "not_planned":
        return "wont_fix"
    return str(issue.get("state") or "open")
