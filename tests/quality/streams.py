"""Streams of events whose law is known: they recur steadily, fade, come in storms, or are rare."""

from collections.abc import Callable, Mapping

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
