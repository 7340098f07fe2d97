"""The columns of the dashboard's two tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.desktop.theme.words import tr
from causeloop_desktop.desktop.views.dashboard.names import short_name
from causeloop_desktop.desktop.widgets.table import Column, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from causeloop_desktop.contract.dashboard import TeamLoad
    from causeloop_desktop.contract.patterns import PatternSummary


def pattern_columns(chance: Callable[[PatternSummary], float | None]) -> tuple[Column, ...]:
    """List the columns of the top patterns; ``chance`` is that of the window looked at."""
    return (
        Column("name", tr("Pattern"), _name, Kind.TITLE, 260, stretch=3, minimum=140),
        Column("trend", tr("Trend"), _trend, Kind.SPARKLINE, 88, drop_below=460),
        Column("issue_count", tr("Issues"), _issues, Kind.NUMBER, 64),
        Column("risk_score", tr("Risk"), _risk, Kind.RISK, 88),
        Column("chance", tr("Comes back"), chance, Kind.PERCENT, 104),
    )


def team_columns() -> tuple[Column, ...]:
    """List the columns of the table by team."""
    return (
        Column("team", tr("Team"), _team, Kind.TITLE, 104, stretch=1, minimum=104),
        Column("open", tr("Open"), _open_issues, Kind.NUMBER, 60),
        Column("in_patterns", tr("In patterns"), _in_patterns, Kind.NUMBER, 92, drop_below=400),
        Column("top", tr("Keeps coming back"), _top, Kind.MUTED, 200, 2, 80, sentence=_whole_top),
    )


def _name(row: PatternSummary) -> str:
    return row.name


def _trend(row: PatternSummary) -> tuple[int, ...]:
    return row.sparkline


def _issues(row: PatternSummary) -> int:
    return row.issue_count


def _risk(row: PatternSummary) -> int:
    return row.risk_score


def _team(row: TeamLoad) -> str:
    return row.team or tr("No team")


def _open_issues(row: TeamLoad) -> int:
    return row.open_issues


def _in_patterns(row: TeamLoad) -> int:
    return row.in_patterns


def _top(row: TeamLoad) -> str:
    return short_name(row.top_pattern or "")


def _whole_top(row: TeamLoad) -> str:
    return row.top_pattern or ""
