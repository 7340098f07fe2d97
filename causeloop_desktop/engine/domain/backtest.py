"""What the forecasts would have said, week after week, knowing no more than was known then.

The protocol is a rolling origin. A row stands for a pattern and a cut-off before which at least
two of its episodes began, the last at most a year ago; its outcome is whether another begins
within the horizon. Windows that have not ended when the data ends are left out, and the local
model is fitted only to windows that had ended by its cut-off.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from causeloop_desktop.engine.domain.accuracy import poisson_reference
from causeloop_desktop.engine.domain.episodes import DAY_US, DEFAULT_GAP_US, episodes_of, onsets
from causeloop_desktop.engine.domain.forecast import HORIZONS, LEAST_EPISODES
from causeloop_desktop.engine.domain.forecast_local.activity import Activity
from causeloop_desktop.engine.domain.forecast_local.fitting import FinishedWindows
from causeloop_desktop.engine.domain.forecast_local.model import pooled_probabilities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from causeloop_desktop.engine.domain.episodes import Micros
    from causeloop_desktop.engine.domain.forecast_local.activity import Features
    from causeloop_desktop.engine.domain.forecast_local.model import LocalModel

QUIET_US = 365 * DAY_US
"""Patterns silent for longer are not forecast."""

WEEK_DAYS = 7

_MONDAY_US = 4 * DAY_US
"""The first Monday after the epoch, which was a Thursday."""


class Said(NamedTuple):
    """One forecast and what came of it.

    Attributes:
        group: The pattern.
        days: The horizon.
        reference: What the historic rate would have said, after Poisson.
    """

    group: str
    cutoff_us: Micros
    days: int
    probability: float
    happened: bool
    reference: float


@dataclass(frozen=True, slots=True)
class CutOff:
    """All that was said at one instant; ``number`` of ``total`` such instants."""

    number: int
    total: int
    time_us: Micros
    said: tuple[Said, ...]


def backtest(
    events: Mapping[str, Sequence[Micros]],
    *,
    step_days: int = WEEK_DAYS,
    gap_us: Micros = DEFAULT_GAP_US,
    known_us: Mapping[str, Micros] | None = None,
) -> Iterator[CutOff]:
    """Forecast every pattern at every cut-off, from the first Monday (UTC) after the first event.

    Args:
        events: When something happened, for each pattern, in any order.
        step_days: Days from one cut-off to the next.
        gap_us: Events closer than this are one episode; 0 makes each one.
        known_us: When a pattern came to be known, where that was later than its events; nothing
            is said of it, or learned from it, before.
    """
    tracks = _tracks(events, gap_us, known_us or {})
    end = max((time for times in events.values() for time in times), default=0)
    cutoffs = _cutoffs(tracks, end, step_days)
    learners = [_Learner(days, step_days) for days in HORIZONS]
    for number, cutoff in enumerate(cutoffs, start=1):
        seen = _look(tracks, learners, cutoff)
        models = _models(learners)
        said = (row for track, features in seen for row in track.said(cutoff, features, models))
        ended = tuple(row for row in said if row.cutoff_us + row.days * DAY_US <= end)
        yield CutOff(number, len(cutoffs), cutoff, ended)


def local_models(
    events: Mapping[str, Sequence[Micros]], as_of_us: Micros, *, gap_us: Micros = DEFAULT_GAP_US
) -> dict[int, LocalModel]:
    """Fit the models to use from ``as_of_us`` on, for each horizon that has enough behind it.

    Args:
        events: When something happened, for each pattern, in any order; none after ``as_of_us``.
        as_of_us: Windows that have ended by then are learned from.
        gap_us: Events closer than this are one episode.
    """
    tracks = _tracks(events, gap_us, {})
    learners = [_Learner(days, WEEK_DAYS) for days in HORIZONS]
    for cutoff in _cutoffs(tracks, as_of_us, WEEK_DAYS):
        _look(tracks, learners, cutoff)
    for learner in learners:
        learner.learn(as_of_us)
    return _models(learners)


def _tracks(
    events: Mapping[str, Sequence[Micros]], gap_us: Micros, known_us: Mapping[str, Micros]
) -> list[_Track]:
    """Order patterns by name, so that the order they come in never matters."""
    return [
        _Track(group, onsets(episodes_of(times, gap_us)), known_us.get(group))
        for group, times in sorted(events.items())
    ]


def _look(
    tracks: Sequence[_Track], learners: Sequence[_Learner], cutoff: Micros
) -> list[tuple[_Track, Features]]:
    """Bring everybody to a cut-off; give the patterns to be forecast there."""
    tracks = [track for track in tracks if track.advance(cutoff)]
    features = [track.activity.features(cutoff) for track in tracks]
    for learner in learners:
        learner.learn(cutoff)
        happened = [track.returns(learner.days, cutoff) for track in tracks]
        learner.expect(cutoff, features, happened)
    return list(zip(tracks, features, strict=True))


def _models(learners: Sequence[_Learner]) -> dict[int, LocalModel]:
    found = ((learner.days, learner.model()) for learner in learners)
    return {days: model for days, model in found if model is not None}


def _cutoffs(tracks: Sequence[_Track], end: Micros, step_days: int) -> range:
    """Every ``step_days`` from a Monday on, as long as the shortest window still ends."""
    first = min((track.times[0] for track in tracks if track.times), default=end)
    weeks = -(-(first - _MONDAY_US) // (WEEK_DAYS * DAY_US))
    monday = _MONDAY_US + weeks * WEEK_DAYS * DAY_US
    return range(monday, end - HORIZONS[0] * DAY_US + 1, step_days * DAY_US)


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
        self, cutoff: Micros, features: Features, models: Mapping[int, LocalModel]
    ) -> Iterator[Said]:
        """Forecast every horizon."""
        probabilities = pooled_probabilities(self.activity.beliefs(cutoff), features, models)
        age = (cutoff - self.activity.first_us) / DAY_US
        for days, probability in zip(HORIZONS, probabilities, strict=True):
            happened = self.returns(days, cutoff)
            reference = poisson_reference(self._seen, age, days)
            yield Said(self.group, cutoff, days, probability, happened, reference)


@dataclass(frozen=True, slots=True)
class _Open:
    """Rows whose window ends at ``end_us``."""

    end_us: Micros
    features: Sequence[Features]
    happened: Sequence[bool]


class _Learner:
    """Fits the local model of one horizon to windows as they end.

    Args:
        days: The horizon.
        step_days: Days from one cut-off to the next.
    """

    def __init__(self, days: int, step_days: int) -> None:
        self.days = days
        self._open: deque[_Open] = deque()
        self._finished = FinishedWindows(days, step_days)

    def expect(
        self, cutoff: Micros, features: Sequence[Features], happened: Sequence[bool]
    ) -> None:
        """Remember rows until their windows have ended."""
        self._open.append(_Open(cutoff + self.days * DAY_US, features, happened))

    def learn(self, until: Micros) -> None:
        """Take in the windows that have ended."""
        while self._open and self._open[0].end_us <= until:
            ended = self._open.popleft()
            self._finished.add(ended.features, ended.happened)

    def model(self) -> LocalModel | None:
        """Give the model of what was taken in."""
        return self._finished.model()
