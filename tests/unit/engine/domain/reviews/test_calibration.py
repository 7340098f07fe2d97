import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.matching.thresholds import SHIPPED, Thresholds
from causeloop_desktop.engine.domain.reviews.calibration import (
    FARTHEST,
    PRIOR,
    PURITY,
    SLOPE,
    Judgement,
    learn,
    learned_thresholds,
)

SCORES = st.floats(0, 1)
DECISIONS = st.lists(st.tuples(SCORES, st.booleans()), max_size=30)
ROUNDING = 1e-6


def judged(decisions: Sequence[tuple[float, bool]]) -> list[Judgement]:
    return [Judgement(at, "prose", score, same) for at, (score, same) in enumerate(decisions)]


def attach(decisions: Sequence[tuple[float, bool]]) -> float:
    return learned_thresholds(judged(decisions)).of("prose").attach


def most_moved(decisions: int) -> float:
    """The farthest that so many decisions move a threshold, whatever they say."""
    share = decisions / PRIOR
    if share >= 0.5:
        return FARTHEST
    return min(FARTHEST, math.log((0.5 + share) / (0.5 - share)) / SLOPE)


def test_without_a_decision_the_shipped_thresholds_stand() -> None:
    assert learned_thresholds([]) == Thresholds()
    assert [one.attach for one in learn([])] == [one.attach for one in SHIPPED.values()]


@given(DECISIONS, SCORES)
def test_an_accept_never_raises_a_threshold_and_a_reject_never_lowers_it(
    decisions: list[tuple[float, bool]], score: float
) -> None:
    before = attach(decisions)
    assert attach([*decisions, (score, True)]) <= before + ROUNDING
    assert attach([*decisions, (score, False)]) >= before - ROUNDING


@given(DECISIONS, st.integers(0, 29), st.floats(0, 0.5))
def test_accepting_less_alike_issues_lowers_a_threshold_further(
    decisions: list[tuple[float, bool]], place: int, less: float
) -> None:
    if place >= len(decisions):
        return
    score, same = decisions[place]
    lower = list(decisions)
    lower[place] = (max(0.0, score - less), same)
    assert attach(lower) <= attach(decisions) + ROUNDING


@given(st.lists(st.tuples(SCORES, st.booleans()), min_size=10, max_size=10))
def test_ten_clicks_move_a_threshold_at_most_so_far(decisions: list[tuple[float, bool]]) -> None:
    assert abs(attach(decisions) - SHIPPED["prose"].attach) <= most_moved(10) + ROUNDING


def test_how_far_ten_clicks_move_is_little() -> None:
    assert most_moved(10) == pytest.approx(0.0639, abs=1e-4)
    assert most_moved(0) == 0
    assert most_moved(int(PRIOR)) == FARTHEST


@given(DECISIONS)
def test_the_order_of_decisions_does_not_matter(decisions: list[tuple[float, bool]]) -> None:
    assert attach(decisions[::-1]) == pytest.approx(attach(decisions), abs=ROUNDING)


@given(st.lists(st.tuples(SCORES, st.booleans()), max_size=200))
def test_limits_stay_in_order_whatever_is_decided(decisions: list[tuple[float, bool]]) -> None:
    limits = learned_thresholds(judged(decisions)).of("prose")
    assert 0 <= limits.offer < limits.attach < 1
    assert abs(limits.attach - SHIPPED["prose"].attach) <= FARTHEST + ROUNDING


@pytest.mark.parametrize("truth", [0.38, 0.5, 0.62])
def test_hundreds_of_decisions_find_the_threshold_of_a_workspace(truth: float) -> None:
    """Where 90 of 100 belong at ``truth``, the learned threshold comes near it and nearer."""
    dice = np.random.default_rng(7)
    half = truth - math.log(PURITY / (1 - PURITY)) / SLOPE
    scores = dice.uniform(0.1, 0.7, 3000).tolist()
    told = [(s, dice.random() < 1 / (1 + math.exp(-SLOPE * (s - half)))) for s in scores]
    errors = [abs(attach(told[:count]) - truth) for count in (0, 300, 3000)]
    assert errors[1] <= max(0.06, errors[0] * 0.5)
    assert errors[2] <= 0.02


def test_many_issues_in_one_operation_weigh_as_much_as_one() -> None:
    one = [Judgement(1, "prose", 0.4, same=False)]
    crowd = one * 100
    assert learned_thresholds(crowd).of("prose").attach == pytest.approx(
        learned_thresholds(one).of("prose").attach, abs=ROUNDING
    )
    assert [line.rejected for line in learn(crowd)] == [1, 0, 0]


def test_shapes_learn_apart() -> None:
    told = [Judgement(at, "trace", 0.5, same=True) for at in range(30)]
    thresholds = learned_thresholds(told)
    assert thresholds.of("trace").attach < SHIPPED["trace"].attach
    assert thresholds.of("prose") == SHIPPED["prose"]
    assert thresholds.of("line") == SHIPPED["line"]
