"""Choosing who speaks: nobody who loses to the plain average, and no fluttering."""

from __future__ import annotations

import numpy as np

from causeloop_desktop.engine.domain.forecast_local.choosing import (
    LEAST_CUTOFFS,
    LEAST_WINDOWS,
    Choice,
)
from causeloop_desktop.engine.domain.forecast_local.model import Method


def feed(choice: Choice, pooled: float, corrected: float, average: float, rate: float) -> None:
    """Add half a year of weeks with a hundred windows, a a share ``rate`` true in each."""
    happened = [at < 100 * rate for at in range(100)]
    said = {Method.POOLED: pooled, Method.CORRECTED: corrected, Method.AVERAGE: average}
    for _ in range(LEAST_CUTOFFS):
        choice.add({method: [p] * 100 for method, p in said.items()}, happened)


def test_the_pool_speaks_until_something_is_known() -> None:
    choice = Choice(1.0)
    chances = {Method.POOLED: 0.9, Method.CORRECTED: 0.9, Method.AVERAGE: 0.1}
    for _ in range(LEAST_CUTOFFS):
        choice.add({method: [p] for method, p in chances.items()}, [False])
    assert choice.windows < LEAST_WINDOWS
    assert choice.method is Method.POOLED


def test_a_few_weeks_prove_nothing_however_many_patterns() -> None:
    choice = Choice(1.0)
    chances = {Method.POOLED: 0.9, Method.CORRECTED: 0.9, Method.AVERAGE: 0.1}
    for _ in range(LEAST_CUTOFFS - 1):
        choice.add({method: [p] * 500 for method, p in chances.items()}, [False] * 500)
    spoke = choice.method
    choice.add({method: [p] * 500 for method, p in chances.items()}, [False] * 500)
    assert (spoke, choice.method) == (Method.POOLED, Method.AVERAGE)


def test_who_loses_to_the_average_steps_back() -> None:
    choice = Choice(1.0)
    feed(choice, pooled=0.3, corrected=0.3, average=0.02, rate=0.02)
    assert choice.method is Method.AVERAGE


def test_the_correction_is_preferred_where_it_helps_as_well() -> None:
    choice = Choice(1.0)
    feed(choice, pooled=0.3, corrected=0.02, average=0.02, rate=0.02)
    assert choice.method is Method.CORRECTED


def test_a_small_lead_changes_nothing() -> None:
    choice = Choice(1.0)
    feed(choice, pooled=0.29, corrected=0.28, average=0.6, rate=0.28)
    assert choice.method is Method.POOLED


def test_the_average_gives_way_once_the_pool_is_better_again() -> None:
    choice = Choice(1.0)
    feed(choice, pooled=0.5, corrected=0.5, average=0.02, rate=0.02)
    spoke = [choice.method]
    for _ in range(20):
        feed(choice, pooled=0.5, corrected=0.9, average=0.02, rate=0.5)
        spoke.append(choice.method)
    assert (spoke[0], spoke[-1]) == (Method.AVERAGE, Method.POOLED)
    assert len(set(spoke)) == 2


def test_windows_that_overlap_prove_less() -> None:
    dice = np.random.default_rng(5)
    said = {Method.POOLED: 0.36, Method.CORRECTED: 0.36, Method.AVERAGE: 0.3}
    alone, overlapping = Choice(1.0), Choice(50.0)
    for _ in range(400):
        happened = (dice.uniform(size=5) < 0.3).tolist()
        for choice in (alone, overlapping):
            choice.add({method: [p] * 5 for method, p in said.items()}, happened)
    assert alone.method is Method.AVERAGE
    assert overlapping.method is Method.POOLED


def test_what_is_long_ago_is_forgotten() -> None:
    choice = Choice(1.0)
    for _ in range(10):
        feed(choice, pooled=0.5, corrected=0.5, average=0.02, rate=0.02)
    assert choice.windows <= 20_100
