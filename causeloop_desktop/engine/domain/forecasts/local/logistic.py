"""A fitted logistic regression as plain numbers, which the engine can ask without numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

    from causeloop_desktop.engine.domain.forecasts.local.activity import Features

FARTHEST = 4.0
"""Standard deviations from the mean beyond which a feature counts no more."""


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A logistic regression over standardised features and the formula's log-odds.

    Attributes:
        means: Of each feature, where it says nothing.
        scales: The standard deviation of each, never 0.
        coefficients: Log-odds per standard deviation.
        slope: Log-odds per log-odds of the shipped formula; 0 where that is not looked at.
    """

    means: tuple[float, ...]
    scales: tuple[float, ...]
    coefficients: tuple[float, ...]
    intercept: float
    slope: float = 0.0

    def log_odds(self, shipped: float, features: Features) -> float:
        """The log-odds of at least one episode, where the formula's are ``shipped``."""
        odds = self.intercept + self.slope * shipped
        terms = zip(features, self.means, self.scales, self.coefficients, strict=True)
        for value, mean, scale, coefficient in terms:
            if coefficient:
                far = (value - mean) / scale
                odds += coefficient * max(-FARTHEST, min(FARTHEST, far))
        return odds

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read a model after JSON made lists of its tuples."""
        return cls(
            means=tuple(kept["means"]),
            scales=tuple(kept["scales"]),
            coefficients=tuple(kept["coefficients"]),
            intercept=kept["intercept"],
            slope=kept["slope"],
        )
