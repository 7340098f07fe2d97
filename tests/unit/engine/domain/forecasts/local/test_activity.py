"""The past of a pattern in a few numbers: the same as looking at all of it again."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecasts.local.activity import FEATURES, Activity

NOW = 20_000 * DAY_US
ages = st.lists(st.floats(0.0, 1_500.0), min_size=2, max_size=40)


def onsets_of(days_ago: list[float], now: int = NOW) -> list[int]:
    return sorted(now - round(age * DAY_US) for age in days_ago)


@given(ages)
def test_beliefs_are_those_of_looking_at_every_episode(days_ago: list[float]) -> None:
    for belief in Activity.of(onsets_of(days_ago)).beliefs(NOW):
        memory = belief.model.memory
        weights = [math.exp(-age / memory) for age in days_ago]
        assert belief.weight == pytest.approx(math.fsum(weights))
        effective = memory * (1.0 - min(weights))
        assert belief.effective_days == pytest.approx(effective, abs=1e-9)


@given(ages)
def test_features_are_finite_and_do_not_know_the_date(days_ago: list[float]) -> None:
    features = Activity.of(onsets_of(days_ago)).features(NOW)
    assert len(features) == len(FEATURES)
    assert all(math.isfinite(value) for value in features)
    later = NOW + 1_000 * DAY_US
    assert Activity.of(onsets_of(days_ago, later)).features(later) == pytest.approx(features)


def test_silence_lowers_every_rate() -> None:
    activity = Activity.of(onsets_of([40.0, 20.0, 1.0]))
    before, after = activity.features(NOW), activity.features(NOW + 30 * DAY_US)
    assert all(later < sooner for sooner, later in zip(before[:4], after[:4], strict=True))


def test_steady_gaps_are_even_and_two_episodes_say_nothing_of_it() -> None:
    assert Activity.of(onsets_of([30.0, 20.0, 10.0])).features(NOW)[-1] == pytest.approx(0.0)
    assert Activity.of(onsets_of([30.0, 20.0])).features(NOW)[-1] == 1.0
    assert Activity.of([NOW, NOW, NOW]).features(NOW)[-1] == 1.0
