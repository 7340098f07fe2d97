"""Streams of events whose law is known: they recur steadily, fade, come in storms, or are rare."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.episodes import DAY_US

Days = npt.NDArray[np.float64]

BEGIN_US = 19_723 * DAY_US
"""2024-01-01."""

LENGTH = 800
EACH = 25


def _steady(dice: np.random.Generator) -> Days:
    """Come at one rate from a random day on."""
    rate, start = dice.gamma(1.0, 0.08) + 0.005, dice.uniform(0, LENGTH)
    return dice.uniform(start, LENGTH, dice.poisson(rate * (LENGTH - start)))


def _fading(dice: np.random.Generator) -> Days:
    """Come often, then ever less: somebody works on it."""
    start, life = dice.uniform(0, LENGTH), dice.uniform(20, 90)
    return start + dice.exponential(life, dice.poisson(12))


def _storms(dice: np.random.Generator) -> Days:
    """Be silent for weeks, then come many times within days."""
    centres = dice.uniform(0, LENGTH, dice.integers(2, 12))
    return np.concatenate([c + dice.exponential(2.0, dice.integers(2, 12)) for c in centres])


def _rare(dice: np.random.Generator) -> Days:
    """Come two or three times in all."""
    return dice.uniform(0, LENGTH, dice.integers(2, 4))


def seldom(seed: int, count: int = 300) -> dict[str, list[int]]:
    """Draw patterns of two events of which one in ten comes back, as texts that look alike do."""
    dice = np.random.default_rng(seed)
    drawn = {}
    for number in range(count):
        later = np.cumsum(dice.exponential(60, dice.geometric(0.9)))
        days = dice.uniform(0, LENGTH) + np.concatenate([[0.0], later])
        drawn[f"seldom {number}"] = [BEGIN_US + round(float(day) * DAY_US) for day in days]
    return drawn


def _by_weeks(dice: np.random.Generator, a_day: Days) -> Days:
    """Come at a rate that each week sets anew."""
    counts = dice.poisson(a_day * 7)
    days: Days = np.repeat(np.arange(len(a_day)) * 7.0, counts) + dice.uniform(0, 7, counts.sum())
    return days


def _drift(dice: np.random.Generator, weeks: int, spread: float, memory: float) -> Days:
    """Wander around 0 and come back, as Ornstein and Uhlenbeck's process does."""
    kept, steps = np.exp(-7 / memory), dice.normal(0, spread, weeks)
    found = [steps[0]]
    for step in steps[1:]:
        found.append(found[-1] * kept + step * np.sqrt(1 - kept**2))
    return np.array(found)


def declining(seed: int, count: int = 40, weeks: int = 312) -> dict[str, list[int]]:
    """Draw the parts of an ageing project: alike in kind, unlike in rate, all of them fading."""
    dice = np.random.default_rng(seed)
    ageing = -2.0 * np.arange(weeks) / weeks
    logs = [dice.normal(-4.0, 0.9) + _drift(dice, weeks, 0.6, 300) for _ in range(count)]
    return _named("part", [_by_weeks(dice, np.exp(log + ageing)) for log in logs])


def seldom_and_in_bursts(seed: int, count: int = 70, weeks: int = 160) -> dict[str, list[int]]:
    """Draw services that fail a few times a year, then twice in a row as often as not."""
    dice = np.random.default_rng(seed)
    logs = [dice.normal(-5.2, 0.8) + _drift(dice, weeks, 1.1, 40) for _ in range(count)]
    first = [_by_weeks(dice, np.exp(log)) for log in logs]
    again = [days + dice.exponential(6, len(days)) for days in first]
    return _named("service", map(np.append, first, again))


def young(seed: int, count: int = 300, weeks: int = 13) -> dict[str, list[int]]:
    """Draw a quarter of a help desk: a few topics every day, many that flare up and are over."""
    dice = np.random.default_rng(seed)
    drawn = []
    for _ in range(count):
        if dice.uniform() < 0.3:
            level = dice.normal(-1.5, 1.8)
            drawn.append(_by_weeks(dice, np.exp(level + _drift(dice, weeks, 0.4, 60))))
        else:
            life, size = np.exp(dice.normal(1.2, 1.2)), 2 + int(dice.pareto(1.0) * 1.5)
            drawn.append(dice.uniform(0, 88) + dice.exponential(life, min(size, 300)))
    return _named("topic", [days[days < 7 * weeks] for days in drawn])


def half_a_year(seed: int, count: int = 90, weeks: int = 26) -> dict[str, list[int]]:
    """Draw what is left of old parts where only half a year of them is known."""
    dice = np.random.default_rng(seed)
    logs = [dice.normal(-3.7, 1.0) + _drift(dice, weeks, 0.7, 100) for _ in range(count)]
    return _named("part", [_by_weeks(dice, np.exp(log)) for log in logs])


def _named(kind: str, drawn: Iterable[Days]) -> dict[str, list[int]]:
    return {
        f"{kind} {number}": [BEGIN_US + round(float(day) * DAY_US) for day in np.sort(days)]
        for number, days in enumerate(drawn)
        if len(days)
    }


LAWS: Mapping[str, Callable[[np.random.Generator], Days]] = {
    "steady": _steady,
    "fading": _fading,
    "storms": _storms,
    "rare": _rare,
}


def streams(seed: int, each: int = EACH) -> dict[str, list[int]]:
    """Draw streams of every law, in microseconds."""
    dice = np.random.default_rng(seed)
    drawn = {f"{law} {n}": draw(dice) for law, draw in LAWS.items() for n in range(each)}
    return {
        name: [BEGIN_US + round(float(day) * DAY_US) for day in np.sort(days) if day < LENGTH]
        for name, days in drawn.items()
    }
