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

import math
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Self

from causeloop_desktop.engine.domain.forecasts.local.deploys import (
    NO_DEPLOYS,
    DeployEffect,
    Deploys,
)
from causeloop_desktop.engine.domain.forecasts.local.logistic import LocalModel
from causeloop_desktop.engine.domain.forecasts.rates import (
    HORIZONS,
    NEAREST,
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

VERSION = "2026-11-22b"
"""The configuration of the methods: a change that would move forecasts gets another date."""

HALF_TRUSTED_ROWS = 1_000.0
"""Independent rows at which the formula and the model of features count alike in the pool."""

MOST_WEIGHT = 0.5

CONTINUED: Mapping[int, float] = {90: 2.3}
"""Horizons whose correction continues that of the next shorter one, and for how many such windows.

At an even rate three months would count as three. A pattern that is silent for one is less likely
to come back in the next: where little is known, the rate that the formula believes in makes 2.3.
"""


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
        self,
        shipped: float,
        features: Features,
        freshness: float | None = None,
        continued: float | None = None,
    ) -> float:
        """What is said, where the formula says ``shipped``.

        Args:
            shipped: What the formula says.
            features: Of the pattern.
            freshness: Of the latest deploy of its services.
            continued: What the correction begins from where that is not the formula.
        """
        said = sum(
            weight * self.said_by(method, shipped, features, continued)
            for method, weight in self.weights.items()
        )
        said = clipped(said, self.least)
        if self.deploys is None:
            return said
        return clipped(self.deploys.moved(said, freshness), self.least)

    def said_by(
        self,
        method: Method,
        shipped: float,
        features: Features,
        continued: float | None = None,
    ) -> float:
        """What one method says; another where that one is not there yet."""
        speaker = self._speaker(method)
        if speaker is Method.FORMULA:
            return shipped
        if speaker is Method.AVERAGE and self.average is not None:
            return self.average
        begun = shipped if continued is None or speaker is Method.POOLED else continued
        return from_log_odds(self._told(speaker, log_odds(begun), features))

    def _speaker(self, method: Method) -> Method:
        """Who it is that speaks where a method is asked."""
        if method is Method.AVERAGE and self.average is None:
            return self._speaker(Method.CORRECTED)
        needed = {Method.POOLED: self.local, Method.CORRECTED: self.corrected}
        return Method.FORMULA if needed.get(method, method) is None else method

    def _told(self, speaker: Method, begun: float, features: Features) -> float:
        """The log-odds of what it begins from, pooled or corrected."""
        if speaker is Method.POOLED and self.local is not None:
            told = self.local.log_odds(begun, features)
            return (1.0 - self.weight) * begun + self.weight * told
        return begun if self.corrected is None else self.corrected.log_odds(begun, features)

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
        shifts: By days, how far good and bad weeks have moved the log-odds of all patterns.
    """

    horizons: Mapping[int, HorizonMethods] = field(default_factory=dict)
    shifts: Mapping[int, float] = field(default_factory=dict)

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
            {one: shift for one, shift in self.shifts.items() if one == days},
        )

    def with_horizons_of(self, other: WorkspaceModel) -> WorkspaceModel:
        """Give this one with what another says of its horizons."""
        return WorkspaceModel({**self.horizons, **other.horizons}, {**self.shifts, **other.shifts})

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
        shipped = [belief.probability for belief in beliefs]
        told = zip(HORIZONS, shipped, self.continued(shipped, features), strict=True)
        return never_falling(
            [
                self.methods(days).probability(formula, features, freshness, begun)
                for days, formula, begun in told
            ]
        )

    def methods(self, days: int) -> HorizonMethods:
        """All that may speak for a horizon."""
        return self.horizons.get(days, HorizonMethods(days))

    def continued(self, shipped: Sequence[float], features: Features) -> list[float | None]:
        """What the correction of each horizon begins from; None: from the formula.

        Args:
            shipped: What the formula says, horizon by horizon.
            features: Of the pattern.
        """
        found: list[float | None] = [None]
        for (shorter, days), formula in zip(pairwise(HORIZONS), shipped[:-1], strict=True):
            if days in CONTINUED:
                said = self.methods(shorter).said_by(Method.CORRECTED, formula, features)
                found.append(continuing(said, days))
            else:
                found.append(None)
        return found

    def to_json(self) -> dict[str, object]:
        """The model as JSON values."""
        return {
            "horizons": [asdict(methods) for methods in self.horizons.values()],
            "shifts": {str(days): shift for days, shift in self.shifts.items()},
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` gave."""
        horizons = map(HorizonMethods.from_json, kept["horizons"])
        return cls(
            horizons={methods.days: methods for methods in horizons},
            shifts={int(days): shift for days, shift in kept.get("shifts", {}).items()},
        )


SHIPPED = WorkspaceModel()
"""Of a workspace without a past: the formula alone."""


def continuing(probability: float, days: int) -> float:
    """What a shorter window's probability says of a longer one, if its rate goes on."""
    return -math.expm1(CONTINUED[days] * math.log1p(-clipped(probability, NEAREST)))


def never_falling(probabilities: Sequence[float]) -> tuple[float, ...]:
    """Take the highest so far of the probabilities of ascending horizons.

    A longer window contains the shorter one, so its probability cannot be lower, whatever two
    separately fitted models say.
    """
    return tuple(accumulate(probabilities, max))
