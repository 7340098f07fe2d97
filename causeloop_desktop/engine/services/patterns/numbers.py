"""Everything that can be counted and computed of one pattern as of one moment, in one place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from causeloop_desktop.contract.patterns import PatternStatus
from causeloop_desktop.engine.domain.episodes import DAY_US, Episode, episodes_of, onsets
from causeloop_desktop.engine.domain.forecasts.counts import Step, past_buckets
from causeloop_desktop.engine.domain.forecasts.forecast import Forecast, forecast
from causeloop_desktop.engine.domain.forecasts.local.deploys import (
    EMPTY_LOG,
    NO_DEPLOYS,
    DeployLog,
    Deploys,
)
from causeloop_desktop.engine.domain.forecasts.local.model import SHIPPED, WorkspaceModel
from causeloop_desktop.engine.domain.patterns.risk import Risk, certainty_of, impact, pattern_risk
from causeloop_desktop.engine.domain.patterns.status import Closure, status_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from causeloop_desktop.contract.base import PatternId
    from causeloop_desktop.engine.domain.forecasts.counts import Bucket
    from causeloop_desktop.engine.store.patterns.members import Members
    from causeloop_desktop.engine.store.patterns.rows import PatternRow

SPARKLINE_WEEKS = 12
IMPACT_DAYS = 90
RISK_DAYS = 30

LEAST_OCCURRENCES = 2
"""Before its second occurrence nothing was a pattern yet."""

RECURRING_EPISODES = 3
"""With so many episodes a failure has come back at least twice: an open loop."""


@dataclass(frozen=True)
class Standpoint:
    """From where the patterns of a workspace are looked at: a moment, and what was known then.

    Attributes:
        as_of_us: Nothing after this is seen.
        zone: Where days and weeks begin.
        model: What the workspace's own past adds to forecasts, as far as it was known.
        deploys: All that are known; looked at where the model does.
    """

    as_of_us: int
    zone: ZoneInfo
    model: WorkspaceModel = SHIPPED
    deploys: DeployLog = EMPTY_LOG

    @cached_property
    def weeks(self) -> tuple[Bucket, ...]:
        """The buckets of the sparklines; they end with the day of ``as_of_us``."""
        return past_buckets(self.as_of_us, self.zone, Step.WEEK, SPARKLINE_WEEKS)


@dataclass(frozen=True, slots=True)
class PatternNumbers:
    """A pattern as of one moment; every view and verb reads its numbers here.

    Attributes:
        row: What is stored of it.
        until: How many of its occurrences had happened.
        issues: How many issues they belong to.
        impact: The severity that stands for it, ``p1`` to ``p4``.
        certainty: Expected share of its issues that are one failure.
        sparkline: Episodes a week, oldest first.
    """

    row: PatternRow
    until: int
    issues: int
    episodes: tuple[Episode, ...]
    forecast: Forecast | None
    status: PatternStatus
    impact: str
    risk: Risk
    risk_score: int
    certainty: float
    teams: tuple[str, ...]
    services: tuple[str, ...]
    sources: tuple[str, ...]
    sparkline: tuple[int, ...]

    @property
    def key(self) -> int:
        """The pattern's key in the store."""
        return self.row.key

    @property
    def id(self) -> PatternId:
        """The pattern's id."""
        return self.row.id

    @property
    def name(self) -> str:
        """The pattern's name."""
        return self.row.name

    @property
    def occurrences(self) -> int:
        """How often it happened; what several tools told counts once."""
        return self.row.state.members.count(self.until)

    @property
    def first_us(self) -> int:
        """When it happened first."""
        return self.row.state.members.times[0]

    @property
    def last_us(self) -> int:
        """When it happened last."""
        return self.row.state.members.times[self.until - 1]

    @property
    def recurring(self) -> bool:
        """Whether it has come back at least twice and is not closed."""
        return self.status is PatternStatus.ACTIVE and len(self.episodes) >= RECURRING_EPISODES

    def probability(self, days: int) -> float | None:
        """The chance of a new episode within one of the horizons; ``None``: not enough data."""
        return None if self.forecast is None else self.forecast.probability(days)


def all_episodes(row: PatternRow) -> tuple[Episode, ...]:
    """Group every occurrence whose time is known, whatever the moment that is asked for."""
    members = row.state.members
    return episodes_of(members.known_times(len(members)), row.gap_us)


