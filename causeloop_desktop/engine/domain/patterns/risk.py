"""Risk of patterns and issues as parts that are shown and add up.

Every weight of the formula stands in ``WEIGHTS``; nothing else decides. Points are whole numbers
per part, and a total is their sum, so what a person adds up on the screen is what it says.

All of it supposes that the issues of a pattern are one failure. What is right is worth its points;
what is not makes people look for a cause that is not there, hides the failure that it tells of, and
costs more than that: with c certain, 1 - c is taken back, and ``Weights.stray`` times as much.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from causeloop_desktop.engine.domain.forecasts.reasons import percent

if TYPE_CHECKING:
    from collections.abc import Mapping

SEVERITIES: tuple[str, ...] = ("p1", "p2", "p3", "p4")
"""Stored severities, the highest first."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The one table of weights.

    Attributes:
        recurrence: Points of a pattern that surely recurs within 30 days.
        severity: Points by the pattern's impact.
        trend: Points at ``trend_full``; a steady or falling pattern has none.
        trend_full: The pace (recent over usual rate) that earns all trend points.
        spread: Points at ``spread_full`` teams and services beyond the first of each.
        spread_full: See ``spread``.
        stray: What an issue that does not belong costs, in issues that do.
        pattern_share: Share of its pattern's risk in an issue's.
        own_share: Share of its own severity in an issue's.
        own: Risk of an issue by severity alone.
        impact_share: Share of the last 90 days that a severity needs to be the impact.
    """

    recurrence: int
    severity: Mapping[str, int]
    trend: int
    trend_full: float
    spread: int
    spread_full: int
    stray: int
    pattern_share: float
    own_share: float
    own: Mapping[str, int]
    impact_share: float


WEIGHTS = Weights(
    recurrence=50,
    severity=MappingProxyType({"p1": 25, "p2": 18, "p3": 10, "p4": 3}),
    trend=15,
    trend_full=2.0,
    spread=10,
    spread_full=4,
    stray=2,
    pattern_share=0.6,
    own_share=0.4,
    own=MappingProxyType({"p1": 90, "p2": 70, "p3": 40, "p4": 15}),
    impact_share=0.2,
)


@dataclass(frozen=True, slots=True)
class RiskPart:
    """One part of a risk: its points, the most it can have, and why it has them.

    The part that takes back points has fewer than none, and none at most.
    """

    name: str
    points: int
    most: int
    text: str


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk from 0 to 100 and the parts that sum to it."""

    parts: tuple[RiskPart, ...]

    @property
    def total(self) -> int:
        """The sum of the parts' points."""
        return sum(part.points for part in self.parts)


def pattern_risk(
    *,
    probability_30d: float | None,
    impact: str | None,
    pace: float | None,
    teams: int,
    services: int,
    certainty: float = 1.0,
) -> Risk:
    """The risk of a pattern.

    Args:
        probability_30d: Of at least one new episode in 30 days; None is "not enough data".
        impact: Its severity as ``impact`` finds it; None where nothing happened lately.
        pace: ``Forecast.pace``; None is "not enough data".
        teams: How many different teams its issues name.
        services: How many different services its issues name.
        certainty: Share of its issues that are one failure; see ``certainty_of``.
    """
    parts = (
        _recurrence(probability_30d),
        _severity(impact),
        _trend(pace),
        _spread(teams, services),
    )
    return Risk((*parts, _doubt(sum(part.points for part in parts), certainty)))


def certainty_of(confidence: float, issues: int) -> float:
    """Expected share of a pattern's issues that are one failure which came back.

    Three issues are what makes a failure come back: it happened, happened again, and does once
    more; of a pattern of two it is both. Let one issue stand for the failure and each of the n - 1
    others tell of it with probability c, whatever the rest do, so that k = 1 + Binomial(n - 1, c)
    are the same. Then with q = 1 - c

        E[k / n; k >= 3] = (1 + (n - 1) c - q^(n - 1) - 2 (n - 1) c q^(n - 2)) / n

    For two issues it is c and for three c squared, the probability that all are one failure; of a
    large pattern it is the share that belongs, so a few that strayed cost little.

    Args:
        confidence: Estimated share of the others that belong.
        issues: How many issues the pattern has.
    """
    if issues < 3:
        return confidence
    others, c, q = issues - 1, confidence, 1 - confidence
    share = (1 + others * c - q**others - 2 * others * c * q ** (others - 1)) / issues
    return min(1.0, max(0.0, share))


def issue_risk(severity: str, pattern_risk: int | None) -> int:
    """The risk of an issue: mostly its pattern's, else its severity alone."""
    own = WEIGHTS.own[severity]
    if pattern_risk is None:
        return own
    return math.floor(WEIGHTS.pattern_share * pattern_risk + WEIGHTS.own_share * own + 0.5)


def impact(severities: Mapping[str, int]) -> str | None:
    """The highest severity that makes up at least 20 % of the last 90 days.

    Args:
        severities: Occurrences of the last 90 days by severity (``p1`` to ``p4``).

    Returns:
        None where nothing happened in the last 90 days.
    """
    least = WEIGHTS.impact_share * sum(severities.values())
    present = (s for s in SEVERITIES if severities.get(s, 0) > 0 and severities[s] >= least)
    return next(present, None)


def _recurrence(probability: float | None) -> RiskPart:
    if probability is None:
        return RiskPart("recurrence", 0, WEIGHTS.recurrence, "not enough data")
    points = round(WEIGHTS.recurrence * probability)
    text = f"{percent(probability)} within 30 days"
    return RiskPart("recurrence", points, WEIGHTS.recurrence, text)


def _severity(impact: str | None) -> RiskPart:
    most = max(WEIGHTS.severity.values())
    if impact is None:
        return RiskPart("severity", 0, most, "nothing in the last 90 days")
    return RiskPart("severity", WEIGHTS.severity[impact], most, f"{impact.upper()} impact")


def _trend(pace: float | None) -> RiskPart:
    """Ratios count, not differences: half of the way to ``trend_full`` is its square root."""
    if pace is None:
        return RiskPart("trend", 0, WEIGHTS.trend, "not enough data")
    rise = math.log(max(pace, 1.0)) / math.log(WEIGHTS.trend_full)
    points = round(WEIGHTS.trend * min(1.0, rise))
    text = f"{pace:.1f} times the usual pace" if points else "not rising"
    return RiskPart("trend", points, WEIGHTS.trend, text)


def _spread(teams: int, services: int) -> RiskPart:
    beyond = max(0, teams - 1) + max(0, services - 1)
    points = round(WEIGHTS.spread * min(1.0, beyond / WEIGHTS.spread_full))
    text = f"{_counted(teams, 'team')}, {_counted(services, 'service')}"
    return RiskPart("spread", points, WEIGHTS.spread, text)


def _doubt(points: int, certainty: float) -> RiskPart:
    """What is not certain, and what it costs: c - ``stray`` (1 - c) of the points are left."""
    taken = min(1.0, (1 - certainty) * (1 + WEIGHTS.stray))
    text = f"{percent(certainty)} sure that its issues are one failure"
    return RiskPart("certainty", -round(points * taken), 0, text)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
