"""What the forecasts would have said, week after week, knowing no more than was known then.

The protocol is a rolling origin. A row stands for a pattern and a cut-off before which at least
two of its episodes began, the last at most a year ago; its outcome is whether another begins
within the horizon. Models are fitted, and methods weighed, only by windows that had ended by the
cut-off. Once a pattern is known, what it had done before is known as well, and teaches.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from causeloop_desktop.engine.domain.accuracy import poisson_reference
from causeloop_desktop.engine.domain.episodes import DAY_US, DEFAULT_GAP_US, episodes_of, onsets
from causeloop_desktop.engine.domain.forecast import LEAST_EPISODES
from causeloop_desktop.engine.domain.forecast_local.activity import Activity
from causeloop_desktop.engine.domain.forecast_local.deploys import NO_DEPLOYS, Deploys
from causeloop_desktop.engine.domain.forecast_local.learning import Learner
from causeloop_desktop.engine.domain.forecast_local.model import WorkspaceModel
from causeloop_desktop.engine.domain.league import (
    METHODS,
    QUIET_US,
    WEEK_DAYS,
    monday_before,
    recent_reference,
)
from causeloop_desktop.engine.domain.rates import HORIZONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from causeloop_desktop.engine.domain.episodes import Micros
    from causeloop_desktop.engine.domain.forecast_local.activity import Features
    from causeloop_desktop.engine.domain.forecast_local.model import Method


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


@dataclass(frozen=True, slots=True)
class CutOff:
    """All that was said at one instant; ``number`` of ``total`` such instants."""

    number: int
    total: int
    time_us: Micros
    said: tuple[Said, ...]


class Backtest:
    """A walk through the past of a workspace, Monday by Monday (UTC).

    Args:
        events: When something happened, for each pattern, in any order.
        step_days: Days from one cut-off to the next.
        gap_us: Events closer than this are one episode; 0 makes each one.
        known_us: When a pattern came to be known, where that was later than its events; nothing
            is said of it, or learned from it, before.
        deploys: Those that concern each pattern, where there are any.
        until_us: How far the past reaches. Where left out it is to the last event, and cut-offs
            end where the shortest window would not end any more.
    """

    def __init__(
        self,
        events: Mapping[str, Sequence[Micros]],
        *,
        step_days: int = WEEK_DAYS,
        gap_us: Micros = DEFAULT_GAP_US,
        known_us: Mapping[str, Micros] | None = None,
        deploys: Mapping[str, Deploys] | None = None,
        until_us: Micros | None = None,
    ) -> None:
        last = max((time for times in events.values() for time in times), default=0)
        self._end = last if until_us is None else until_us
        self._tracks = _tracks(events, gap_us, known_us or {}, deploys or {})
        latest = self._end - HORIZONS[0] * DAY_US if until_us is None else self._end
        self._cutoffs = _cutoffs(self._tracks, latest, step_days)
        self._learners = _learners(step_days)

    def cutoffs(self) -> Iterator[CutOff]:
        """Forecast every pattern at every cut-off; can be done once."""
        for number, cutoff in enumerate(self._cutoffs, start=1):
            said = tuple(self._say(cutoff))
            yield CutOff(number, len(self._cutoffs), cutoff, said)

    def model(self, as_of_us: Micros) -> WorkspaceModel:
        """Give what the windows that have ended by ``as_of_us`` teach."""
        for learner in self._learners:
            learner.learn(as_of_us)
        return WorkspaceModel({learner.days: learner.methods() for learner in self._learners})

    def _say(self, cutoff: Micros) -> Iterator[Said]:
        """Learn from what has ended, then forecast every pattern that is known by then."""
        tracks = [track for track in self._tracks if track.advance(cutoff)]
        known = [track for track in tracks if track.is_known(cutoff)]
        for track in tracks:
            if not track.is_known(cutoff):
                track.remember(cutoff)
        self._learn(known, cutoff)
        features = [track.activity.features(cutoff) for track in known]
        beliefs = [track.activity.beliefs(cutoff) for track in known]
        freshness = [track.deploys.freshness(cutoff) for track in known]
        expected = []
        for at, learner in enumerate(self._learners):
            shipped = [belief[at].probability for belief in beliefs]
            happened = [track.returns(learner.days, cutoff) for track in known]
            expected.append(learner.expect(cutoff, features, shipped, happened, freshness))
        methods = [learner.methods().leading for learner in self._learners]
        for place, track in enumerate(known):
            chances = [
                Chances(one.together[place], tuple(one.said[method][place] for method in METHODS))
                for one in expected
            ]
            yield from track.said(cutoff, methods, chances, self._end)

    def _learn(self, known: Sequence[_Track], cutoff: Micros) -> None:
        """Take in the windows that have ended, and what patterns that became known had done."""
        recalled = [moment for track in known for moment in track.recall()]
        for at, learner in enumerate(self._learners):
            learner.learn(cutoff)
            ended = [
                moment for moment in recalled if moment.time_us + learner.days * DAY_US <= cutoff
            ]
            learner.recall(
                [moment.features for moment in ended],
                [moment.shipped[at] for moment in ended],
                [moment.returned_us <= moment.time_us + learner.days * DAY_US for moment in ended],
            )


def backtest(
    events: Mapping[str, Sequence[Micros]],
    *,
    step_days: int = WEEK_DAYS,
    gap_us: Micros = DEFAULT_GAP_US,
    known_us: Mapping[str, Micros] | None = None,
    deploys: Mapping[str, Deploys] | None = None,
) -> Iterator[CutOff]:
    """Forecast every pattern at every cut-off; give only windows that end with the data.

    The arguments are those of ``Backtest``.
    """
    walk = Backtest(events, step_days=step_days, gap_us=gap_us, known_us=known_us, deploys=deploys)
    for cutoff in walk.cutoffs():
        ended = tuple(row for row in cutoff.said if row.ended)
        yield CutOff(cutoff.number, cutoff.total, cutoff.time_us, ended)


def _tracks(
    events: Mapping[str, Sequence[Micros]],
    gap_us: Micros,
    known_us: Mapping[str, Micros],
    deploys: Mapping[str, Deploys],
) -> list[_Track]:
    """Order patterns by name, so that the order they come in never matters."""
    return [
        _Track(
            group,
            onsets(episodes_of(times, gap_us)),
            known_us.get(group),
            deploys.get(group, NO_DEPLOYS),
        )
        for group, times in sorted(events.items())
    ]


def _cutoffs(tracks: Sequence[_Track], latest: Micros, step_days: int) -> range:
    """Every ``step_days`` from the first Monday after the first episode on."""
    first = min((track.times[0] for track in tracks if track.times), default=latest)
    monday = monday_before(first - 1) + WEEK_DAYS * DAY_US
    return range(monday, latest + 1, step_days * DAY_US)


def _learners(step_days: int) -> list[Learner]:
    """One for each horizon; each begins from what the shorter one before it has learned."""
    found: list[Learner] = []
    for days in HORIZONS:
        found.append(Learner(days, step_days, found[-1] if found else None))
    return found


class Chances(NamedTuple):
    """What is said of one pattern in the end, and by each of ``METHODS``."""

    together: float
    said: tuple[float, ...]


class _Moment(NamedTuple):
    """A cut-off of a pattern that nobody knew yet, and when its next episode began."""

    time_us: Micros
    features: Features
    shipped: tuple[float, ...]
    returned_us: float


class _Track:
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
        self._before: list[_Moment] = []

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
        moment = _Moment(cutoff, self.activity.features(cutoff), shipped, returned)
        self._before.append(moment)

    def recall(self) -> list[_Moment]:
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
