"""The columns of the list of issues."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from causeloop_desktop.contract.issues import IssueSort, IssueSummary
from causeloop_desktop.desktop.theme.tokens import severity_tone, stage_tone
from causeloop_desktop.desktop.theme.words import tr
from causeloop_desktop.desktop.views.words import STAGE_ICONS, STAGES, source_text
from causeloop_desktop.desktop.widgets.table import ChipValue, Column, IconValue, Kind

if TYPE_CHECKING:
    from datetime import datetime


def issue_columns() -> tuple[Column, ...]:
    """Return the columns; beside an issue a narrow list says two of them in second lines."""
    return (
        Column("select", "", kind=Kind.CHECK, width=30),
        Column("title", tr("Title"), _title, Kind.TITLE, 280, 11, minimum=160, below=_below),
        Column("source", tr("Source"), _source, Kind.MUTED, 96, drop_below=900, folded=True),
        Column(IssueSort.SEVERITY, tr("Sev."), _severity, Kind.CHIP, 52, sortable=True),
        Column(IssueSort.STATUS, tr("Stage"), _stage, Kind.ICON, 58, sortable=True),
        Column("pattern", tr("Pattern"), _pattern, Kind.TEXT, 150, 5, minimum=96, folded=True),
        Column("service", tr("Service"), _service, Kind.MUTED, 114, 3, 100, folded=True),
        Column("team", tr("Team"), _team, Kind.MUTED, 92, drop_below=560, folded=True),
        Column(IssueSort.RISK_SCORE, tr("Risk"), _risk, Kind.RISK, 88, sortable=True),
        Column(IssueSort.CREATED_AT, tr("Age"), _age, Kind.AGE, 92, sortable=True),
        *_hidden_columns(),
    )


def _hidden_columns() -> tuple[Column, ...]:
    arrived = IssueSort.INGESTED_AT
    return (
        Column("external_id", tr("Id"), _external_id, Kind.MUTED, 110, hidden=True),
        Column("assignee", tr("Assignee"), _assignee, Kind.MUTED, 100, hidden=True),
        Column(arrived, tr("Arrived"), _arrived, Kind.AGE, 92, sortable=True, hidden=True),
    )


def issue_key(row: object) -> str:
    """Return the id of a row."""
    return _issue(row).id


def _issue(row: object) -> IssueSummary:
    return cast("IssueSummary", row)


def _title(row: object) -> str:
    return _issue(row).title


def _below(row: object) -> str:
    """Say of the folded columns what tells most; the issue beside says the others."""
    parts = (_source(row), _pattern(row) or _service(row))
    return " · ".join(part for part in parts if part)


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
