"""How likely a pattern comes back: a Gamma-Poisson rate whose memory of old episodes fades.

An episode of age a counts ``exp(-a / memory)``, the days since the first one count alike, and
``caution`` days without an episode are added so that two episodes close together do not look like
a habit. The rate per day is then Gamma(weight, caution + effective days) distributed, and the
chance of at least one episode in h days is ``1 - (exposure / (exposure + h)) ** weight``.
The three pairs of memory and caution were fitted once, on public issue trackers; they are not
fitted to a workspace.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate
from typing import TYPE_CHECKING

from causeloop_desktop.engine.domain.distributions import gamma_quantile
from causeloop_desktop.engine.domain.episodes import DAY_US, onsets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from causeloop_desktop.engine.domain.episodes import Episode, Micros

LEAST, MOST = 0.01, 0.99
"""No forecast is surer than these: 0 % and 100 % are never shown."""

RANGE_SHARE = 0.8
LEAST_EPISODES = 2
LIMITED_EPISODES = 4
STALE_GAPS = 3.0


@dataclass(frozen=True, slots=True)
class HorizonModel:
    """The fitted parameters of one horizon; all three are days."""

    days: int
    memory: float
    caution: float


MODELS: tuple[HorizonModel, ...] = (
    HorizonModel(days=7, memory=180.0, caution=42.1),
    HorizonModel(days=30, memory=180.0, caution=65.1),
    HorizonModel(days=90, memory=365.0, caution=144.9),
)
HORIZONS: tuple[int, ...] = tuple(model.days for model in MODELS)

_SHORT_MEMORY = 30.0
_LONG_MEMORY = 365.0
_PACE_CAUTION = 10.0
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed about a pattern's rate: Gamma(weight, exposure), in episodes a day.

    It is also the whole state of the model: ``after_silence`` and ``with_episode`` bring it up to
    date without looking at the past again.
    """

    model: HorizonModel
    weight: float
    effective_days: float

    @property
    def exposure(self) -> float:
        """Days of observation, old ones counted less, with the days of caution."""
        return self.model.caution + self.effective_days

    @property
    def rate_per_day(self) -> float:
        """The expected rate."""
        return self.weight / self.exposure

    @property
    def probability(self) -> float:
        """P(at least one episode within the model's horizon), not yet clipped."""
        return -math.expm1(-self.weight * math.log1p(self.model.days / self.exposure))

    def after_silence(self, days: float) -> Belief:
        """The belief after ``days`` more in which nothing happened."""
        kept = math.exp(-days / self.model.memory)
        effective = self.model.memory - (self.model.memory - self.effective_days) * kept
        return replace(self, weight=self.weight * kept, effective_days=effective)

    def with_episode(self) -> Belief:
        """The belief after an episode that begins now."""
        return replace(self, weight=self.weight + 1.0)


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
    """All numbers of one pattern's forecast, made from what was known at ``as_of_us``.

    Attributes:
        horizons: In ascending days; probability, low and high never fall from one to the next.
        evidence: Limited up to four episodes.
        stale: The last episode is more than three usual gaps ago.
        recency_days: Since the last episode began.
        usual_gap_days: Mean days from one episode to the next.
        pace: Rate of about the last month over the rate of about the last year, drawn towards 1.
        beliefs: The rate behind each horizon.
    """

    as_of_us: Micros
    episodes: int
    first_us: Micros
    last_us: Micros
    horizons: tuple[HorizonForecast, ...]
    evidence: Evidence
    stale: bool
    recency_days: float
    usual_gap_days: float
    pace: float
    beliefs: tuple[Belief, ...]

    def within(self, days: int) -> HorizonForecast:
        """The forecast of one of ``HORIZONS``."""
        return self.horizons[HORIZONS.index(days)]

    def belief(self, days: int) -> Belief:
        """The rate behind one of ``HORIZONS``."""
        return self.beliefs[HORIZONS.index(days)]

    def probability_after_silence(self, days: int, silent_days: float) -> float:
        """What ``within(days)`` will say if nothing happens for ``silent_days``."""
        until = HORIZONS.index(days) + 1
        later = (belief.after_silence(silent_days) for belief in self.beliefs[:until])
        return _clipped(max(belief.probability for belief in later))


