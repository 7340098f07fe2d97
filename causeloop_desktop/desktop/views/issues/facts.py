"""What is known of an issue, as lines of names and values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from causeloop_desktop.desktop.theme.words import count_text, exact_time, relative_time, tr
from causeloop_desktop.desktop.views.words import source_text
from causeloop_desktop.desktop.widgets.property_list import Property

if TYPE_CHECKING:
    from datetime import datetime

    from causeloop_desktop.contract.issues import Issue

LONGEST_VALUE = 300


def details(issue: Issue, now: datetime) -> list[Property]:
    """List the fields that every issue has, leaving out what is not known."""
    created = exact_time(issue.created_at) if issue.time_known else tr("not known; when it came in")
    lines = (
        (tr("Service"), issue.service),
        (tr("Team"), issue.team),
        (tr("Assignee"), issue.assignee),
        (tr("Source"), source_text(issue.source, issue.origin)),
        (tr("Created"), created),
        (tr("Arrived"), relative_time(issue.ingested_at, now)),
        (tr("Times seen"), count_text(issue.occurrence_count)),
        (tr("Status there"), issue.source_status),
        (tr("Fingerprint"), issue.fingerprint),
        (tr("Id"), issue.id),
    )
    return [Property(name, value) for name, value in lines if value]


def metadata(issue: Issue) -> list[Property]:
    """List what the source said beyond the fields."""
    return [Property(name, _to_text(value)) for name, value in sorted(issue.metadata.items())]


def _to_text(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return " ".join(text.split())[:LONGEST_VALUE]
