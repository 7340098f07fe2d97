"""The past of one pattern in a few numbers, brought up to date episode by episode."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self, TypeAlias

from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecasts.rates import MODELS, Belief

if TYPE_CHECKING:
    from collections.abc import Iterable

    from causeloop_desktop.engine.domain.episodes import Micros

RATE_MEMORIES = (7.0, 30.0, 90.0, 365.0)
"""Days over which the four rates fade."""

FEATURES = (
    "rate of 7 days",
    "rate of 30 days",
    "rate of 90 days",
    "rate of 365 days",
    "recency",
    "recency over usual gap",
    "episodes",
    "age",
    "unevenness of gaps",
)

Features: TypeAlias = tuple[float, ...]
"""The nine numbers that the local model looks at, in the order of ``FEATURES``."""

_MEMORIES = tuple(sorted({*RATE_MEMORIES, *(model.memory for model in MODELS)}))
_RATES_AT = tuple(_MEMORIES.index(memory) for memory in RATE_MEMORIES)
_SHORT_AT, _LONG_AT = _MEMORIES.index(30.0), _MEMORIES.index(365.0)
_MODELS_AT = tuple(_MEMORIES.index(model.memory) for model in MODELS)

_PSEUDO_WEIGHT = 0.5
"""Added to every faded count, so that a long silence has a logarithm."""

_PSEUDO_DAYS = 1.0
_PACE_CAUTION = 10.0
_TINY = 1e-9
_MOST_GAPS = 20.0
_STEADY = 1.0
"""The unevenness of pure chance, taken where there is but one gap."""


@dataclass(frozen=True, slots=True)
class Activity:
    """All that forecasts need to know of a pattern's past.

    Attributes:
        faded: For each memory, the episodes counted by how little they have faded at ``last_us``.
        gap_squares: The sum of the squared gaps, in days.
    """

    episodes: int
    first_us: Micros
    last_us: Micros
    faded: tuple[float, ...]
    gap_squares: float

    @classmethod
    def of(cls, onsets_us: Iterable[Micros]) -> Self:
        """Take in ascending beginnings of episodes, at least one.

        Raises:
            StopIteration: There is none.
        """
        times = iter(onsets_us)
        first = last = next(times)
        episodes, squares, faded = 1, 0.0, [1.0] * len(_MEMORIES)
        for time in times:
            gap = (time - last) / DAY_US
            pairs = zip(faded, _MEMORIES, strict=True)
            faded = [weight * math.exp(-gap / memory) + 1.0 for weight, memory in pairs]
            episodes, squares, last = episodes + 1, squares + gap * gap, time
        return cls(episodes, first, last, tuple(faded), squares)

    @classmethod
    def starting(cls, time_us: Micros) -> Self:
        """The first episode of a pattern."""
        return cls(1, time_us, time_us, (1.0,) * len(_MEMORIES), 0.0)

    def with_episode(self, time_us: Micros) -> Self:
        """The same with one more episode, not earlier than the last."""
        gap = (time_us - self.last_us) / DAY_US
        faded = tuple(
            weight * math.exp(-gap / memory) + 1.0
            for weight, memory in zip(self.faded, _MEMORIES, strict=True)
        )
        return replace(
            self,
            episodes=self.episodes + 1,
            last_us=time_us,
            faded=faded,
            gap_squares=self.gap_squares + gap * gap,
        )

    def beliefs(self, as_of_us: Micros) -> tuple[Belief, ...]:
        """What the shipped formula believes; the same numbers as ``forecast`` computes."""
        states = self._states(as_of_us)
        return tuple(
            Belief(model, *states[at]) for model, at in zip(MODELS, _MODELS_AT, strict=True)
        )

    def pace(self, as_of_us: Micros) -> float:
        """Rate of about the last month over the rate of about the last year, drawn towards 1."""
        states = self._states(as_of_us)
        (short_weight, short_days), (long_weight, long_days) = states[_SHORT_AT], states[_LONG_AT]
        usual = max(long_weight, _TINY) / max(long_days, _TINY)
        recent = (short_weight + usual * _PACE_CAUTION) / (short_days + _PACE_CAUTION)
        return recent / usual

    def features(self, as_of_us: Micros) -> Features:
        """What the local model looks at."""
        recency = (as_of_us - self.last_us) / DAY_US
        age = (as_of_us - self.first_us) / DAY_US
        span = (self.last_us - self.first_us) / DAY_US
        states = self._states(as_of_us)
        rates = [_log_rate(*states[at]) for at in _RATES_AT]
        usual_gap = max(span / max(self.episodes - 1, 1), _PSEUDO_DAYS)
        return (
            *rates,
            math.log(recency + _PSEUDO_DAYS),
            min(recency / usual_gap, _MOST_GAPS),
            math.log(self.episodes),
            math.log(age + _PSEUDO_DAYS),
            self._unevenness(span),
        )

    def _states(self, as_of_us: Micros) -> list[tuple[float, float]]:
        """For each memory the faded episodes and the effective days since the first."""
        recency = (as_of_us - self.last_us) / DAY_US
        age = (as_of_us - self.first_us) / DAY_US
        return [
            (weight * math.exp(-recency / memory), memory * -math.expm1(-age / memory))
            for weight, memory in zip(self.faded, _MEMORIES, strict=True)
        ]

    def _unevenness(self, span: float) -> float:
        """Standard deviation of the gaps over their mean."""
        gaps = self.episodes - 1
        if gaps < 2 or span <= 0:
            return _STEADY
        mean = span / gaps
        return math.sqrt(max(self.gap_squares / gaps - mean * mean, 0.0)) / mean


def _log_rate(weight: float, effective_days: float) -> float:
    return math.log((weight + _PSEUDO_WEIGHT) / (effective_days + _PSEUDO_DAYS))
