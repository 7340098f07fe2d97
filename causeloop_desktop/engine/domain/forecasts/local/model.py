"""What a workspace's own past adds to the shipped formula, as plain numbers.

Two small logistic regressions are fitted to finished windows: one corrects the shipped formula and
stays near it where little speaks against it, from the first window on; one looks at the pattern's
features alone, and is pooled in log-odds with the formula, with a weight that grows with the
windows behind it. What is said is the mean of correction, pool, formula and plain average, each
weighed by how well it has told so far (``weighing``), moved by the latest deploy where the past
shows that deploys tell something.

Every coefficient has the sign that silence lowers and an episode raises the probability.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Self

from causeloop_desktop.engine.domain.forecasts.local.deploys import (
    NO_DEPLOYS,
    DeployEffect,
    Deploys,
)
from causeloop_desktop.engine.domain.forecasts.local.logistic import LocalModel
from causeloop_desktop.engine.domain.forecasts.rates import (
    clipped,
    from_log_odds,
    least_after,
    log_odds,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from causeloop_desktop.engine.domain.episodes import Micros
    from causeloop_desktop.engine.domain.forecasts.local.activity import Activity, Features
    from causeloop_desktop.engine.domain.forecasts.rates import Belief

VERSION = "2026-11-22"
"""The configuration of the methods: a change that would move forecasts gets another date."""

HALF_TRUSTED_ROWS = 1_000.0
"""Independent rows at which the formula and the model of features count alike in the pool."""

MOST_WEIGHT = 0.5


class Method(StrEnum):
    """Who speaks: the formula alone, the pool, the corrected formula, or the plain average."""

    FORMULA = "formula"
    POOLED = "pooled"
    CORRECTED = "corrected"
    AVERAGE = "average"


UNWEIGHED: Mapping[Method, float] = {Method.CORRECTED: 1.0}
"""Before anything was weighed: the correction, which is the formula until a window has ended."""


@dataclass(frozen=True, slots=True)
class HorizonMethods:
    """All that may speak for one horizon, and how much each does.

    Attributes:
        weights: Of those that speak; they add up to 1.
        average: The share of finished windows in which something happened.
        effective_rows: Finished windows over how much they overlap.
        local: Looks at features alone; none where there are too few windows.
        corrected: Corrects the formula; none before the first window has ended.
        deploys: How deploys move what is said; none where they tell nothing.
    """

    days: int
    weights: Mapping[Method, float] = field(default_factory=lambda: UNWEIGHED)
    average: float | None = None
    effective_rows: float = 0.0
    local: LocalModel | None = None
    corrected: LocalModel | None = None
    deploys: DeployEffect | None = None

    @property
    def weight(self) -> float:
        """How much the model of features counts in the pool, at most a half."""
        if self.local is None:
            return 0.0
        return min(MOST_WEIGHT, self.effective_rows / (self.effective_rows + HALF_TRUSTED_ROWS))

    @property
    def least(self) -> float:
        """The least that is said, by how much was seen."""
        return least_after(self.effective_rows)

    @property
    def shares(self) -> Mapping[Method, float]:
        """How much each counts, most first; who is not there yet is counted as who stands in."""
        found: defaultdict[Method, float] = defaultdict(float)
        for method, weight in self.weights.items():
            found[self._speaker(method)] += weight
        return dict(sorted(found.items(), key=itemgetter(1), reverse=True))

    @property
    def leading(self) -> Method:
        """Who counts most; the formula where nothing was learned yet."""
        return next(iter(self.shares))

    def probability(
        self, shipped: float, features: Features, freshness: float | None = None
    ) -> float:
        """What is said, where the formula says ``shipped``.

        Args:
            shipped: What the formula says.
            features: Of the pattern.
            freshness: Of the latest deploy of its services.
        """
        said = sum(
            weight * self.said_by(method, shipped, features)
            for method, weight in self.weights.items()
        )
        said = clipped(said, self.least)
        if self.deploys is None:
            return said
        return clipped(self.deploys.moved(said, freshness), self.least)

    def said_by(self, method: Method, shipped: float, features: Features) -> float:
        """What one method says; another where that one is not there yet."""
        if method is Method.FORMULA:
            return shipped
        if method is Method.AVERAGE and self.average is not None:
            return self.average
        return from_log_odds(self._told(method, log_odds(shipped), features))

    def _speaker(self, method: Method) -> Method:
        """Who it is that speaks where a method is asked."""
        if method is Method.AVERAGE and self.average is None:
            return self._speaker(Method.CORRECTED)
        needed = {Method.POOLED: self.local, Method.CORRECTED: self.corrected}
        return Method.FORMULA if needed.get(method, method) is None else method

    def _told(self, method: Method, shipped: float, features: Features) -> float:
        """The log-odds of the formula, pooled or corrected where there is something to do it by."""
        if method is Method.POOLED:
            if self.local is None:
                return shipped
            told = self.local.log_odds(shipped, features)
            return (1.0 - self.weight) * shipped + self.weight * told
        return shipped if self.corrected is None else self.corrected.log_odds(shipped, features)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read what ``asdict`` gave."""
        models = {
            name: None if kept[name] is None else LocalModel.from_json(kept[name])
            for name in ("local", "corrected")
        }
        weights = {Method(name): weight for name, weight in kept["weights"].items()}
        effect = kept.get("deploys")  # weeks kept before deploys were looked at do not say
        deploys = None if effect is None else DeployEffect(**effect)
        return cls(**{**kept, **models, "weights": weights, "deploys": deploys})


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
        """Who counts most for a horizon."""
        return self.horizons[days].leading if days in self.horizons else Method.FORMULA

    @property
    def looks_at_deploys(self) -> bool:
        """Whether the latest deploy moves any forecast."""
        return any(methods.deploys for methods in self.horizons.values())

    def deploy_effect(self, days: int) -> DeployEffect | None:
        """How deploys move the forecasts of a horizon, if they do."""
        return self.horizons[days].deploys if days in self.horizons else None

    def least(self, days: int) -> float:
        """The least that is said for a horizon."""
        return self.horizons[days].least if days in self.horizons else least_after(0.0)

    def of(self, days: int) -> WorkspaceModel:
        """Give what there is of one horizon."""
        return WorkspaceModel(
            {one: methods for one, methods in self.horizons.items() if one == days},
            {one: factor for one, factor in self.inflation.items() if one == days},
        )

    def with_horizons_of(self, other: WorkspaceModel) -> WorkspaceModel:
        """Give this one with what another says of its horizons."""
        return WorkspaceModel(
            {**self.horizons, **other.horizons}, {**self.inflation, **other.inflation}
        )

    def probabilities(
        self, activity: Activity, as_of_us: Micros, deploys: Deploys = NO_DEPLOYS
    ) -> tuple[float, ...]:
        """What is said of a pattern, for each horizon.

        Args:
            activity: The pattern's past.
            as_of_us: The moment of the forecast.
            deploys: Those that concern it.
        """
        beliefs = activity.beliefs(as_of_us)
        features = activity.features(as_of_us) if self.horizons else ()
        return self.said(beliefs, features, deploys.freshness(as_of_us))

    def said(
        self, beliefs: Sequence[Belief], features: Features, freshness: float | None = None
    ) -> tuple[float, ...]:
        """The same from what the formula believes, the features and the latest deploy."""
        return never_falling(
            [
                self.horizons[belief.model.days].probability(
                    belief.probability, features, freshness
                )
                if belief.model.days in self.horizons
                else clipped(belief.probability, self.least(belief.model.days))
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
    """Take the highest so far of the probabilities of ascending horizons.

    A longer window contains the shorter one, so its probability cannot be lower, whatever two
    separately fitted models say.
    """
    return tuple(accumulate(probabilities, max))
