"""Scores of forecasts: values worked out by hand, and what holds for every list."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, roc_auc_score

from causeloop_desktop.engine.domain.forecasts.accuracy import (
    accuracy_of,
    alert_quality,
    auc,
    brier,
    calibration_error,
    poisson_reference,
    reliability,
    skill,
    skill_range,
)

outcomes = st.lists(
    st.tuples(st.floats(0.0, 1.0).map(lambda p: round(p, 2)), st.booleans()),
    min_size=2,
    max_size=80,
).filter(lambda rows: 0 < sum(came for _, came in rows) < len(rows))


def test_a_forecast_worked_out_by_hand() -> None:
    scored = accuracy_of([0.9, 0.8, 0.2, 0.1], [True, False, False, False], [0.5] * 4)
    assert scored is not None
    assert scored.brier == pytest.approx((0.01 + 0.64 + 0.04 + 0.01) / 4)
    assert scored.base_rate == 0.25
    assert scored.skill_over_reference == pytest.approx(1 - 0.175 / 0.25)
    assert scored.skill_over_base == pytest.approx(1 - 0.175 / 0.1875)
    assert scored.auc == 1.0
    assert (scored.alerts.fired, scored.alerts.precision, scored.alerts.recall) == (2, 0.5, 1.0)


def test_nothing_said_is_not_scored() -> None:
    assert accuracy_of([], [], []) is None


def test_where_one_outcome_is_all_there_is_no_ranking_and_no_skill() -> None:
    scored = accuracy_of([0.2, 0.3], [False, False], [0.0, 0.0])
    assert scored is not None
    assert (scored.auc, scored.skill_over_base, scored.skill_over_reference) == (None, None, None)
    assert scored.alerts.precision is None
    assert scored.alerts.recall is None


def test_bins_are_ten_and_the_last_holds_certainty() -> None:
    bins = reliability([0.05, 0.95, 1.0], [False, True, True])
    assert [(one.low, one.count, one.happened) for one in bins] == [(0.0, 1, 0.0), (0.9, 2, 1.0)]
    assert calibration_error(bins) == pytest.approx((0.05 + 2 * 0.025) / 3)


def test_the_threshold_itself_fires() -> None:
    assert alert_quality([0.75, 0.74], [True, True]).recall == 0.5


def test_poisson_takes_one_day_at_least() -> None:
    assert poisson_reference(3, 0.01, 7) == pytest.approx(1 - math.exp(-14))
    assert poisson_reference(1, 100.0, 7) == 0.0


def test_skill_is_the_share_saved() -> None:
    assert skill(0.1, 0.2) == 0.5
    assert skill(0.1, 0.0) is None


@given(outcomes)
def test_the_same_as_a_library_says(rows: list[tuple[float, bool]]) -> None:
    said, happened = [p for p, _ in rows], [came for _, came in rows]
    assert auc(said, happened) == pytest.approx(roc_auc_score(happened, said))
    assert brier(said, happened) == pytest.approx(brier_score_loss(happened, said))


@given(outcomes)
def test_every_row_is_in_one_bin(rows: list[tuple[float, bool]]) -> None:
    bins = reliability([p for p, _ in rows], [came for _, came in rows])
    assert sum(one.count for one in bins) == len(rows)
    assert 0.0 <= calibration_error(bins) <= 1.0


def test_the_skill_lies_between_what_the_weeks_say() -> None:
    said, happened = [0.9, 0.1] * 20, [True, False] * 20
    weeks = [at // 4 for at in range(40)]
    assert skill_range(said, happened, weeks, 1.0) == pytest.approx((0.96, 0.96))
    wrong = [*happened[:36], *[not came for came in happened[36:]]]
    low, high = skill_range(said, wrong, weeks, 1.0)
    wider = skill_range(said, wrong, weeks, 4.0)
    assert low is not None
    assert high is not None
    assert (low + high) / 2 == pytest.approx(1 - (0.9 * 0.01 + 0.1 * 0.81) / 0.25)
    assert wider[0] == pytest.approx((low + high) / 2 - (high - low))
    assert skill_range(said, happened, [1] * 40, 1.0) == (None, None)
    assert skill_range(said, [True] * 40, weeks, 1.0) == (None, None)
