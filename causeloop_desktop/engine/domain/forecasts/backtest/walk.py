"""What the forecasts would have said, week after week, knowing no more than was known then.

The protocol is a rolling origin. A row stands for a pattern and a cut-off before which at least
two of its episodes began, the last at most a year ago; its outcome is whether another begins
within the horizon. Models are fitted, and methods weighed, only by windows that had ended by the
cut-off. Once a pattern is known, what it had done before is known as well, and teaches.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from causeloop_desktop.engine.domain.episodes import DAY_US, DEFAULT_GAP_US, episodes_of, onsets
from causeloop_desktop.engine.domain.forecasts.backtest.tracks import Chances, Said, Track
from causeloop_desktop.engine.domain.forecasts.league import METHODS, WEEK_DAYS, monday_before
from causeloop_desktop.engine.domain.forecasts.local.deploys import NO_DEPLOYS, Deploys
from causeloop_desktop.engine.domain.forecasts.local.learning import Learner
from causeloop_desktop.engine.domain.forecasts.local.model import WorkspaceModel
from causeloop_desktop.engine.domain.forecasts.rates import HORIZONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from causeloop_desktop.engine.domain.episodes import Micros


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
        shipped = [
            [belief.probability for belief in track.activity.beliefs(cutoff)] for track in known
        ]
        freshness = [track.deploys.freshness(cutoff) for track in known]
        expected = []
        for learner in self._learners:
            happened = [track.returns(learner.days, cutoff) for track in known]
            expected.append(learner.expect(cutoff, features, shipped, happened, freshness))
        methods = [learner.methods().leading for learner in self._learners]
        for place, track in enumerate(known):
            chances = [
                Chances(one.together[place], tuple(one.said[method][place] for method in METHODS))
                for one in expected
            ]
            yield from track.said(cutoff, methods, chances, self._end)

    def _learn(self, known: Sequence[Track], cutoff: Micros) -> None:
        """Take in the windows that have ended, and what patterns that became known had done."""
        recalled = sorted(
            (moment for track in known for moment in track.recall()), key=attrgetter("time_us")
        )
        for learner in self._learners:
            learner.learn(cutoff)
            ended = [
                moment for moment in recalled if moment.time_us + learner.days * DAY_US <= cutoff
            ]
            learner.recall(
                [moment.features for moment in ended],
                [moment.shipped for moment in ended],
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
) -> list[Track]:
    """Order patterns by name, so that the order they come in never matters."""
    return [
        Track(
            group,
            onsets(episodes_of(times, gap_us)),
            known_us.get(group),
            deploys.get(group, NO_DEPLOYS),
        )
        for group, times in sorted(events.items())
    ]


def _cutoffs(tracks: Sequence[Track], latest: Micros, step_days: int) -> range:
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
