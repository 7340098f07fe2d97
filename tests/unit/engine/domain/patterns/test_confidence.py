"""Confidence is a share, and learns slowly."""

from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.matching.thresholds import SHIPPED, Thresholds
from causeloop_desktop.engine.domain.patterns.confidence import (
    EXACT,
    belonging,
    confidence_of,
    leaning_of,
    leanings_of,
)
from causeloop_desktop.engine.domain.reviews.calibration import FARTHEST, SLOPE, Judgement
from causeloop_desktop.engine.domain.reviews.calibration import learned_thresholds as learned

LIKENESSES = st.floats(0, 1)


def decided(count: int, *, same: bool) -> Thresholds:
    """Thresholds after so many decisions of one kind, each far from what was to be expected."""
    score = 0.3 if same else 0.7
    return learned([Judgement(number, "prose", score, same=same) for number in range(count)])


@given(st.lists(LIKENESSES, min_size=1))
def test_confidence_is_a_share(members: list[float]) -> None:
    assert 0 < confidence_of(map(belonging, members)) < 1


@given(LIKENESSES, LIKENESSES)
def test_more_alike_means_surer(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert belonging(low) <= belonging(high)
    assert belonging(low) <= belonging(low, exact=True)


def test_nothing_in_common_is_nothing_sure() -> None:
    assert belonging(0) < 0.1
    assert belonging(1) > 0.99


def test_nobody_belongs_to_an_empty_pattern() -> None:
    assert confidence_of([]) == 0


def test_before_anybody_decided_nothing_leans() -> None:
    assert set(leanings_of(Thresholds()).values()) == {0.0}
    assert leanings_of(Thresholds()).keys() == SHIPPED.keys()


def test_accepts_make_surer_and_rejects_less_sure() -> None:
    for_, against = (leaning_of(decided(40, same=same), "prose") for same in (True, False))
    assert against < 0 < for_
    assert belonging(0.4, leaning=against) < belonging(0.4) < belonging(0.4, leaning=for_)
    assert leaning_of(decided(40, same=True), "line") == 0, "prose says nothing of lines"


def test_ten_clicks_move_it_little_and_nobody_moves_it_far() -> None:
    ten, many = decided(10, same=False), decided(5_000, same=False)
    assert abs(belonging(0.44, leaning=leaning_of(ten, "prose")) - belonging(0.44)) < 0.13
    assert leaning_of(many, "prose") >= -SLOPE * FARTHEST


def test_an_equal_key_does_not_lean() -> None:
    assert belonging(0.1, exact=True, leaning=-2.0) == EXACT
