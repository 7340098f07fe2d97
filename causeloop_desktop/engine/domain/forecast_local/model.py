"""What a workspace's own past adds to the shipped formula, as plain numbers.

Two small logistic regressions are fitted to finished windows: one looks at the pattern's features
alone, one corrects the shipped formula and stays near it where little speaks against it. Both are
pooled with the formula in log-odds, with a weight that grows with the windows behind them and
never passes a half, so that a workspace with little history keeps the shipped forecast. Where
the record says that the pool loses on this workspace, the correction alone or the plain average
is used instead (``choosing``).

Every coefficient has the sign that silence lowers and an episode raises the probability.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Self

from causeloop_desktop.engine.domain.rates import clipped, from_log_odds, log_odds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from causeloop_desktop.engine.domain.episodes import Micros
    from causeloop_desktop.engine.domain.forecast_local.activity import Activity, Features
    from causeloop_desktop.engine.domain.rates import Belief

HALF_TRUSTED_ROWS = 1_000.0
"""Independent rows at which the local part would weigh a half."""

MOST_WEIGHT = 0.5

FARTHEST = 4.0
"""Standard deviations from the mean beyond which a feature counts no more."""


class Method(StrEnum):
    """Who speaks: the formula alone, the pool, the corrected formula, or the plain average."""

    FORMULA = "formula"
    POOLED = "pooled"
    CORRECTED = "corrected"
    AVERAGE = "average"


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A logistic regression over standardised features and the formula's log-odds.

    Attributes:
        means: Of each feature, in the rows it was fitted to.
        scales: Their standard deviations, never 0.
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


@dataclass(frozen=True, slots=True)
class HorizonMethods:
    """All that may speak for one horizon, and who does.

    Attributes:
        average: The share of finished windows in which something happened.
        effective_rows: Finished windows over how much they overlap.
        local: Looks at features alone; none where there are too few windows.
        corrected: Corrects the formula; likewise.
    """

    days: int
    method: Method = Method.FORMULA
    average: float | None = None
    effective_rows: float = 0.0
    local: LocalModel | None = None
    corrected: LocalModel | None = None

    @property
    def weight(self) -> float:
        """How much the local part counts beside the formula, at most a half."""
        return min(MOST_WEIGHT, self.effective_rows / (self.effective_rows + HALF_TRUSTED_ROWS))

    def probability(self, shipped: float, features: Features) -> float:
        """What the method in use says, where the formula says ``shipped``."""
        return self.said_by(self.method, shipped, features)

    def said_by(self, method: Method, shipped: float, features: Features) -> float:
        """What one method says; the formula where that one is not there yet."""
        match method:
            case Method.POOLED:
                return from_log_odds(self._pooled(log_odds(shipped), features))
            case Method.CORRECTED if self.corrected is not None:
                return from_log_odds(self.corrected.log_odds(log_odds(shipped), features))
            case Method.AVERAGE if self.average is not None:
                return self.average
            case _:
                return shipped

    def _pooled(self, shipped: float, features: Features) -> float:
        odds, weight = shipped, self.weight
        for model in (self.local, self.corrected):
            if model is not None:
                odds = (1.0 - weight) * odds + weight * model.log_odds(shipped, features)
        return odds

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read what ``asdict`` gave."""
        models = {
            name: None if kept[name] is None else LocalModel.from_json(kept[name])
            for name in ("local", "corrected")
        }
        return cls(**{**kept, **models, "method": Method(kept["method"])})


@dataclass(frozen=True, slots=True)
class WorkspaceModel:
    """What a workspace's past adds, horizon by horizon.

    Attributes:
        horizons: By days; where one is missing the formula speaks.
        inflation: By days, how much wider the count of recurring patterns has spread than
            independent patterns would.
    """

    horizons: Mapping[int, HorizonMethods] = field(default_factory=dict)
    inflation: Mapping[int, float] = field(default_factory=dict)

    def method(self, days: int) -> Method:
        """Who speaks for a horizon."""
        return self.horizons[days].method if days in self.horizons else Method.FORMULA

    def probabilities(self, activity: Activity, as_of_us: Micros) -> tuple[float, ...]:
        """What is said of a pattern, for each horizon."""
        beliefs = activity.beliefs(as_of_us)
        if not self.horizons:
            return never_falling([belief.probability for belief in beliefs])
        return self.said(beliefs, activity.features(as_of_us))

    def said(self, beliefs: Sequence[Belief], features: Features) -> tuple[float, ...]:
        """The same from what the formula believes and the features at one instant."""
        return never_falling(
            [
                self.horizons[belief.model.days].probability(belief.probability, features)
                if belief.model.days in self.horizons
                else belief.probability
                for belief in beliefs
            ]
        )

    def to_json(self) -> dict[str, object]:
        """The model as JSON values."""
        return {
            "horizons": [asdict(methods) for methods in self.horizons.values()],
            "inflation": {str(days): factor for days, factor in self.inflation.items()},
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` gave."""
        horizons = map(HorizonMethods.from_json, kept["horizons"])
        return cls(
            horizons={methods.days: methods for methods in horizons},
            inflation={int(days): factor for days, factor in kept["inflation"].items()},
        )


SHIPPED = WorkspaceModel()
"""Of a workspace without a past: the formula alone."""


def never_falling(probabilities: Sequence[float]) -> tuple[float, ...]:
    """Clip probabilities of ascending horizons, and take the highest so far.

    A longer window contains the shorter one, so its probability cannot be lower, whatever two
    separately fitted models say.
    """
    return tuple(accumulate(map(clipped, probabilities), max))
