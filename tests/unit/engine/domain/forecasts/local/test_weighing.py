"""Weighing who speaks: nobody who loses keeps a say, and nothing jumps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from causeloop_desktop.engine.domain.forecasts.local.model import Method
from causeloop_desktop.engine.domain.forecasts.local.weighing import PRIORS, Weighing

HALF_A_YEAR = 26


def feed(
    weighing: Weighing, *, weeks: int = HALF_A_YEAR, rate: float = 0.02, **chances: float
) -> list[float]:
    """Add weeks of a hundred windows, a share ``rate`` true; give the correction's weights."""
    happened = [at < 100 * rate for at in range(100)]
    chances = {"formula": chances["pooled"], **chances}
    said = {Method(name): [p] * 100 for name, p in chances.items()}
    weights = []
    for _ in range(weeks):
        weighing.add(said, happened)
        weights.append(weighing.weights().get(Method.CORRECTED, 0.0))
    return weights


def test_before_anything_is_known_the_priors_speak() -> None:
    weighing = Weighing(1.0)
    weighing.add({method: [] for method in Method}, [])
    total = sum(PRIORS.values())
    assert weighing.weights() == pytest.approx({one: p / total for one, p in PRIORS.items()})
    assert max(PRIORS, key=PRIORS.__getitem__) is Method.CORRECTED


def test_who_is_absent_has_no_say() -> None:
    weights = Weighing(1.0).weights([Method.POOLED])
    assert Method.POOLED not in weights
    assert sum(weights.values()) == pytest.approx(1.0)


def test_who_says_the_same_keeps_what_it_had() -> None:
    weighing = Weighing(1.0)
    before = weighing.weights()
    feed(weighing, corrected=0.1, pooled=0.1, average=0.1)
    assert weighing.weights() == pytest.approx(before)


def test_a_correction_that_is_wrong_leaves_it_to_the_formula() -> None:
    weighing = Weighing(1.0)
    feed(weighing, rate=0.3, corrected=0.1, pooled=0.1, average=0.1, formula=0.3)
    assert weighing.weights() == {Method.FORMULA: 1.0}


def test_longer_windows_listen_to_shorter_ones_until_their_own_end() -> None:
    week = Weighing(1.0)
    quarter = Weighing(13.0, week)
    feed(week, corrected=0.02, pooled=0.3, average=0.3)
    assert quarter.weights()[Method.CORRECTED] > 0.99
    feed(quarter, weeks=104, rate=0.3, corrected=0.02, pooled=0.3, average=0.02)
    assert quarter.weights().get(Method.CORRECTED, 0.0) < 0.01


def test_who_loses_to_the_average_has_soon_no_say() -> None:
    weighing = Weighing(1.0)
    feed(weighing, weeks=2, corrected=0.3, pooled=0.3, average=0.02)
    assert weighing.weights() == {Method.AVERAGE: 1.0}


def test_a_small_lead_moves_weights_little_by_little() -> None:
    weights = feed(Weighing(1.0), rate=0.3, corrected=0.27, pooled=0.3, average=0.2)
    weights = weights[5:]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] - weights[-1] > 0.05
    assert max(a - b for a, b in pairwise(weights)) < 0.02


def test_weights_follow_the_times() -> None:
    weighing = Weighing(1.0)
    feed(weighing, weeks=300, corrected=0.2, pooled=0.2, average=0.02)
    feed(weighing, weeks=300, rate=0.5, corrected=0.5, pooled=0.2, average=0.02)
    assert max(weighing.weights(), key=weighing.weights().__getitem__) is Method.CORRECTED


def test_windows_that_overlap_prove_less() -> None:
    dice = np.random.default_rng(5)
    said = dict.fromkeys(Method, 0.4) | {Method.AVERAGE: 0.3}
    alone, overlapping = Weighing(1.0), Weighing(50.0)
    for _ in range(200):
        happened = (dice.uniform(size=5) < 0.3).tolist()
        for weighing in (alone, overlapping):
            weighing.add({method: [p] * 5 for method, p in said.items()}, happened)
    assert alone.weights()[Method.AVERAGE] > 0.5
    assert overlapping.weights()[Method.AVERAGE] < 0.2


def test_weights_add_up() -> None:
    weighing = Weighing(1.0)
    feed(weighing, corrected=0.05, pooled=0.01, average=0.03)
    assert sum(weighing.weights().values()) == pytest.approx(1.0)