def forecast(episodes: Sequence[Episode], as_of_us: Micros) -> Forecast | None:
    """Forecast one pattern, or None where fewer than two episodes are known ("not enough data").

    Args:
        episodes: Oldest first, as ``episodes_of`` makes them; those that begin after ``as_of_us``
            are not seen.
        as_of_us: The instant the forecast is made for.
    """
    return forecast_onsets(onsets(episodes), as_of_us)


def forecast_onsets(onsets_us: Sequence[Micros], as_of_us: Micros) -> Forecast | None:
    """The same from the ascending times at which episodes began."""
    seen = [time for time in onsets_us if time <= as_of_us]
    if len(seen) < LEAST_EPISODES:
        return None
    ages = [(as_of_us - time) / DAY_US for time in seen]
    fading = {memory: _faded(ages, memory) for memory in _MEMORIES}
    beliefs = tuple(Belief(model, *fading[model.memory]) for model in MODELS)
    gap = (ages[0] - ages[-1]) / (len(ages) - 1)
    return Forecast(
        as_of_us=as_of_us,
        episodes=len(seen),
        first_us=seen[0],
        last_us=seen[-1],
        horizons=_horizons(beliefs),
        evidence=Evidence.LIMITED if len(seen) <= LIMITED_EPISODES else Evidence.GOOD,
        stale=ages[-1] > STALE_GAPS * max(gap, 1.0),
        recency_days=ages[-1],
        usual_gap_days=gap,
        pace=_pace(fading),
        beliefs=beliefs,
    )


_MEMORIES = tuple(sorted({_SHORT_MEMORY, _LONG_MEMORY, *(model.memory for model in MODELS)}))
_LOW_TAIL = (1.0 - RANGE_SHARE) / 2.0


def _faded(ages: Sequence[float], memory: float) -> tuple[float, float]:
    """The weight of all episodes and the effective days since the first."""
    weights = [math.exp(-age / memory) for age in ages]
    return math.fsum(weights), memory * (1.0 - weights[0])


def _pace(fading: Mapping[float, tuple[float, float]]) -> float:
    short_weight, short_days = fading[_SHORT_MEMORY]
    long_weight, long_days = fading[_LONG_MEMORY]
    usual = max(long_weight, _TINY) / max(long_days, _TINY)
    recent = (short_weight + usual * _PACE_CAUTION) / (short_days + _PACE_CAUTION)
    return recent / usual


def _horizons(beliefs: Sequence[Belief]) -> tuple[HorizonForecast, ...]:
    """Probabilities and ranges, each the running maximum over the horizons up to it.

    A longer window contains the shorter one, so its probability cannot be lower, whatever two
    separately fitted models say.
    """
    lows, highs = zip(*_ranges(beliefs), strict=True)
    columns = ([belief.probability for belief in beliefs], lows, highs)
    middle, low, high = (_running_maximum(column) for column in columns)
    return tuple(
        HorizonForecast(belief.model.days, p, min(lower, p), max(upper, p))
        for belief, p, lower, upper in zip(beliefs, middle, low, high, strict=True)
    )


def _ranges(beliefs: Iterable[Belief]) -> Iterable[tuple[float, float]]:
    """The 10 % and 90 % points of each probability.

    Quantiles cost most of a forecast; models that share a memory share their weight, and the
    quantile of Gamma(weight, 1) with it.
    """
    known: dict[float, tuple[float, float]] = {}
    for belief in beliefs:
        weight = max(belief.weight, _LEAST_WEIGHT)
        if weight not in known:
            known[weight] = (
                gamma_quantile(weight, _LOW_TAIL),
                gamma_quantile(weight, 1.0 - _LOW_TAIL),
            )
        window = belief.model.days / belief.exposure
        low, high = known[weight]
        yield -math.expm1(-low * window), -math.expm1(-high * window)


_LEAST_WEIGHT = 1e-3


def _running_maximum(values: Sequence[float]) -> list[float]:
    return [_clipped(value) for value in accumulate(values, max)]


def _clipped(probability: float) -> float:
    return min(MOST, max(LEAST, probability))
