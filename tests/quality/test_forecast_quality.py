"""What forecasts of the streams would have said: whether it can be trusted, and what it adds."""

import pytest

from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecasts.accuracy import Accuracy, accuracy_of
from causeloop_desktop.engine.domain.forecasts.backtest.tracks import Said
from causeloop_desktop.engine.domain.forecasts.backtest.walk import backtest
from causeloop_desktop.engine.domain.forecasts.league import LEAGUE
from causeloop_desktop.engine.domain.forecasts.local.model import Method
from causeloop_desktop.engine.domain.forecasts.totals import Missed, missed, recurring, shift_of
from tests.quality.streams import (
    declining,
    half_a_year,
    seldom,
    seldom_and_in_bursts,
    streams,
    young,
)

SEEDS = (11, 14)

LEAST_SKILL = {7: 0.18, 30: 0.26, 90: 0.13}
"""Over always saying the average, which is known in hindsight."""

MOST_ERROR = {7: 0.025, 30: 0.055, 90: 0.06}

MOST_FAILED = 0.1
"""Share of the forecasts above 95 % that may fail."""

SELDOM_SKILL, SELDOM_ERROR = -0.02, 0.01
"""Where hardly anything comes back there is next to nothing to gain. What is lost is lost in the
first weeks, while the formula, which is right elsewhere, has not been outvoted."""

WORKSPACES = {
    "an ageing project": lambda: declining(1),
    "bursts": lambda: seldom_and_in_bursts(4),
    "a young help desk": lambda: young(3),
}

HALF_YEARS = range(1, 7)
HALF_A_YEAR_SKILL = {7: 0.1, 30: 0.1, 90: -0.12}
"""Over the average, which is high: nine of ten parts have something in a quarter, while the
formula, which knows whole histories, says far too little of parts that look new."""

HELD = {"a young help desk": (0.7, 1.0), "an ageing project": (0.75, 0.97)}
"""The share of weeks in which the 80 % range of how many recur holds, mean of 7 and 30 days."""

BEHIND_THE_POOL = 0.003
"""Skill by which the mean may be behind the pool of formula and features, which is the best
method that others have found; learning to weigh costs a little."""


@pytest.fixture(scope="module", params=SEEDS)
def said(request: pytest.FixtureRequest) -> dict[int, list[Said]]:
    rows = [row for cutoff in backtest(streams(request.param)) for row in cutoff.said]
    return {days: [row for row in rows if row.days == days] for days in LEAST_SKILL}


def accuracy(rows: list[Said]) -> Accuracy:
    found = accuracy_of(
        [row.probability for row in rows],
        [row.happened for row in rows],
        [row.reference for row in rows],
    )
    assert found is not None
    return found


@pytest.mark.parametrize("days", LEAST_SKILL)
def test_forecasts_beat_the_average_and_the_historic_rate(
    said: dict[int, list[Said]], days: int
) -> None:
    found = accuracy(said[days])
    assert (found.skill_over_base or 0) >= LEAST_SKILL[days]
    assert (found.skill_over_reference or 0) >= 0.2


@pytest.mark.parametrize("days", MOST_ERROR)
def test_what_is_said_is_what_happens(said: dict[int, list[Said]], days: int) -> None:
    assert accuracy(said[days]).calibration_error <= MOST_ERROR[days]


@pytest.mark.parametrize("days", LEAST_SKILL)
def test_what_is_all_but_certain_seldom_fails(said: dict[int, list[Said]], days: int) -> None:
    sure = [row.happened for row in said[days] if row.probability > 0.95]
    assert sure.count(False) <= MOST_FAILED * len(sure)


@pytest.mark.parametrize("seed", SEEDS)
def test_where_hardly_anything_comes_back_the_average_is_not_lost_to(seed: int) -> None:
    rows = [row for cutoff in backtest(seldom(seed)) for row in cutoff.said]
    for days in LEAST_SKILL:
        found = accuracy([row for row in rows if row.days == days])
        assert (found.skill_over_base or 0) >= SELDOM_SKILL
        assert found.calibration_error <= SELDOM_ERROR


def test_a_longer_window_is_never_less_likely(said: dict[int, list[Said]]) -> None:
    by_row = {
        (row.group, row.cutoff_us, row.days): row.probability
        for rows in said.values()
        for row in rows
    }
    for (group, cutoff, days), probability in by_row.items():
        longer = by_row.get((group, cutoff, {7: 30, 30: 90}.get(days, 0)))
        assert longer is None or probability <= longer


@pytest.mark.parametrize("workspace", WORKSPACES)
def test_what_is_learned_never_costs_more_than_it_brings(workspace: str) -> None:
    walk = backtest(WORKSPACES[workspace](), gap_us=0)
    ended = [row for cutoff in walk for row in cutoff.said]
    for days in {row.days for row in ended}:
        rows = [row for row in ended if row.days == days]
        assert lead(rows, Method.FORMULA) > 0.0
        assert lead(rows, Method.POOLED) > -BEHIND_THE_POOL


def test_half_a_year_loses_little_to_its_own_average() -> None:
    walks = [backtest(half_a_year(seed), gap_us=0) for seed in HALF_YEARS]
    said = [[row for cutoff in walk for row in cutoff.said] for walk in walks]
    for days, least in HALF_A_YEAR_SKILL.items():
        found = [accuracy([row for row in rows if row.days == days]) for rows in said]
        skills = [one.skill_over_base or 0 for one in found]
        assert sum(skills) / len(skills) >= least


@pytest.mark.parametrize("workspace", HELD)
def test_the_range_of_how_many_recur_holds(workspace: str) -> None:
    walk = [cutoff.said for cutoff in backtest(WORKSPACES[workspace](), gap_us=0)]
    weeks = [[row for row in said if row.days == days] for days in (7, 30) for said in walk]
    held = ranges_held([rows for rows in weeks if rows])
    least, most = HELD[workspace]
    assert least <= sum(held) / len(held) <= most


def ranges_held(weeks: list[list[Said]]) -> list[bool]:
    """Say of each week whether its range held, knowing what was known then."""
    held = []
    ended: list[tuple[int, int, Missed]] = []
    for rows in weeks:
        days, made_us = rows[0].days, rows[0].cutoff_us
        known = [one for for_days, end_us, one in ended if for_days == days and end_us <= made_us]
        said, came = [row.probability for row in rows], sum(row.happened for row in rows)
        made = recurring(said, shift=shift_of(known))
        held.append(made.low <= came <= made.high)
        ended.append((days, made_us + days * DAY_US, missed(said, came)))
    return held


def lead(rows: list[Said], method: Method) -> float:
    """How much more of the Brier score of the historic rate was saved than a method would have."""
    at = LEAGUE.index(method)
    reference = sum((row.reference - row.happened) ** 2 for row in rows)
    others = sum((row.league[at] - row.happened) ** 2 for row in rows)
    return (others - sum((row.probability - row.happened) ** 2 for row in rows)) / reference
