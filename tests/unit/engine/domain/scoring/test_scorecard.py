"""The shipped tables: points that sum, never fall, and say what the model says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.scoring.features import EVIDENCE
from causeloop_desktop.engine.domain.scoring.scorecard import Table, shipped

SHARE = st.floats(0, 1)
PAIR = st.tuples(*[SHARE] * len(EVIDENCE))


def test_the_shipped_tables_read_what_is_counted() -> None:
    assert tuple(shipped().tables) == EVIDENCE


@given(PAIR)
def test_points_sum_to_something_between_nothing_and_all(pair: tuple[float, ...]) -> None:
    evidence = np.array([pair])
    points = shipped().points(evidence)
    assert (points >= 0).all()
    assert points.sum() == pytest.approx(shipped().totals(evidence)[0])
    assert 0 <= points.sum() <= 1 + 1e-4


@given(PAIR, st.integers(0, len(EVIDENCE) - 1), SHARE)
def test_more_of_any_evidence_never_lowers_the_points(
    pair: tuple[float, ...], column: int, more: float
) -> None:
    evidence = np.array([pair, pair])
    evidence[1, column] += more
    less, least = shipped().totals(evidence)[::-1]
    assert less >= least


def test_what_nobody_knows_counts_between_none_and_all() -> None:
    for name in ("nearness", "fields"):
        table = shipped().tables[name]
        assert 0 <= table.unknown <= table.points.max()


@given(PAIR, st.integers(0, len(EVIDENCE) - 1), st.floats(0, 0.01))
def test_without_steps_a_trifle_more_is_a_trifle_more(
    pair: tuple[float, ...], column: int, more: float
) -> None:
    evidence = np.array([pair, pair])
    evidence[1, column] = min(1.0, pair[column] + more)
    less, least = shipped().even_totals(evidence)[::-1]
    assert 0 <= less - least + 1e-12 <= 0.04


def test_between_the_middles_of_steps_points_rise_evenly() -> None:
    table = Table(np.array([0.2, 0.6]), np.array([0.0, 0.1, 0.4]), 0.05)
    found = table.between(np.array([0.0, 0.2, 0.4, 0.7, 1.0, np.nan]))
    assert found.tolist() == pytest.approx([0.0, 0.05, 0.1, 0.25, 0.4, 0.05])


def test_a_table_of_one_step_says_it_everywhere() -> None:
    table = Table(np.zeros(0), np.array([0.3]), 0.1)
    assert table.between(np.array([0.0, 1.0])).tolist() == [0.3, 0.3]


def test_a_value_at_an_edge_belongs_to_the_step_below() -> None:
    table = Table(np.array([0.2, 0.5]), np.array([0.0, 0.1, 0.4]), 0.05)
    assert table.of(np.array([0.0, 0.2, 0.21, 0.5, 9.0, np.nan])).tolist() == [
        *(0.0, 0.0, 0.1, 0.1, 0.4),
        0.05,
    ]
