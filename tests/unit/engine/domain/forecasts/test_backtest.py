"""Backtests: what may be known at a cut-off, which rows there are, and that all adds up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest

from causeloop_desktop.engine.domain.episodes import DAY_US, HOUR_US
from causeloop_desktop.engine.domain.forecasts.backtest.walk import Backtest, CutOff, backtest
from causeloop_desktop.engine.domain.forecasts.forecast import forecast_onsets
from causeloop_desktop.engine.domain.forecasts.league import LEAGUE, METHODS, monday_before
from causeloop_desktop.engine.domain.forecasts.local import fitting
from causeloop_desktop.engine.domain.forecasts.local.model import Method
from causeloop_desktop.engine.domain.forecasts.rates import HORIZONS

if TYPE_CHECKING:
    from causeloop_desktop.engine.domain.forecasts.backtest.tracks import Said

START = round(datetime(2024, 1, 3, 12, tzinfo=UTC).timestamp()) * 1_000_000


def days(*numbers: float) -> list[int]:
    return [START + round(number * DAY_US) for number in numbers]


def said_in(cutoffs: list[CutOff]) -> list[Said]:
    return [row for cutoff in cutoffs for row in cutoff.said]


def drawn(groups: int, length: float, seed: int = 3) -> dict[str, list[int]]:
    """Draw patterns, each of which recurs at a rate of its own."""
    dice = np.random.default_rng(seed)
    counts = dice.choice([2, 6, 20, 60], groups)
    return {
        f"g{number}": days(*sorted(dice.uniform(0, length, count)))
        for number, count in enumerate(counts)
    }


def test_cutoffs_are_mondays_and_only_finished_windows_are_said() -> None:
    cutoffs = list(backtest({"a": days(0, 2, 40, 60, 100)}, gap_us=0))
    assert datetime.fromtimestamp(cutoffs[0].time_us / 1e6, UTC) == datetime(2024, 1, 8, tzinfo=UTC)
    assert cutoffs[-1].number == cutoffs[-1].total == len(cutoffs)
    end = days(100)[0]
    assert all(row.cutoff_us + row.days * DAY_US <= end for row in said_in(cutoffs))
    assert {row.days for row in said_in(cutoffs)} == set(HORIZONS)


def test_outcomes_are_what_followed() -> None:
    rows = said_in(list(backtest({"a": days(0, 2, 40, 60, 100)}, gap_us=0)))
    first = {row.days: row.happened for row in rows if row.cutoff_us == rows[0].cutoff_us}
    assert first == {7: False, 30: False, 90: True}


def test_patterns_seen_once_and_long_silent_ones_are_left_out() -> None:
    events = {"once": days(0), "quiet": days(0, 1, 500), "end": days(500)}
    rows = said_in(list(backtest(events, gap_us=0)))
    assert {row.group for row in rows} == {"quiet"}
    assert max(row.cutoff_us for row in rows) <= days(366)[0]


def test_a_storm_is_one_episode_where_there_is_a_gap() -> None:
    storm = [START + minute * HOUR_US // 60 for minute in range(50)]
    later = days(90)
    with_gap = said_in(list(backtest({"a": [*storm, *later]}, gap_us=6 * HOUR_US)))
    without = said_in(list(backtest({"a": [*storm, *later]}, gap_us=0)))
    assert with_gap == []
    assert without


def test_before_a_window_has_ended_it_is_the_shipped_forecast() -> None:
    times = days(0, 2, 40, 60, 100)
    rows = said_in(list(backtest({"a": times}, gap_us=0)))
    for row in [row for row in rows if row.cutoff_us == rows[0].cutoff_us]:
        made = forecast_onsets([time for time in times if time <= row.cutoff_us], row.cutoff_us)
        assert made is not None
        assert row.probability == pytest.approx(made.within(row.days).probability)


def test_the_future_changes_nothing_that_was_said() -> None:
    events = drawn(25, 250)
    until = days(170)[0]
    known = {group: [t for t in times if t <= until] for group, times in events.items()}
    early = said_in(list(backtest(known, gap_us=0)))
    late = {row[:3]: row for row in said_in(list(backtest(events, gap_us=0)))}
    assert len(early) > fitting.LEAST_ROWS
    assert all(row.probability == late[row[:3]].probability for row in early)


def test_the_local_model_has_its_say_once_it_may() -> None:
    rows = said_in(list(backtest(drawn(25, 250), gap_us=0)))
    events = drawn(25, 250)
    moved = 0
    for row in rows:
        known = sorted(time for time in events[row.group] if time <= row.cutoff_us)
        made = forecast_onsets(known, row.cutoff_us)
        assert made is not None
        moved += abs(made.within(row.days).probability - row.probability) > 1e-6
    assert 0 < moved < len(rows)


def test_longer_windows_are_never_less_likely() -> None:
    rows = said_in(list(backtest(drawn(25, 250), gap_us=0)))
    said = {row[:3]: row.probability for row in rows}
    for (group, cutoff, horizon), p in said.items():
        if horizon == 30:
            assert said[group, cutoff, 7] <= p
            assert p <= said.get((group, cutoff, 90), 1.0)


def test_all_times_can_be_shifted_by_weeks() -> None:
    events = drawn(15, 200)
    shift = 520 * 7 * DAY_US
    moved = {group: [time + shift for time in times] for group, times in events.items()}
    here = [row.probability for row in said_in(list(backtest(events, gap_us=0)))]
    there = [row.probability for row in said_in(list(backtest(moved, gap_us=0)))]
    assert here == pytest.approx(there)


def test_nothing_happened_is_nothing_said() -> None:
    assert list(backtest({})) == []


def test_the_models_for_today_are_those_of_the_last_cutoff() -> None:
    walk = Backtest(drawn(25, 250), gap_us=0)
    for _ in walk.cutoffs():
        pass
    methods = walk.model(days(250)[0]).horizons
    assert set(methods) == set(HORIZONS)
    assert methods[7].effective_rows > methods[30].effective_rows > methods[90].effective_rows > 0


def test_windows_that_are_still_open_are_said_where_the_present_is_named() -> None:
    walk = Backtest({"a": days(0, 2, 40)}, gap_us=0, until_us=days(60)[0])
    rows = [row for cutoff in walk.cutoffs() for row in cutoff.said]
    assert {row.ended for row in rows} == {True, False}
    assert all(row.ended == (row.cutoff_us + row.days * DAY_US <= days(60)[0]) for row in rows)


def test_every_row_carries_what_the_rivals_said() -> None:
    for row in said_in(list(backtest(drawn(10, 200), gap_us=0))):
        said = dict(zip(LEAGUE, row.league, strict=True))
        assert said["poisson"] == row.reference
        assert min(said[method] for method in METHODS) <= row.probability + 1e-9
        assert all(0.0 <= p <= 1.0 for p in row.league)


def pairs(count: int) -> dict[str, list[int]]:
    """Draw patterns of two episodes that never come back."""
    starts = np.sort(np.random.default_rng(1).uniform(0, 1_000, count))
    return {f"g{n:03}": days(start, start + 3) for n, start in enumerate(starts)}


def test_pairs_that_never_come_back_are_soon_known_not_to() -> None:
    rows = said_in(list(backtest(pairs(170), gap_us=0)))
    for horizon, soon in ((7, 80), (30, 110), (90, 170)):
        late = [row for row in rows if row.days == horizon and row.cutoff_us > days(soon)[0]]
        assert {row.method for row in late} <= {Method.CORRECTED, Method.AVERAGE}
        assert max(row.probability for row in late) < 0.06


def test_the_shortest_window_teaches_the_longer_ones_before_theirs_end() -> None:
    events = pairs(170)
    first = min(times[0] for times in events.values())
    rows = [
        row
        for row in said_in(list(backtest(events, gap_us=0)))
        if row.days == 90 and row.cutoff_us < first + 90 * DAY_US
    ]
    formula = LEAGUE.index(Method.FORMULA)
    assert rows[-1].probability < rows[-1].league[formula] / 5


def test_what_a_pattern_did_before_it_was_known_is_learned_with_it() -> None:
    events = pairs(60)
    known = dict.fromkeys(events, days(1_100)[0]) | {"late": days(1_100)[0]}
    walk = {**events, "late": days(1_095, 1_099, 1_300)}
    rows = said_in(list(backtest(walk, gap_us=0, known_us=known)))
    first = [row for row in rows if row.cutoff_us == rows[0].cutoff_us]
    assert min(row.cutoff_us for row in rows) >= days(1_100)[0]
    assert max(row.probability for row in first) < 0.05


def test_a_week_begins_on_monday_utc() -> None:
    monday = round(datetime(2024, 1, 8, tzinfo=UTC).timestamp()) * 1_000_000
    assert monday_before(monday) == monday
    assert monday_before(monday - 1) == monday - 7 * DAY_US
    assert monday_before(monday + 7 * DAY_US - 1) == monday
