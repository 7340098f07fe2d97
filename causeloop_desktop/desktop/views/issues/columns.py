"""The columns of the list of issues."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from causeloop_desktop.contract.issues import IssueSort, IssueSummary
from causeloop_desktop.desktop.theme.tokens import severity_tone, stage_tone
from causeloop_desktop.desktop.views.words import STAGE_ICONS, STAGES, source_text
from causeloop_desktop.desktop.widgets.table import ChipValue, Column, IconValue, Kind

if TYPE_CHECKING:
    from datetime import datetime


def issue_columns() -> tuple[Column, ...]:
    """Return the columns; all fit into a window of 1280 pixels, the vital ones beside an issue."""
    return (
        Column("select", "", kind=Kind.CHECK, width=30),
        Column("title", "Title", _title, Kind.TITLE, width=280, stretch=10, minimum=160),
        Column("source", "Source", _source, Kind.MUTED, width=96, drop_below=900),
        Column(IssueSort.SEVERITY, "Sev.", _severity, Kind.CHIP, width=52, sortable=True),
        Column(IssueSort.STATUS, "Stage", _stage, Kind.ICON, width=58, sortable=True),
        Column("pattern", "Pattern", _pattern, Kind.TEXT, width=150, stretch=6, minimum=96),
        Column(
            "service",
            "Service",
            _service,
            Kind.MUTED,
            width=114,
            stretch=5,
            minimum=88,
            drop_below=760,
        ),
        Column("team", "Team", _team, Kind.MUTED, width=92, drop_below=560),
        Column(IssueSort.RISK_SCORE, "Risk", _risk, Kind.RISK, width=88, sortable=True),
        Column(IssueSort.CREATED_AT, "Age", _age, Kind.AGE, width=78, sortable=True),
        Column("external_id", "Id", _external_id, Kind.MUTED, width=110, hidden=True),
        Column("assignee", "Assignee", _assignee, Kind.MUTED, width=100, hidden=True),
        Column(
            IssueSort.INGESTED_AT,
            "Arrived",
            _arrived,
            Kind.AGE,
            width=72,
            sortable=True,
            hidden=True,
        ),
    )


def issue_key(row: object) -> str:
    """Return the id of a row."""
    return _issue(row).id


def _issue(row: object) -> IssueSummary:
    return cast("IssueSummary", row)


def _title(row: object) -> str:
    return _issue(row).title


def _source(row: object) -> str:
    return source_text(_issue(row).source, _issue(row).origin)


def _severity(row: object) -> ChipValue:
    priority = _issue(row).priority
    return ChipValue(priority.upper(), severity_tone(priority))


def _stage(row: object) -> IconValue:
    stage = _issue(row).stage
    return IconValue(STAGE_ICONS[stage], STAGES[stage], stage_tone(stage))


def _pattern(row: object) -> str:
    pattern = _issue(row).pattern
    return pattern.name if pattern else ""


def _service(row: object) -> str:
    return _issue(row).service or ""


def _team(row: object) -> str:
    return _issue(row).team or ""


def _risk(row: object) -> int:
    return _issue(row).risk_score


def _age(row: object) -> datetime:
    return _issue(row).created_at


def _external_id(row: object) -> str:
    return _issue(row).external_id


def _assignee(row: object) -> str:
    return _issue(row).assignee or ""


def _arrived(row: object) -> datetime:
    return _issue(row).ingested_at
