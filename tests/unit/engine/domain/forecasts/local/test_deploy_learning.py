"""Deploys are looked at where they cause what comes back, and left alone where they do not."""

from collections.abc import Mapping

import numpy as np
import pytest

from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecasts.backtest.walk import Backtest
from causeloop_desktop.engine.domain.forecasts.local.deploys import DeployLog, Deploys

BEGIN_US = 18_519 * DAY_US
LENGTH = 550.0
SERVICES, EACH = 5, 8
BETWEEN = 30.0
"""Days from one deploy of a service to the next, on average."""

AFTER = 5.0
SHARE = 0.4
"""Failures follow a deploy after so many days on average, and after so many of the deploys."""

Drawn = tuple[dict[str, list[int]], dict[str, Deploys]]


def draw(seed: int, *, caused: bool) -> Drawn:
    """Draw failures that come at one rate, a part of them after deploys if that is ``caused``."""
    dice = np.random.default_rng(seed)
    events: dict[str, list[int]] = {}
    deploys: dict[str, Deploys] = {}
    for service in range(SERVICES):
        when = dice.uniform(0, LENGTH, dice.poisson(LENGTH / BETWEEN))
        for number in range(EACH):
            rate = 1 / 90 + (0.0 if caused else SHARE / BETWEEN)
            alone = dice.uniform(0, LENGTH, dice.poisson(rate * LENGTH))
            after = when[dice.random(len(when)) < SHARE] if caused else when[:0]
            days = np.concatenate([alone, after + dice.exponential(AFTER, len(after))])
            name = f"{service}-{number}"
            events[name] = moments(days[days < LENGTH])
            deploys[name] = DeployLog.of(("", time) for time in moments(when)).concerning([])
    return events, deploys


def moments(days: np.typing.NDArray[np.float64]) -> list[int]:
    return sorted(BEGIN_US + round(day * DAY_US) for day in days.tolist())


def look_back(
    events: Mapping[str, list[int]], deploys: Mapping[str, Deploys]
) -> tuple[Backtest, float]:
    """Give the walk, and the mean square of what was said for seven days."""
    walk = Backtest(events, deploys=deploys)
    squares = [
        (row.probability - row.happened) ** 2
        for cutoff in walk.cutoffs()
        for row in cutoff.said
        if row.days == 7 and row.ended
    ]
    return walk, float(np.mean(squares))


def test_deploys_that_cause_failures_are_looked_at_and_make_forecasts_better() -> None:
    events, deploys = draw(1, caused=True)
    walk, with_deploys = look_back(events, deploys)
    _, without = look_back(events, {})
    effect = walk.model(BEGIN_US + round(LENGTH * DAY_US)).horizons[7].deploys
    assert effect is not None
    assert effect.gain > 0.8
    assert effect.share > 0.9
    assert with_deploys < 0.99 * without


@pytest.mark.parametrize("seed", range(3))
def test_deploys_that_cause_nothing_are_never_looked_at(seed: int) -> None:
    events, deploys = draw(seed, caused=False)
    walk, with_deploys = look_back(events, deploys)
    _, without = look_back(events, {})
    assert not walk.model(BEGIN_US + round(LENGTH * DAY_US)).looks_at_deploys
    assert with_deploys == without
