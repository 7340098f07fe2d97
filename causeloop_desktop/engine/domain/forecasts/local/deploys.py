"""Deploys as reasons: when a pattern's services were last put out anew, and what that tells.

A deploy is news that fades. How much it tells is learned from the workspace's own past, and it is
looked at only where that past shows that it tells something (``deploy_learning``). It can only
raise a forecast while it is fresh, so that silence lowers forecasts whatever was learned.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, Self

from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecasts.rates import from_log_odds, log_odds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from causeloop_desktop.engine.domain.episodes import Micros

FRESH_DAYS = 5.0
"""Days after which a deploy is news by 1/e, 37 %. On drawn workspaces in which failures follow a
deploy by 2, 5 or 10 days on average 3 suits the first better and 7 the last, neither by much."""


class ServiceDeploys(NamedTuple):
    """The deploys of one service as far as they concern a pattern.

    Attributes:
        named_us: When the pattern first named the service; before, they did not concern it.
        times_us: When they happened, ascending.
    """

    named_us: Micros
    times_us: tuple[Micros, ...]

    def last(self, as_of_us: Micros) -> Micros | None:
        """When the latest happened, as far as was known; ``None`` where there was none."""
        if as_of_us < self.named_us:
            return None
        count = bisect_right(self.times_us, as_of_us)
        return self.times_us[count - 1] if count else None


@dataclass(frozen=True, slots=True)
class Deploys:
    """The deploys that concern one pattern.

    Attributes:
        services: Those of each of its services, and those that name none.
        until_us: Later ones are not known, whatever moment is asked for.
    """

    services: tuple[ServiceDeploys, ...] = ()
    until_us: float = math.inf

    def last(self, as_of_us: Micros) -> Micros | None:
        """When the latest deploy happened, as far as was known; ``None`` where there was none."""
        moment = as_of_us if as_of_us <= self.until_us else int(self.until_us)
        found = (service.last(moment) for service in self.services)
        return max((time for time in found if time is not None), default=None)

    def until(self, as_of_us: Micros) -> Deploys:
        """Give what was known at a moment."""
        return replace(self, until_us=as_of_us) if self.services else self

    def freshness(self, as_of_us: Micros) -> float | None:
        """How fresh the latest is, 1 at once and then fading; ``None`` where there was none."""
        last = self.last(as_of_us)
        return None if last is None else math.exp((last - as_of_us) / DAY_US / FRESH_DAYS)


NO_DEPLOYS = Deploys()


@dataclass(frozen=True, slots=True)
class DeployLog:
    """All deploys of a workspace: when they happened, ascending, by the folded name of the service.

    Those that name none are under a blank and concern every pattern.
    """

    by_service: Mapping[str, tuple[Micros, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, deploys: Iterable[tuple[str, Micros]]) -> Self:
        """Sort deploys by their services."""
        found: defaultdict[str, list[Micros]] = defaultdict(list)
        for service, time in deploys:
            found[service.casefold()].append(time)
        return cls({service: tuple(sorted(times)) for service, times in found.items()})

    def concerning(self, services: Iterable[tuple[str, Micros]]) -> Deploys:
        """Give the deploys of a pattern's services, each given with when it was first named."""
        if not self.by_service:
            return NO_DEPLOYS
        named = (("", 0), *services)
        known = ((self.by_service.get(one.casefold()), since_us) for one, since_us in named)
        return Deploys(tuple(ServiceDeploys(since_us, times) for times, since_us in known if times))


EMPTY_LOG = DeployLog()


@dataclass(frozen=True, slots=True)
class DeployEffect:
    """How deploys move the forecasts of one horizon.

    Attributes:
        gain: Log-odds from an old deploy to one of this moment; not negative.
        usual: How fresh deploys were on average; such a one moves nothing.
        share: How sure it is that they tell something at all, over a half.
    """

    gain: float
    usual: float
    share: float

    def added(self, freshness: float | None) -> float:
        """The log-odds that a deploy adds, less than 0 where there was none for long."""
        return 0.0 if freshness is None else self.gain * (freshness - self.usual)

    def moved(self, probability: float, freshness: float | None) -> float:
        """What is said, where without a look at deploys ``probability`` would be."""
        if freshness is None:
            return probability
        alone = from_log_odds(log_odds(probability) + self.added(freshness))
        return probability + self.share * (alone - probability)
