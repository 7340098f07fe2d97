"""The dashboard: one answer, so that its tiles, tables and charts agree."""

from causeloop_desktop.contract.base import Instant, Model
from causeloop_desktop.contract.issues import IssueFacets
from causeloop_desktop.contract.patterns import PatternSummary, SeriesPoint
from causeloop_desktop.contract.predictions import PredictionSummary


class TeamLoad(Model):
    """A team's share: its open issues, those in patterns, and the worst of its patterns."""

    team: str
    issues: int
    open_issues: int
    in_patterns: int
    top_pattern: str | None = None


class Activity(Model):
    """Something that just happened, in one line and a half."""

    at: Instant
    actor: str
    title: str
    detail: str = ""
    entity_id: str | None = None


class Dashboard(Model):
    """Everything the dashboard shows, seen as of one moment.

    ``issues_per_day`` covers ``window_days`` days; ``open_loops`` counts open issues in
    patterns that came back at least twice.
    """

    as_of: Instant
    window_days: int
    facets: IssueFacets
    issues_this_window: int
    open_loops: int
    open_loops_new: int
    patterns: int
    patterns_emerging: int
    prediction: PredictionSummary
    issues_per_day: tuple[SeriesPoint, ...] = ()
    teams: tuple[TeamLoad, ...] = ()
    top_patterns: tuple[PatternSummary, ...] = ()
    activity: tuple[Activity, ...] = ()
