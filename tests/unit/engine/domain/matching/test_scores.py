"""The score of a pair: one of two is enough, but for crashes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.matching.scores import (
    WORDS,
    Scores,
    counted,
    evidence_of,
    scores_of,
)
from causeloop_desktop.engine.domain.scoring.scorecard import CHANCE
from causeloop_desktop.engine.domain.text.tokens import Shape

SHAPES: tuple[Shape, ...] = ("prose", "trace", "line")


def one(value: float) -> Scores:
    return np.array([value])


@pytest.mark.parametrize("shape", ["prose", "line"])
def test_words_that_are_nearly_the_same_are_enough(shape: Shape) -> None:
    assert scores_of(shape, one(0.0), one(0.9)) == pytest.approx(0.9 * WORDS[shape])
    assert scores_of(shape, one(1.0), one(0.0)) == pytest.approx(1.0)


def test_of_a_crash_words_and_evidence_count_half_each() -> None:
    assert scores_of("trace", one(0.0), one(0.9)) == pytest.approx(0.45)
    assert scores_of("trace", one(1.0), one(0.6)) == pytest.approx(0.8)


@given(st.sampled_from(SHAPES), st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.2))
def test_more_in_common_never_scores_less(
    shape: Shape, points: float, likeness: float, more: float
) -> None:
    before = float(scores_of(shape, one(points), one(likeness))[0])
    assert float(scores_of(shape, one(points + more), one(likeness))[0]) >= before - 1e-9
    assert float(scores_of(shape, one(points), one(likeness + more))[0]) >= before - 1e-9


@given(st.sampled_from(SHAPES), st.floats(0, 1), st.floats(0, 1))
def test_what_counts_adds_up_to_the_score(shape: Shape, points: float, likeness: float) -> None:
    evidence = evidence_of(one(points))
    for_evidence, for_words = counted(shape, evidence, one(likeness))
    told = for_evidence * evidence + for_words * likeness
    assert scores_of(shape, one(points), one(likeness)) == pytest.approx(told)
    assert evidence_of(one(CHANCE)) == pytest.approx(0.0)
