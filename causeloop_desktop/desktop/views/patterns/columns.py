"""The columns of the pattern list and of a pattern's members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.desktop.theme.tokens import pattern_status_tone, severity_tone
from causeloop_desktop.desktop.theme.words import score_text, tr
from causeloop_desktop.desktop.views.words import chance_within, source_text
from causeloop_desktop.desktop.widgets.table import ChipValue, Column, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from causeloop_desktop.contract.issues import IssueSummary
    from causeloop_desktop.contract.patterns import PatternSummary

CHANCE_DAYS = 30


def pattern_columns() -> tuple[Column, ...]:
    """List the columns of the pattern list."""
    chance = tr("In {n} days").format(n=CHANCE_DAYS)
    return (
        Column("name", tr("Pattern"), _name, Kind.TITLE, 360, 3, 240, sortable=True),
        Column("status", tr("Status"), _status, Kind.CHIP, 96),
        Column("risk_score", tr("Risk"), _risk, Kind.RISK, 104, sortable=True),
        Column("trend", tr("Trend"), _trend, Kind.SPARKLINE, 88),
        Column("probability", chance, _chance, Kind.PERCENT, 92, sortable=True),
        Column("issue_count", tr("Issues"), _issues, Kind.NUMBER, 68, sortable=True),
        Column("episode_count", tr("Episodes"), _episodes, Kind.NUMBER, 84, drop_below=1100),
        Column("service", tr("Service"), _services, Kind.MUTED, 130, 1, drop_below=1260),
        Column("team", tr("Team"), _teams, Kind.MUTED, 104, 1, drop_below=900),
        Column("last_seen_at", tr("Last seen"), _last_seen, Kind.TIME, 112, sortable=True),
    )


def member_columns() -> tuple[Column, ...]:
    """List the columns of a pattern's member issues."""
    return (
        Column("select", "", kind=Kind.CHECK, width=36),
        Column("title", tr("Issue"), _title, Kind.TITLE, 260, stretch=3, minimum=160),
        Column("source", tr("Source"), _source, Kind.MUTED, 104, drop_below=560),
        Column("severity", tr("Severity"), _severity, Kind.CHIP, 72),
        Column("similarity", tr("Similarity"), _similarity, Kind.NUMBER, 80),
        Column("team", tr("Team"), _team, Kind.MUTED, 100, drop_below=760),
        Column("created_at", tr("Created"), _created, Kind.TIME, 108),
    )


def _name(row: PatternSummary) -> str:
    return row.name


def _status(row: PatternSummary) -> ChipValue:
    return ChipValue(row.status.value, pattern_status_tone(row.status.value))


def _risk(row: PatternSummary) -> int:
    return row.risk_score


def _trend(row: PatternSummary) -> tuple[int, ...]:
    return row.sparkline


def _chance(row: PatternSummary) -> float | None:
    return chance_within(row, CHANCE_DAYS)


def _issues(row: PatternSummary) -> int:
    return row.issue_count


def _episodes(row: PatternSummary) -> int:
    return row.episode_count


def _services(row: PatternSummary) -> str:
    return ", ".join(row.services)


def _teams(row: PatternSummary) -> str:
    return ", ".join(row.teams)


def _last_seen(row: PatternSummary) -> datetime:
    return row.last_seen_at


def _title(row: IssueSummary) -> str:
    return row.title


def _source(row: IssueSummary) -> str:
    return source_text(row.source, row.origin)


def _severity(row: IssueSummary) -> ChipValue:
    """Show the severity, with an arrow where it is above the median of the pattern."""
    words = row.priority.value.upper()
    shown = f"{words} \N{UPWARDS ARROW}" if row.above_median_severity else words
    return ChipValue(shown, severity_tone(row.priority.value))


def _similarity(row: IssueSummary) -> str | None:
    return None if row.similarity is None else score_text(row.similarity)


def _team(row: IssueSummary) -> str:
    return row.team or ""


def _created(row: IssueSummary) -> datetime:
    return row.created_at
