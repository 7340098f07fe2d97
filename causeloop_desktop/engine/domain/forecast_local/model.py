"""The local model: a logistic regression as plain numbers, and its pool with the shipped formula.

The two probabilities are pooled in log-odds. The local one never weighs more than half, and less
while the workspace is young, so that a workspace with little history keeps the shipped forecast.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Self

from causeloop_desktop.engine.domain.forecast import LEAST, MOST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from causeloop_desktop.engine.domain.forecast import Belief, Forecast
    from causeloop_desktop.engine.domain.forecast_local.activity import Features

HALF_TRUSTED_ROWS = 1_000.0
"""Independent rows at which the local model would weigh a half."""

MOST_WEIGHT = 0.5

_NEAREST = 1e-6
"""Probabilities are held so far from 0 and 1 that their log-odds are finite."""


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A logistic regression over standardised features, for one horizon.

    Attributes:
        means: Of each feature, in the rows it was fitted to.
        scales: Their standard deviations, never 0.
        coefficients: Log-odds per standard deviation.
        effective_rows: The rows it was fitted to over how much their windows overlap.
    """

    days: int
    means: tuple[float, ...]
    scales: tuple[float, ...]
    coefficients: tuple[float, ...]
    intercept: float
    effective_rows: float

    @property
    def weight(self) -> float:
        """How much it counts beside the shipped formula, at most a half."""
        return min(MOST_WEIGHT, self.effective_rows / (self.effective_rows + HALF_TRUSTED_ROWS))

    def log_odds(self, features: Features) -> float:
        """The log-odds of at least one episode within ``days``."""
        terms = zip(features, self.means, self.scales, self.coefficients, strict=True)
        return self.intercept + sum((x - mean) / scale * c for x, mean, scale, c in terms)

    def pooled(self, shipped: float, features: Features) -> float:
        """The shipped probability, moved towards this model's."""
        mixed = log_odds(shipped) * (1 - self.weight) + self.log_odds(features) * self.weight
        return _probability(mixed)

    def to_json(self) -> dict[str, object]:
        """The model as JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` gave, also after JSON made lists of its tuples."""
        return cls(
            days=kept["days"],
            means=tuple(kept["means"]),
            scales=tuple(kept["scales"]),
            coefficients=tuple(kept["coefficients"]),
            intercept=kept["intercept"],
            effective_rows=kept["effective_rows"],
        )


def pooled_probabilities(
    beliefs: Sequence[Belief], features: Features, models: Mapping[int, LocalModel]
) -> tuple[float, ...]:
    """The probabilities that are shown, one for each belief, never falling from one to the next.

    Args:
        beliefs: Of the shipped formula, in ascending horizons.
        features: Of the same pattern at the same instant.
        models: The local model of each horizon that has one.
    """
    pooled = (
        models[belief.model.days].pooled(belief.probability, features)
        if belief.model.days in models
        else belief.probability
        for belief in beliefs
    )
    return tuple(accumulate(map(_clipped, pooled), max))


def with_local(
    forecast: Forecast, features: Features, models: Mapping[int, LocalModel]
) -> Forecast:
    """The forecast as this workspace's own past corrects it.

    The range moves along with its probability by the same log-odds, so that it stays as wide as
    the evidence left it.
    """
    probabilities = pooled_probabilities(forecast.beliefs, features, models)
    horizons, low, high = [], LEAST, LEAST
    for shipped, p in zip(forecast.horizons, probabilities, strict=True):
        shift = log_odds(p) - log_odds(shipped.probability)
        low = max(low, _clipped(_probability(log_odds(shipped.low) + shift)))
        high = max(high, _clipped(_probability(log_odds(shipped.high) + shift)))
        horizons.append(replace(shipped, probability=p, low=min(low, p), high=max(high, p)))
    return replace(forecast, horizons=tuple(horizons))


def log_odds(probability: float) -> float:
    """The logarithm of p over 1 - p."""
    held = min(1 - _NEAREST, max(_NEAREST, probability))
    return math.log(held / (1 - held))


def _probability(odds: float) -> float:
    """The inverse of ``log_odds``, for any number."""
    return 0.5 * (1.0 + math.tanh(0.5 * odds))


def _clipped(probability: float) -> float:
    return min(MOST, max(LEAST, probability))
