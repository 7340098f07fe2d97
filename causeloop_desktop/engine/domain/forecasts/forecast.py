"""How likely a pattern comes back: one pattern's forecast, with its range and what it rests on.

The shipped formula (``rates``) speaks first; where a workspace has a past of its own, the model
fitted to that past (``forecast_local``) moves it. Probability, range, band of counts and daily
chart all come from the same rate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import TYPE_CHECKING

from causeloop_desktop.engine.domain.episodes import DAY_US, onsets
from causeloop_desktop.engine.domain.forecasts.distributions import gamma_quantile
from causeloop_desktop.engine.domain.forecasts.local.activity import Activity
from causeloop_desktop.engine.domain.forecasts.local.deploys import NO_DEPLOYS, Deploys
from causeloop_desktop.engine.domain.forecasts.local.model import SHIPPED, WorkspaceModel
from causeloop_desktop.engine.domain.forecasts.rates import HORIZONS, Belief, clipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.engine.domain.episodes import Episode, Micros

RANGE_SHARE = 0.8
LEAST_EPISODES = 2
LIMITED_EPISODES = 4
STALE_GAPS = 3.0

_LOW_TAIL = (1.0 - RANGE_SHARE) / 2.0
_LEAST_WEIGHT = 1e-3


class Evidence(StrEnum):
    """How much a forecast rests on."""

    LIMITED = "limited"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class HorizonForecast:
    """P(at least one new episode in the next ``days``) with its 80 % range."""

    days: int
    probability: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """One pattern's forecast, made from what was known at ``as_of_us``.

    Attributes:
        activity: The pattern's past in a few numbers.
        model: What the workspace's own past adds.
        probabilities: Of each horizon, in ascending days; they never fall.
        deploys: Those that concern the pattern, as far as was known.
    """

    as_of_us: Micros
    activity: Activity
    model: WorkspaceModel
    probabilities: tuple[float, ...]
    deploys: Deploys = NO_DEPLOYS

    @property
    def episodes(self) -> int:
        """How many there were."""
        return self.activity.episodes

    @property
    def first_us(self) -> Micros:
        """When the first one began."""
        return self.activity.first_us

    @property
    def last_us(self) -> Micros:
        """When the last one began."""
        return self.activity.last_us

    @property
    def evidence(self) -> Evidence:
        """Limited up to four episodes."""
        return Evidence.LIMITED if self.episodes <= LIMITED_EPISODES else Evidence.GOOD

    @property
    def stale(self) -> bool:
        """Whether the last episode is more than three usual gaps ago."""
        return self.recency_days > STALE_GAPS * max(self.usual_gap_days, 1.0)

    @property
    def recency_days(self) -> float:
        """Since the last episode began."""
        return (self.as_of_us - self.last_us) / DAY_US

    @property
    def usual_gap_days(self) -> float:
        """Mean days from one episode to the next."""
        return (self.last_us - self.first_us) / DAY_US / (self.episodes - 1)

    @property
    def pace(self) -> float:
        """Rate of about the last month over the rate of about the last year, drawn towards 1."""
        return self.activity.pace(self.as_of_us)

    @property
    def beliefs(self) -> tuple[Belief, ...]:
        """The rate behind each probability."""
        shipped = self.activity.beliefs(self.as_of_us)
        return tuple(
            belief.saying(p, self.model.least(belief.model.days))
            for belief, p in zip(shipped, self.probabilities, strict=True)
        )

    @property
    def horizons(self) -> tuple[HorizonForecast, ...]:
        """Every horizon with its range; neither end falls from one to the next."""
        ranges = [_range(one, self.model.least(one.model.days)) for one in self.beliefs]
        low, high = (accumulate(ends, max) for ends in zip(*ranges, strict=True))
        return tuple(
            HorizonForecast(days, p, min(lower, p), max(upper, p))
            for days, p, lower, upper in zip(HORIZONS, self.probabilities, low, high, strict=True)
        )

    def probability(self, days: int) -> float:
        """The probability of one of ``HORIZONS``; unlike its range it costs nothing."""
        return self.probabilities[HORIZONS.index(days)]

    def within(self, days: int) -> HorizonForecast:
        """The forecast of one of ``HORIZONS``."""
        return self.horizons[HORIZONS.index(days)]

    def belief(self, days: int) -> Belief:
        """The rate behind one of ``HORIZONS``."""
        return self.beliefs[HORIZONS.index(days)]

    def shipped(self, days: int) -> float:
        """What the formula alone would say, held to what may be said."""
        belief = self.activity.beliefs(self.as_of_us)[HORIZONS.index(days)]
        return clipped(belief.probability, self.model.least(days))

    def probability_after_silence(self, days: int, silent_days: float) -> float:
        """What ``probability(days)`` will be if nothing happens for ``silent_days``."""
        later = self.as_of_us + round(silent_days * DAY_US)
        return self.model.probabilities(self.activity, later, self.deploys)[HORIZONS.index(days)]

    def added_by_deploys(self, days: int) -> float | None:
        """How far the latest deploy moves a horizon, in log-odds; ``None``: it is not looked at."""
        effect = self.model.deploy_effect(days)
        freshness = self.deploys.freshness(self.as_of_us)
        return None if effect is None or freshness is None else effect.added(freshness)


def forecast(
    episodes: Sequence[Episode],
    as_of_us: Micros,
    model: WorkspaceModel = SHIPPED,
    deploys: Deploys = NO_DEPLOYS,
) -> Forecast | None:
    """Forecast one pattern, or None where fewer than two episodes are known ("not enough data").

    Args:
        episodes: Oldest first, as ``episodes_of`` makes them; those that begin after ``as_of_us``
            are not seen.
        as_of_us: The instant the forecast is made for.
        model: What the workspace's own past adds.
        deploys: Those that concern the pattern.
    """
    return forecast_onsets(onsets(episodes), as_of_us, model, deploys)


def forecast_onsets(
    onsets_us: Sequence[Micros],
    as_of_us: Micros,
    model: WorkspaceModel = SHIPPED,
    deploys: Deploys = NO_DEPLOYS,
) -> Forecast | None:
    """The same from the ascending times at which episodes began."""
    seen = [time for time in onsets_us if time <= as_of_us]
    return forecast_activity(Activity.of(seen), as_of_us, model, deploys) if seen else None


def forecast_activity(
    activity: Activity,
    as_of_us: Micros,
    model: WorkspaceModel = SHIPPED,
    deploys: Deploys = NO_DEPLOYS,
) -> Forecast | None:
    """The same from a past that is kept up to date, none of it after ``as_of_us``."""
    if activity.episodes < LEAST_EPISODES:
        return None
    known = deploys.until(as_of_us)
    said = model.probabilities(activity, as_of_us, known)
    return Forecast(as_of_us, activity, model, said, known)


def _range(belief: Belief, least: float) -> tuple[float, float]:
    """The 10 % and 90 % points of the probability, held to what may be said."""
    weight = max(belief.weight, _LEAST_WEIGHT)
    window = belief.model.days / belief.exposure
    low, high = gamma_quantile(weight, _LOW_TAIL), gamma_quantile(weight, 1.0 - _LOW_TAIL)
    return clipped(-math.expm1(-low * window), least), clipped(-math.expm1(-high * window), least)
