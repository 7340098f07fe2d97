"""Alert rules over forecasts that were kept: how often they would have fired, and how rightly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from causeloop_desktop.engine.domain.episodes import Micros

REST = 0.10
"""A rule that fired rests until the probability is so far below its threshold."""

LOOKBACK_WEEKS = 4
DOUBLED, CALM = 2.0, 1.5
"""A rise that counts as doubled, and the one below which the rule may fire again."""

LEAST_DOUBLED = 0.10
"""A doubling of next to nothing is no news."""

THRESHOLDS = tuple(round(0.95 - 0.05 * step, 2) for step in range(19))

WEEKLY_FROM, WEEKLY_TO = 0.3, 3.0
"""Alerts a week that can still be called about one."""


class Chance(NamedTuple):
    """What was said of a pattern, and what came; None where that is not known yet."""

    probability: float
    came: bool | None


@dataclass(frozen=True, slots=True)
class AlertWeek:
    """All that was said at one moment, by pattern."""

    cutoff_us: Micros
    said: Mapping[int, Chance]


@dataclass(slots=True)
class Fired:
    """How often a rule fired, and what came of it."""

    right: int = 0
    wrong: int = 0
    undecided: int = 0

    @property
    def total(self) -> int:
        """All that it fired."""
        return self.right + self.wrong + self.undecided

    def count(self, came: bool | None) -> None:
        """Count one alert."""
        match came:
            case None:
                self.undecided += 1
            case True:
                self.right += 1
            case False:
                self.wrong += 1


@dataclass(slots=True)
class _Resting:
    """Patterns for which a rule has fired and may not again yet."""

    patterns: set[int] = field(default_factory=set)

    def admits(self, pattern: int, *, fires: bool, calm: bool) -> bool:
        """Whether an alert leaves the house; remember that it did until all is calm."""
        if pattern in self.patterns:
            if calm:
                self.patterns.discard(pattern)
            return False
        if fires:
            self.patterns.add(pattern)
        return fires


def fired_above(weeks: Sequence[AlertWeek], threshold: float, since_us: Micros) -> Fired:
    """Say how often "from this probability on" would have fired.

    Args:
        weeks: Oldest first; those before ``since_us`` tell which patterns were above already.
        threshold: From which probability on.
        since_us: Alerts are counted from here.
    """

    def rule(_at: int, _pattern: int, p: float) -> tuple[bool, bool]:
        return p >= threshold, p < threshold - REST

    return _walk(weeks, rule, since_us)


def fired_doubled(weeks: Sequence[AlertWeek], since_us: Micros) -> Fired:
    """Say how often "doubled in four weeks" would have fired; the arguments are the same."""

    def rule(at: int, pattern: int, p: float) -> tuple[bool, bool]:
        earlier = weeks[at - LOOKBACK_WEEKS].said.get(pattern) if at >= LOOKBACK_WEEKS else None
        if earlier is None:
            return False, True
        rise = p / earlier.probability
        return rise >= DOUBLED and p >= LEAST_DOUBLED, rise < CALM

    return _walk(weeks, rule, since_us)


def weekly_threshold(weeks: Sequence[AlertWeek], since_us: Micros) -> tuple[float, float] | None:
    """Find the threshold that would have fired about once a week, with its alerts a week."""
    counted = sum(week.cutoff_us >= since_us for week in weeks)
    best: tuple[float, float] | None = None
    for threshold in THRESHOLDS:
        rate = fired_above(weeks, threshold, since_us).total / max(counted, 1)
        if WEEKLY_FROM <= rate <= WEEKLY_TO and (best is None or _nearer(rate, best[1])):
            best = (threshold, rate)
    return best


def _nearer(rate: float, other: float) -> bool:
    """Whether a rate is nearer to one, by ratio."""
    return max(rate, 1 / rate) < max(other, 1 / other)


def _walk(
    weeks: Iterable[AlertWeek],
    rule: Callable[[int, int, float], tuple[bool, bool]],
    since_us: Micros,
) -> Fired:
    fired, resting = Fired(), _Resting()
    for at, week in enumerate(weeks):
        resting.patterns &= week.said.keys()
        for pattern, chance in week.said.items():
            fires, calm = rule(at, pattern, chance.probability)
            goes_out = resting.admits(pattern, fires=fires, calm=calm)
            if goes_out and week.cutoff_us >= since_us:
                fired.count(chance.came)
    return fired
