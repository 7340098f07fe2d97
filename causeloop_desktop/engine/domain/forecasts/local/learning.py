"""Learning from windows as they end: what is fitted, and how much each method counts."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecasts.local.activity import FEATURES
from causeloop_desktop.engine.domain.forecasts.local.deploy_learning import DeployLearner, Watched
from causeloop_desktop.engine.domain.forecasts.local.fitting import (
    FinishedWindows,
    begun_of,
    said_by_all,
    said_together,
)
from causeloop_desktop.engine.domain.forecasts.local.model import Method
from causeloop_desktop.engine.domain.forecasts.local.weighing import Weighing
from causeloop_desktop.engine.domain.forecasts.rates import HORIZONS, clipped, log_odds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from causeloop_desktop.engine.domain.episodes import Micros
    from causeloop_desktop.engine.domain.forecasts.local.activity import Features
    from causeloop_desktop.engine.domain.forecasts.local.logistic import LocalModel
    from causeloop_desktop.engine.domain.forecasts.local.model import HorizonMethods
    from causeloop_desktop.engine.domain.forecasts.local.regression import Numbers

RECALLED_PARTS = 8

Shipped: TypeAlias = "Sequence[Sequence[float]]"
"""What the formula says of each pattern, horizon by horizon."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is said of patterns at one moment, all of it clipped.

    Attributes:
        together: What is said in the end.
        said: What each method says.
    """

    together: Sequence[float]
    said: Mapping[Method, Sequence[float]]


@dataclass(frozen=True, slots=True)
class _Open:
    """Rows whose window ends at ``end_us``."""

    end_us: Micros
    features: Numbers
    shipped: Numbers
    before: Numbers
    said: Mapping[Method, Sequence[float]]
    happened: Sequence[bool]
    watched: Watched


class Learner:
    """Fits the models of one horizon to windows as they end, and weighs them.

    Args:
        days: The horizon.
        step_days: Days from one cut-off to the next.
        shorter: The learner of the next shorter horizon, from whose correction and weights this
            one begins.

    Attributes:
        weighing: How much each method counts.
    """

    def __init__(self, days: int, step_days: int, shorter: Learner | None = None) -> None:
        self.days = days
        self._shorter = shorter
        self._open: deque[_Open] = deque()
        self._finished = FinishedWindows(days, step_days)
        self.weighing: Weighing = Weighing(
            self._finished.overlap, None if shorter is None else shorter.weighing
        )
        self._deploys = DeployLearner(self._finished.overlap)

    def expect(
        self,
        cutoff: Micros,
        features: Sequence[Features],
        shipped: Shipped,
        happened: Sequence[bool],
        freshness: Sequence[float | None],
    ) -> Expected:
        """Say something of every pattern, and remember it until the windows have ended.

        Args:
            cutoff: When it is said.
            features: Of each pattern.
            shipped: What the formula says of each horizon.
            happened: What will come of it.
            freshness: Of the latest deploy of each one's services.
        """
        rows = np.array(features, np.float64).reshape(-1, len(FEATURES))
        odds, before = self._odds(shipped)
        methods = self.methods()
        columns = said_by_all(methods, odds, rows, self._begun(before, rows))
        said = {method: column.tolist() for method, column in columns.items()}
        together = said_together(methods, columns).tolist()
        watched = self._deploys.watch(together, freshness, happened)
        end = cutoff + self.days * DAY_US
        self._open.append(_Open(end, rows, odds, before, said, happened, watched))
        if methods.deploys is not None:
            moved = map(methods.deploys.moved, together, freshness)
            together = [clipped(one, methods.least) for one in moved]
        return Expected(together, said)

    def recall(
        self, features: Sequence[Features], shipped: Shipped, happened: Sequence[bool]
    ) -> None:
        """Take in windows that ended before their pattern was known, in the order of time.

        While there is little else, they are gone through in parts: what the parts before have
        taught says something of each, and that is judged as if it had been said then.
        """
        rows = np.array(features, np.float64).reshape(-1, len(FEATURES))
        odds, before = self._odds(shipped)
        parts = RECALLED_PARTS if self._finished.is_young else 1
        for part in np.array_split(np.arange(len(rows)), parts):
            came = [happened[at] for at in part]
            if self._finished.is_young:
                begun = self._begun(before[part], rows[part])
                columns = said_by_all(self.methods(), odds[part], rows[part], begun)
                self.weighing.add({one: said.tolist() for one, said in columns.items()}, came)
            self._finished.add(rows[part], odds[part], came, before[part], known=False)

    def learn(self, until: Micros) -> None:
        """Take in the windows that have ended."""
        while self._open and self._open[0].end_us <= until:
            ended = self._open.popleft()
            self._finished.add(ended.features, ended.shipped, ended.happened, ended.before)
            self.weighing.add(ended.said, ended.happened)
            self._deploys.add(ended.watched)

    def methods(self) -> HorizonMethods:
        """Give what was learned, and how much each method counts."""
        fitted = self._finished.methods(self._before)
        absent = () if fitted.local is not None else (Method.POOLED,)
        return replace(fitted, weights=self.weighing.weights(absent), deploys=self._deploys.effect)

    @property
    def _before(self) -> LocalModel | None:
        """The correction of the next shorter horizon."""
        return None if self._shorter is None else self._shorter.methods().corrected

    def _odds(self, shipped: Shipped) -> tuple[Numbers, Numbers]:
        """The formula's log-odds, of this horizon and of the next shorter one, if there is one."""
        at = HORIZONS.index(self.days)
        own, before = (
            np.array([log_odds(row[place]) for row in shipped], np.float64)
            for place in (at, max(at - 1, 0))
        )
        return own, before

    def _begun(self, before: Numbers, rows: Numbers) -> Numbers | None:
        return begun_of(self.days, self._before, before, rows)
