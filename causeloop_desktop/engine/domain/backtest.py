"""What the forecasts would have said, week after week, knowing no more than was known then.

The protocol is a rolling origin. A row stands for a pattern and a cut-off before which at least
two of its episodes began, the last at most a year ago; its outcome is whether another begins
within the horizon. Models are fitted, and methods chosen, only by windows that had ended by the
cut-off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from causeloop_desktop.engine.domain.accuracy import poisson_reference
from causeloop_desktop.engine.domain.episodes import DAY_US, DEFAULT_GAP_US, episodes_of, onsets
from causeloop_desktop.engine.domain.forecast import LEAST_EPISODES
from causeloop_desktop.engine.domain.forecast_local.activity import Activity
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
    from causeloop_desktop.engine.domain.forecast_local.model import Method


class Said(NamedTuple):
    """One forecast and what came of it.

    Attributes:
        group: The pattern.
        days: The horizon.
        happened: Whether an episode began, as far as is known; ``ended`` tells whether it is.
        reference: What the historic rate would have said, after Poisson.
        method: Who spoke.
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
        until_us: Micros | None = None,
    ) -> None:
        last = max((time for times in events.values() for time in times), default=0)
        self._end = last if until_us is None else until_us
        self._tracks = _tracks(events, gap_us, known_us or {})
        latest = self._end - HORIZONS[0] * DAY_US if until_us is None else self._end
        self._cutoffs = _cutoffs(self._tracks, latest, step_days)
        self._learners = [Learner(days, step_days) for days in HORIZONS]

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
        features = [track.activity.features(cutoff) for track in tracks]
        beliefs = [track.activity.beliefs(cutoff) for track in tracks]
        columns = []
        for at, learner in enumerate(self._learners):
            learner.learn(cutoff)
            shipped = [belief[at].probability for belief in beliefs]
            happened = [track.returns(learner.days, cutoff) for track in tracks]
            columns.append(learner.expect(cutoff, features, shipped, happened))
        methods = [learner.methods().method for learner in self._learners]
        for place, track in enumerate(tracks):
            leagues = [[column[one][place] for one in METHODS] for column in columns]
            yield from track.said(cutoff, methods, leagues, self._end)


def backtest(
    events: Mapping[str, Sequence[Micros]],
    *,
    step_days: int = WEEK_DAYS,
    gap_us: Micros = DEFAULT_GAP_US,
    known_us: Mapping[str, Micros] | None = None,
) -> Iterator[CutOff]:
    """Forecast every pattern at every cut-off; give only windows that end with the data.

    The arguments are those of ``Backtest``.
    """
    walk = Backtest(events, step_days=step_days, gap_us=gap_us, known_us=known_us)
    for cutoff in walk.cutoffs():
        ended = tuple(row for row in cutoff.said if row.ended)
        yield CutOff(cutoff.number, cutoff.total, cutoff.time_us, ended)


def _tracks(
    events: Mapping[str, Sequence[Micros]], gap_us: Micros, known_us: Mapping[str, Micros]
) -> list[_Track]:
    """Order patterns by name, so that the order they come in never matters."""
    return [
        _Track(group, onsets(episodes_of(times, gap_us)), known_us.get(group))
        for group, times in sorted(events.items())
    ]


def _cutoffs(tracks: Sequence[_Track], latest: Micros, step_days: int) -> range:
    """Every ``step_days`` from the first Monday after the first episode on."""
    first = min((track.times[0] for track in tracks if track.times), default=latest)
    monday = monday_before(first - 1) + WEEK_DAYS * DAY_US
    return range(monday, latest + 1, step_days * DAY_US)


class _Track:
    """One pattern on its way through time.

    Args:
        group: Its name.
        times: When its episodes began, ascending.
        known_us: When it came to be known, if not with its second episode.

    Attributes:
        activity: What has been seen of it; there is none before its first episode.
    """

    activity: Activity

    def __init__(self, group: str, times: Sequence[Micros], known_us: Micros | None = None) -> None:
        self.group = group
        self.times = times
        self._known_us = known_us
        self._seen = 0

    def advance(self, cutoff: Micros) -> bool:
        """Take in what began up to the cut-off; tell whether there is something to forecast."""
        while self._seen < len(self.times) and self.times[self._seen] <= cutoff:
            time = self.times[self._seen]
            begun = self._seen > 0
            self.activity = self.activity.with_episode(time) if begun else Activity.starting(time)
            self._seen += 1
        if self._known_us is not None and cutoff < self._known_us:
            return False
        return self._seen >= LEAST_EPISODES and cutoff - self.activity.last_us <= QUIET_US

    def returns(self, days: int, cutoff: Micros) -> bool:
        """Look ahead: does an episode begin within ``days`` after the cut-off?"""
        following = self.times[self._seen : self._seen + 1]
        return bool(following) and following[0] <= cutoff + days * DAY_US

    def said(
        self,
        cutoff: Micros,
        methods: Sequence[Method],
        chances: Sequence[Sequence[float]],
        end: Micros,
    ) -> Iterator[Said]:
        """Forecast every horizon.

        Args:
            cutoff: The cut-off that was advanced to.
            methods: Who speaks, for each horizon.
            chances: What each of ``METHODS`` says, for each horizon.
            end: Where the past ends.
        """
        age = (cutoff - self.activity.first_us) / DAY_US
        highest = 0.0
        for days, method, said in zip(HORIZONS, methods, chances, strict=True):
            poisson = poisson_reference(self._seen, age, days)
            recent = recent_reference(self.times, cutoff, days)
            highest = max(highest, said[METHODS.index(method)])
            yield Said(
                group=self.group,
                cutoff_us=cutoff,
                days=days,
                probability=highest,
                happened=self.returns(days, cutoff),
                reference=poisson,
                method=method,
                league=(poisson, recent, *said),
                episodes=self._seen,
                ended=cutoff + days * DAY_US <= end,
            )