def counted_once(row: PatternRow, leads: Mapping[int, int]) -> PatternRow:
    """Give the row with what several tools told marked, so that it counts once.

    Args:
        row: The pattern.
        leads: For each issue that tells the same as others the issue that leads them.
    """
    members = row.state.members.counted_once(leads)
    if members is row.state.members:
        return row
    return replace(row, state=replace(row.state, members=members))


def deploys_of(row: PatternRow, log: DeployLog) -> Deploys:
    """Give the deploys of the services that a pattern's members name."""
    members = row.state.members
    named: dict[int, int] = {}
    for code, time in zip(members.service.codes, members.times, strict=True):
        named.setdefault(code, time)
    names = members.service.names
    return log.concerning((names[code], time) for code, time in named.items() if names[code])


def numbers_of(
    row: PatternRow, episodes: tuple[Episode, ...], seen_from: Standpoint
) -> PatternNumbers | None:
    """Compute a pattern as of a moment, or ``None`` where it was none yet.

    Args:
        row: The pattern.
        episodes: What ``all_episodes`` made of it.
        seen_from: The moment, and what was known then.
    """
    as_of_us, model, members = seen_from.as_of_us, seen_from.model, row.state.members
    until = members.until(as_of_us)
    if row.merged_into is not None or until < min(LEAST_OCCURRENCES, max(1, len(members))):
        return None
    seen = seen_episodes(row, episodes, until)
    issues = len(set(members.issues[:until]))
    deploys = deploys_of(row, seen_from.deploys) if model.looks_at_deploys else NO_DEPLOYS
    expected = forecast(seen, as_of_us, model, deploys)
    lately = impact(_severities(members, as_of_us - IMPACT_DAYS * DAY_US, until))
    teams, services = members.team.ranked(until), members.service.ranked(until)
    certainty = certainty_of(row.state.confidence, issues)
    risk = pattern_risk(
        probability_30d=None if expected is None else expected.probability(RISK_DAYS),
        impact=lately,
        pace=None if expected is None else expected.pace,
        teams=len(teams),
        services=len(services),
        certainty=certainty,
    )
    return PatternNumbers(
        row=row,
        until=until,
        issues=issues,
        episodes=seen,
        forecast=expected,
        status=_status(row, seen, issues, until, as_of_us),
        impact=lately or _impact_ever(members, until),
        risk=risk,
        risk_score=risk.total,
        certainty=certainty,
        teams=teams,
        services=services,
        sources=members.source.ranked(until),
        sparkline=_sparkline(seen, seen_from.weeks),
    )


def seen_episodes(
    row: PatternRow, episodes: tuple[Episode, ...], until: int
) -> tuple[Episode, ...]:
    """Give the episodes of the first ``until`` occurrences, where ``episodes`` are of all."""
    members = row.state.members
    if until == len(members):
        return episodes
    return episodes_of(members.known_times(until), row.gap_us)


def _status(
    row: PatternRow, episodes: Sequence[Episode], issues: int, until: int, as_of_us: int
) -> PatternStatus:
    sources = len(set(row.state.members.source.codes[:until]))
    return status_of(
        episodes, issues=issues, sources=sources, as_of_us=as_of_us, closure=_closure(row)
    )


def _closure(row: PatternRow) -> Closure | None:
    match row.status_override:
        case PatternStatus.WATCHING:
            return Closure(row.status_override_us or 0)
        case PatternStatus.RESOLVED:
            return Closure(row.status_override_us or 0, proof_days=0)
        case _:
            return None


def _severities(members: Members, since_us: int, until: int) -> Counter[str]:
    since = bisect_left(members.times, since_us, 0, until)
    return Counter(f"p{severity}" for severity in members.severities[since:until])


def _impact_ever(members: Members, until: int) -> str:
    """Where nothing happened lately, the severity that the same rule finds over all time."""
    return impact(Counter(f"p{severity}" for severity in members.severities[:until])) or "p4"


def _sparkline(episodes: Sequence[Episode], weeks: Sequence[Bucket]) -> tuple[int, ...]:
    edges = [week.start_us for week in weeks]
    counts = [0] * len(edges)
    for time in reversed(onsets(episodes)):
        week = bisect_right(edges, time) - 1
        if week < 0:
            break
        counts[week] += 1
    return tuple(counts)
