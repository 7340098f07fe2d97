"""Silence, rises and new words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.episodes import HOUR_US
from causeloop_desktop.engine.domain.novelty import LEAST_GAPS, Rhythm, frequent_words, is_rise


@pytest.mark.parametrize(
    ("usual", "silent", "quiet"), [(6, 25, True), (6, 23, False), (30, 55, False), (30, 61, True)]
)
def test_a_silence_is_told_against_the_own_rhythm(usual: int, silent: int, quiet: bool) -> None:
    rhythm = Rhythm(20, usual * HOUR_US, 0)

    assert (rhythm.silence_us(silent * HOUR_US) is not None) is quiet


def test_without_a_rhythm_nothing_is_silent() -> None:
    assert Rhythm(LEAST_GAPS - 1, HOUR_US, 0).silence_us(10_000 * HOUR_US) is None


def test_a_rise_stands_out_of_the_weeks_before() -> None:
    assert is_rise(20, [4, 6, 5, 5])
    assert not is_rise(8, [4, 6, 5, 5])
    assert not is_rise(4, [0, 0, 0, 0])
    assert is_rise(5, [0, 0, 0, 0])
    assert not is_rise(50, [])


@given(st.integers(0, 200), st.lists(st.integers(0, 200), min_size=1, max_size=6))
def test_more_is_no_less_of_a_rise(count: int, before: list[int]) -> None:
    assert not is_rise(count, before) or is_rise(count + 1, before)
    assert not is_rise(count, [*before, 200]) or is_rise(count, [*before, 0])


def test_words_of_several_titles_are_counted_once_a_title() -> None:
    titles = ["Passkey login: passkey lost", "No passkey on Android", "Cart is empty"]

    assert frequent_words(titles, 5) == [("passkey", 2)]
