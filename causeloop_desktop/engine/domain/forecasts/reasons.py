"""A forecast in words: one sentence of reason, its drivers, and what silence would change."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecasts.forecast import Evidence, Forecast
from causeloop_desktop.engine.domain.forecasts.rates import log_odds

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from causeloop_desktop.engine.domain.episodes import Micros

DAYS_PER_MONTH = 30.0
DAYS_PER_YEAR = 365.25

_FALL_WORTH_SAYING = 0.85
_MOVE_WORTH_SAYING = math.log(3.0)
"""How far, in log-odds, the workspace's own past must have moved a forecast to be its reason."""
_PUSH_WORTH_SAYING = 0.1
"""The same of the latest deploy, which is a driver from here on too."""

_SILENCES = (7, 14, 28, 56, 91, 182)
_LIVELY, _CALM = 1.25, 0.8


class Effect(StrEnum):
    """Which way a driver moves the probability."""

    RAISES = "raises"
    LOWERS = "lowers"
    STEADY = "steady"


@dataclass(frozen=True, slots=True)
class Driver:
    """One thing that a forecast depends on: its name, its way, and a short sentence."""

    name: str
    effect: Effect
    text: str


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The probability at the end of ``until`` (a day in the workspace's zone) after silence."""

    until: date
    probability: float
    text: str


@dataclass(frozen=True, slots=True)
class ForecastReasons:
    """The words that stand beside a probability; a fourth driver where deploys are looked at."""

    reason: str
    drivers: tuple[Driver, ...]
    counterfactual: Counterfactual | None


def explain(forecast: Forecast, zone: ZoneInfo, days: int = 7) -> ForecastReasons:
    """Say where the probability of the horizon ``days`` comes from.

    Args:
        forecast: The forecast to explain.
        zone: Where dates in words are cut.
        days: One of the forecast's horizons.
    """
    return ForecastReasons(
        reason=_reason(forecast, days),
        drivers=(
            _pace_driver(forecast),
            _recency_driver(forecast),
            _evidence_driver(forecast),
            *_deploy_driver(forecast, days),
        ),
        counterfactual=_counterfactual(forecast, zone, days),
    )


def local_day(time_us: Micros, zone: ZoneInfo) -> date:
    """The calendar day of an instant in a zone."""
    whole, micros = divmod(time_us, 1_000_000)
    moment = datetime.fromtimestamp(whole, UTC) + timedelta(microseconds=micros)
    return moment.astimezone(zone).date()


def day_in_words(day: date, today: date) -> str:
    """``29 November``, with the year where it is not this one."""
    words = f"{day.day} {_MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def percent(probability: float) -> str:
    """``38 %``, rounded to whole percent; never 0 % or 100 % for what is only nearly so."""
    rounded = round(100 * probability)
    if rounded == 0 < probability:
        return "< 1 %"
    if rounded == 100 > 100 * probability:
        return "> 99 %"
    return f"{rounded} %"


def span_in_words(days: float, whole: Callable[[float], int] = round) -> str:
    """A length of time as a person says it: ``5 hours``, ``3 days``, ``6 weeks``, ``8 months``.

    What is long ago is told in hours and days that are over, as the window's ages are: ``floor``.
    """
    for length, unit in _UNITS:
        amount = whole(days) if length == 1.0 else round(days / length)
        if days >= _UNIT_FROM * length and amount >= 2:
            return f"{amount} {unit}s"
    hours = max(1, whole(days * 24))
    return "1 hour" if hours == 1 else f"{hours} hours"


_UNITS = ((DAYS_PER_YEAR, "year"), (DAYS_PER_YEAR / 12, "month"), (7.0, "week"), (1.0, "day"))
_UNIT_FROM = 1.8
# Names are spelt out: the words must not depend on the machine's locale.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _reason(forecast: Forecast, days: int) -> str:
    rate = _rate_in_words(forecast.belief(days).rate_per_day)
    pushed = forecast.added_by_deploys(days) or 0.0
    deploy = f" and a deploy {_deployed_ago(forecast)}" if pushed > _PUSH_WORTH_SAYING else ""
    seen = f"{forecast.episodes} episodes, recent ones counted more,{deploy} make {rate}"
    moved = log_odds(forecast.probability(days)) - log_odds(forecast.shipped(days)) - pushed
    if abs(moved) < _MOVE_WORTH_SAYING:
        return f"{seen}."
    than = "less" if moved < 0 else "more"
    return f"{seen}: patterns like it have come back {than} often here than elsewhere."


def _rate_in_words(rate_per_day: float) -> str:
    """A rate in the unit in which it is at least about one."""
    for length, unit in ((1.0, "day"), (DAYS_PER_MONTH, "month"), (DAYS_PER_YEAR, "year")):
        amount = rate_per_day * length
        if amount >= 0.95:
            return f"{amount:.0f} a {unit}" if amount >= 20 else f"{amount:.1f} a {unit}"
    return "less than one a year"


def _pace_driver(forecast: Forecast) -> Driver:
    if forecast.pace >= _LIVELY:
        text = f"{forecast.pace:.1f} times as often lately as over the year"
        return Driver("pace", Effect.RAISES, text)
    if forecast.pace <= _CALM:
        text = f"only {percent(forecast.pace)} as often lately as over the year"
        return Driver("pace", Effect.LOWERS, text)
    return Driver("pace", Effect.STEADY, "about as often lately as over the year")


def _recency_driver(forecast: Forecast) -> Driver:
    seen = f"last seen {span_in_words(forecast.recency_days, math.floor)} ago"
    text = f"{seen}, the usual gap is {span_in_words(forecast.usual_gap_days)}"
    if forecast.recency_days > _LIVELY * forecast.usual_gap_days:
        return Driver("recency", Effect.LOWERS, text)
    if forecast.recency_days < _CALM * forecast.usual_gap_days:
        return Driver("recency", Effect.RAISES, text)
    return Driver("recency", Effect.STEADY, text)


def _evidence_driver(forecast: Forecast) -> Driver:
    """Little evidence lowers: the days of caution then weigh more than what was seen."""
    history = span_in_words((forecast.as_of_us - forecast.first_us) / DAY_US)
    text = f"{forecast.episodes} episodes in {history}"
    if forecast.evidence is Evidence.LIMITED:
        return Driver("evidence", Effect.LOWERS, f"{text}: limited evidence")
    return Driver("evidence", Effect.STEADY, text)


def _deploy_driver(forecast: Forecast, days: int) -> tuple[Driver, ...]:
    """The latest deploy, where this workspace's past shows that deploys tell what comes back."""
    pushed = forecast.added_by_deploys(days)
    if pushed is None:
        return ()
    text = f"its service was deployed {_deployed_ago(forecast)}"
    if pushed > _PUSH_WORTH_SAYING:
        return (Driver("deploys", Effect.RAISES, f"{text}, after which more comes back here"),)
    effect = Effect.LOWERS if pushed < -_PUSH_WORTH_SAYING else Effect.STEADY
    return (Driver("deploys", effect, text),)


def _deployed_ago(forecast: Forecast) -> str:
    last = forecast.deploys.last(forecast.as_of_us)
    return f"{span_in_words((forecast.as_of_us - (last or 0)) / DAY_US, math.floor)} ago"


def _counterfactual(forecast: Forecast, zone: ZoneInfo, days: int) -> Counterfactual | None:
    """The first round date by which silence would lower the probability noticeably."""
    now = forecast.probability(days)
    for silent in _SILENCES:
        later = forecast.probability_after_silence(days, silent)
        if later <= _FALL_WORTH_SAYING * now:
            return _silence(forecast, zone, silent, later)
    if round(100 * later) < round(100 * now):
        return _silence(forecast, zone, silent, later)
    return None


def _silence(forecast: Forecast, zone: ZoneInfo, silent: int, later: float) -> Counterfactual:
    today = local_day(forecast.as_of_us, zone)
    until = today + timedelta(days=silent)
    words = day_in_words(until, today)
    text = f"If nothing happens until {words} this falls to {percent(later)}."
    return Counterfactual(until, later, text)
