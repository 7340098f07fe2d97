"""Deploys as reasons: when a pattern's services were last put out anew, and what that tells.

A deploy is news that fades. How much it tells is learned from the workspace's own past, and it is
looked at only where that past shows that it tells something (``deploy_learning``). It can only
raise a forecast while it is fresh, so that silence lowers forecasts whatever was learned.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Self

from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.rates import from_log_odds, log_odds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from causeloop_desktop.engine.domain.episodes import Micros

FRESH_DAYS = 5.0
"""Days after which a deploy is news by 1/e, 37 %. On drawn workspaces in which failures follow a
deploy by 2, 5 or 10 days on average 3 suits the first better and 7 the last, neither by much."""


@dataclass(frozen=True, slots=True)
class Deploys:
    """The deploys that concern one pattern.

    Attributes:
        known_us: From when each concerns it, ascending: it happened and the pattern had named the
            service.
        latest_us: When the latest of all that are known by then happened.
    """

    known_us: tuple[Micros, ...] = ()
    latest_us: tuple[Micros, ...] = ()

    @classmethod
    def of(cls, deploys: Iterable[tuple[Micros, Micros]]) -> Self:
        """Put deploys in order, each given by when it is known and when it happened."""
        ordered = sorted(deploys)
        latest = accumulate((happened for _, happened in ordered), max)
        return cls(tuple(known for known, _ in ordered), tuple(latest))

    def last(self, as_of_us: Micros) -> Micros | None:
        """When the latest deploy happened, as far as was known; ``None`` where there was none."""
        count = bisect_right(self.known_us, as_of_us)
        return self.latest_us[count - 1] if count else None

    def until(self, as_of_us: Micros) -> Deploys:
        """Give what was known at a moment, whatever is asked of a later one."""
        count = bisect_right(self.known_us, as_of_us)
        if count == len(self.known_us):
            return self
        return Deploys(self.known_us[:count], self.latest_us[:count])

    def freshness(self, as_of_us: Micros) -> float | None:
        """How fresh the latest is, 1 at once and then fading; ``None`` where there was none."""
        last = self.last(as_of_us)
        return None if last is None else math.exp((last - as_of_us) / DAY_US / FRESH_DAYS)


NO_DEPLOYS = Deploys()


@dataclass(frozen=True, slots=True)
class DeployLog:
    """All deploys of a workspace.

    Attributes:
        everywhere: When those happened that name no service; they concern every pattern.
        by_service: When the others did, by the folded name of the service.
    """

    everywhere: tuple[Micros, ...] = ()
    by_service: Mapping[str, tuple[Micros, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, deploys: Iterable[tuple[str, Micros]]) -> Self:
        """Sort deploys by their services, where a blank names none."""
        found: defaultdict[str, list[Micros]] = defaultdict(list)
        for service, time in deploys:
            found[service.casefold()].append(time)
        everywhere = tuple(found.pop("", ()))
        return cls(everywhere, {service: tuple(times) for service, times in found.items()})

    def concerning(self, services: Iterable[tuple[str, Micros]]) -> Deploys:
        """Give the deploys of a pattern's services, each given with when it was first named."""
        found = [(time, time) for time in self.everywhere]
        for service, named_us in services:
            times = self.by_service.get(service.casefold(), ())
            found += [(max(time, named_us), time) for time in times]
        return Deploys.of(found) if found else NO_DEPLOYS


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
