"""How a pattern's numbers are answered: as a row of a list, in full, and as a reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.contract.base import SEVERITY_OF_PRIORITY, Priority, Source
from causeloop_desktop.contract.issues import PatternRef
from causeloop_desktop.contract.patterns import (
    Attribute,
    Evidence,
    Pattern,
    PatternSummary,
    Probability,
    RiskPart,
)
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.episodes import HOUR_US
from causeloop_desktop.engine.domain.forecasts.forecast import Evidence as ForecastEvidence
from causeloop_desktop.engine.domain.forecasts.forecast import Forecast
from causeloop_desktop.engine.domain.forecasts.rates import HORIZONS
from causeloop_desktop.engine.domain.forecasts.reasons import explain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from causeloop_desktop.engine.services.patterns.numbers import PatternNumbers

TOLD_DAYS = 7
"""The horizon that the words beside a pattern speak of."""

UNKNOWN = "unknown"
_ALWAYS_NAMED: Mapping[str, str] = {"domain": UNKNOWN, "root_cause": UNKNOWN}


def reference(numbers: PatternNumbers) -> PatternRef:
    """Give what a row of issues shows of its pattern."""
    return PatternRef(id=numbers.id, name=numbers.name, risk_score=numbers.risk_score)


def summary(numbers: PatternNumbers) -> PatternSummary:
    """Give a pattern as a row of a list."""
    return PatternSummary(**_row(numbers))


def detail(numbers: PatternNumbers, zone: ZoneInfo) -> Pattern:
    """Give a pattern with everything that explains it.

    Args:
        numbers: The pattern.
        zone: Where days in sentences are cut.
    """
    state = numbers.row.state
    reason, drivers, counterfactual = _words(numbers, zone)
    return Pattern(
        **_row(numbers),
        summary=state.summary,
        risk_parts=tuple(
            RiskPart(name=part.name, label=part.text, points=part.points, most=part.most)
            for part in numbers.risk.parts
        ),
        attributes=tuple(
            Attribute(name=line.name, value=line.value, count=line.count, of=line.of)
            for line in state.attributes
        ),
        reason=reason,
        drivers=drivers,
        counterfactual=counterfactual,
        gap_hours=numbers.row.gap_us / HOUR_US,
        own_gap=numbers.row.own_gap,
        created_by=numbers.row.created_by,
    )


def evidence_of(forecast: Forecast | None) -> Evidence:
    """Say how much a forecast rests on, in the contract's words."""
    if forecast is None:
        return Evidence.NONE
    if forecast.stale:
        return Evidence.STALE
    limited = forecast.evidence is ForecastEvidence.LIMITED
    return Evidence.LIMITED if limited else Evidence.ENOUGH


def probability_of(forecast: Forecast | None, days: int) -> Probability:
    """Give the chance of a new episode within one of the horizons."""
    if forecast is None:
        return Probability(window_days=days)
    found = forecast.within(days)
    return Probability(
        window_days=days,
        value=_rounded(found.probability),
        low=_rounded(found.low),
        high=_rounded(found.high),
    )


def reason_of(numbers: PatternNumbers, zone: ZoneInfo, days: int) -> str:
    """Say in one sentence where a pattern's probability comes from."""
    if numbers.forecast is None:
        return _too_little(numbers)
    return explain(numbers.forecast, zone, days).reason


def fingerprint_of(numbers: PatternNumbers) -> dict[str, str]:
    """Give what most members say; domain and root cause are always named."""
    return {**_ALWAYS_NAMED, **{line.name: line.value for line in numbers.row.state.attributes}}


def _row(numbers: PatternNumbers) -> dict[str, object]:
    priority = Priority(numbers.impact)
    return {
        "id": numbers.id,
        "name": numbers.name,
        "status": numbers.status,
        "risk_score": numbers.risk_score,
        "confidence": numbers.row.state.confidence,
        "issue_count": numbers.issues,
        "episode_count": len(numbers.episodes),
        "occurrence_count": numbers.occurrences,
        "first_seen_at": from_micros(numbers.first_us),
        "last_seen_at": from_micros(numbers.last_us),
        "severity": SEVERITY_OF_PRIORITY[priority],
        "priority": priority,
        "teams": numbers.teams,
        "services": numbers.services,
        "sources": tuple(map(Source, numbers.sources)),
        "fingerprint": fingerprint_of(numbers),
        "probabilities": tuple(probability_of(numbers.forecast, days) for days in HORIZONS),
        "evidence": evidence_of(numbers.forecast),
        "sparkline": numbers.sparkline,
    }


def _words(numbers: PatternNumbers, zone: ZoneInfo) -> tuple[str, tuple[str, ...], str]:
    if numbers.forecast is None:
        return _too_little(numbers), (), ""
    words = explain(numbers.forecast, zone, TOLD_DAYS)
    drivers = tuple(driver.text for driver in words.drivers)
    return words.reason, drivers, "" if words.counterfactual is None else words.counterfactual.text


def _too_little(numbers: PatternNumbers) -> str:
    found = len(numbers.episodes)
    seen = f"{found} episode so far" if found == 1 else "No episode with a known time so far"
    return f"{seen}: not enough data for a forecast, which needs at least 2."


def _rounded(probability: float) -> float:
    return round(probability, 4)
