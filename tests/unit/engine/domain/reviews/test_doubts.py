import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.matching.thresholds import Limits
from causeloop_desktop.engine.domain.reviews.doubts import PLACES, is_doubtful, place_of

LIMITS = Limits(attach=0.5, offer=0.2)


@pytest.mark.parametrize(
    ("score", "candidate", "member"),
    [(0.1, False, True), (0.2, True, True), (0.5, True, True), (0.6, True, False)],
)
def test_a_question_is_open_where_it_is_not_sure(
    score: float, candidate: bool, member: bool
) -> None:
    assert is_doubtful("candidate", score, LIMITS) is candidate
    assert is_doubtful("member", score, LIMITS) is member


def test_nearer_to_the_threshold_larger_and_worse_come_first() -> None:
    usual = place_of("candidate", 0.4, LIMITS, size=10, severity=3)
    assert place_of("candidate", 0.48, LIMITS, size=10, severity=3) < usual
    assert place_of("candidate", 0.4, LIMITS, size=100, severity=3) < usual
    assert place_of("candidate", 0.4, LIMITS, size=10, severity=1) < usual


@given(st.floats(0, 1), st.integers(0, 10**6), st.integers(1, 4))
def test_a_place_is_within_the_queue(score: float, size: int, severity: int) -> None:
    assert 0 <= place_of("candidate", score, LIMITS, size, severity) <= PLACES
    assert 0 <= place_of("member", score, LIMITS, size, severity) <= PLACES


def test_the_least_alike_member_comes_first() -> None:
    less, more = (place_of("member", score, LIMITS, size=10, severity=3) for score in (0.22, 0.4))
    assert less < more
