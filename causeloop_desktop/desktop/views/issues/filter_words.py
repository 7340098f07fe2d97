"""What a filter lets through, in the words on its chip."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from causeloop_desktop.desktop.theme.words import date_text, tr
from causeloop_desktop.desktop.views.words import SOURCES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from causeloop_desktop.contract.issues import IssueFilter

RISKS = (20, 40, 60, 80)
PERIODS = (1, 7, 30, 90, 365)
"""Days back that the menu of dates offers."""

MOST_NAMES = 2
"""How many names a chip holds before it counts them."""


def severity_words(filter_: IssueFilter) -> str:
    """Say which severities are let through."""
    return ", ".join(priority.upper() for priority in filter_.severity)


def source_words(filter_: IssueFilter) -> str:
    """Say which sources are let through."""
    return _few([SOURCES[source] for source in filter_.source])


def team_words(filter_: IssueFilter) -> str:
    """Say which teams are let through."""
    return _few(filter_.team)


def risk_words(filter_: IssueFilter) -> str:
    """Say from which risk on."""
    return "" if filter_.risk_min is None else tr("{n} and more").format(n=filter_.risk_min)


def linked_words(filter_: IssueFilter) -> str:
    """Say whether issues in a pattern, or those in none."""
    words: Mapping[bool | None, str] = {None: "", True: tr("in one"), False: tr("in none")}
    return words[filter_.linked]


def period_words(filter_: IssueFilter, now: datetime) -> str:
    """Say since when, as a number of days where it is one that the menu offers."""
    if filter_.date_from is None:
        return ""
    for days in PERIODS:
        if abs(now - timedelta(days=days) - filter_.date_from) < timedelta(hours=1):
            return last_days_text(days)
    return tr("since {day}").format(day=date_text(filter_.date_from.date()))


def last_days_text(days: int) -> str:
    """Name a period that ends now."""
    return tr("last day") if days == 1 else tr("last {n} days").format(n=days)


def _few(names: Sequence[str]) -> str:
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    return tr("{n} of them").format(n=len(names))
