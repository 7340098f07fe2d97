"""The patterns on their way through time, and what is said of each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecasts.accuracy import poisson_reference
from causeloop_desktop.engine.domain.forecasts.forecast import LEAST_EPISODES
from causeloop_desktop.engine.domain.forecasts.league import QUIET_US, recent_reference
from causeloop_desktop.engine.domain.forecasts.local.activity import Activity
from causeloop_desktop.engine.domain.forecasts.rates import HORIZONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from causeloop_desktop.engine.domain.episodes import Micros
    from causeloop_desktop.engine.domain.forecasts.local.activity import Features
    from causeloop_desktop.engine.domain.forecasts.local.deploys import Deploys
    from causeloop_desktop.engine.domain.forecasts.local.model import Method


class Said(NamedTuple):
    """One forecast and what came of it.

    Attributes:
        group: The pattern.
        days: The horizon.
        happened: Whether an episode began, as far as is known; ``ended`` tells whether it is.
        reference: What the historic rate would have said, after Poisson.
        method: Who counted most in it.
        league: What each of ``league.LEAGUE`` would have said.
        episodes: Seen until then.
    """

    group: str
    cutoff_us: Micros
    days: int
    probability: float
    happened: bool
    reference: float
    method: Method
    league: tuple[float, ...]
    episodes: int
    ended: bool


class Chances(NamedTuple):
    """What is said of one pattern in the end, and by each of ``METHODS``."""

    together: float
    said: tuple[float, ...]


class Moment(NamedTuple):
    """A cut-off of a pattern that nobody knew yet, and when its next episode began."""

    time_us: Micros
    features: Features
    shipped: tuple[float, ...]
    returned_us: float


class Track:
    """One pattern on its way through time.

    Args:
        group: Its name.
        times: When its episodes began, ascending.
        known_us: When it came to be known, if not with its second episode.
        deploys: Those that concern it.

    Attributes:
        activity: What has been seen of it; there is none before its first episode.
    """

    activity: Activity

    def __init__(
        self, group: str, times: Sequence[Micros], known_us: Micros | None, deploys: Deploys
    ) -> None:
        self.group = group
        self.times = times
        self.deploys = deploys
        self._known_us = known_us
        self._seen = 0
        self._before: list[Moment] = []

    def advance(self, cutoff: Micros) -> bool:
        """Take in what began up to the cut-off; tell whether there is something to forecast."""
        while self._seen < len(self.times) and self.times[self._seen] <= cutoff:
            time = self.times[self._seen]
            begun = self._seen > 0
            self.activity = self.activity.with_episode(time) if begun else Activity.starting(time)
            self._seen += 1
        return self._seen >= LEAST_EPISODES and cutoff - self.activity.last_us <= QUIET_US

    def is_known(self, cutoff: Micros) -> bool:
        """Whether anybody knew of the pattern."""
        return self._known_us is None or cutoff >= self._known_us

    def remember(self, cutoff: Micros) -> None:
        """Keep what there would have been to say, until the pattern is known."""
        shipped = tuple(belief.probability for belief in self.activity.beliefs(cutoff))
        returned = self.times[self._seen] if self._seen < len(self.times) else math.inf
        moment = Moment(cutoff, self.activity.features(cutoff), shipped, returned)
        self._before.append(moment)

    def recall(self) -> list[Moment]:
        """Give what was kept, once."""
        moments, self._before = self._before, []
        return moments

    def returns(self, days: int, cutoff: Micros) -> bool:
        """Look ahead: does an episode begin within ``days`` after the cut-off?"""
        following = self.times[self._seen : self._seen + 1]
        return bool(following) and following[0] <= cutoff + days * DAY_US

    def said(
        self,
        cutoff: Micros,
        methods: Sequence[Method],
        chances: Sequence[Chances],
        end: Micros,
    ) -> Iterator[Said]:
        """Forecast every horizon.

        Args:
            cutoff: The cut-off that was advanced to.
            methods: Who counts most, for each horizon.
            chances: What is said, for each horizon.
            end: Where the past ends.
        """
        age = (cutoff - self.activity.first_us) / DAY_US
        highest = 0.0
        for days, method, chance in zip(HORIZONS, methods, chances, strict=True):
            poisson = poisson_reference(self._seen, age, days)
            recent = recent_reference(self.times, cutoff, days)
            highest = max(highest, chance.together)
            yield Said(
                group=self.group,
                cutoff_us=cutoff,
                days=days,
                probability=highest,
                happened=self.returns(days, cutoff),
                reference=poisson,
                method=method,
                league=(poisson, recent, *chance.said),
                episodes=self._seen,
                ended=cutoff + days * DAY_US <= end,
            )
