"""Forecasts that are fitted, kept, settled and told: over a real database, jobs in this process."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from causeloop_desktop.contract.predictions import (
    ENOUGH_WINDOWS,
    AlertRule,
    ForecastMethod,
    ForecastOrigin,
)
from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecasts.league import monday_before
from causeloop_desktop.engine.services.forecasts.alerts import Wanted
from causeloop_desktop.engine.services.forecasts.keeper import LOOK_SECONDS
from causeloop_desktop.engine.services.forecasts.words import doubt_note
from causeloop_desktop.engine.store.forecasts.rows import BACKTEST, LIVE, ForecastStore
from tests.support.patterns import DISK, LOGIN, Failure

if TYPE_CHECKING:
    from tests.support.keeping import Keeping

pytestmark = pytest.mark.anyio

HOUR_US = DAY_US // 24


async def with_pairs(keeping: Keeping, count: int = 40) -> None:
    """Make patterns of two episodes each that never came back."""
    pairs = [
        Failure(f"Thing {number} broke at place {{}}", fingerprint=f"pair-{number}")
        for number in range(count)
    ]
    await keeping.shop.push(
        *((pair, [20 + 9 * number, 22 + 9 * number]) for number, pair in enumerate(pairs))
    )
    await keeping.shop.detect()


async def test_a_fit_leaves_a_model_and_the_weeks_of_the_past(keeping: Keeping) -> None:
    await keeping.shop.push((DISK, range(1, 300, 9)), (LOGIN, range(3, 200, 20)))
    await keeping.shop.detect()
    await keeping.fit()
    fitted = await keeping.fitted()
    assert set(fitted.model.horizons) == set(fitted.model.shifts) == {7, 30, 90}
    assert fitted.run == await keeping.shop.run()
    weeks = await keeping.weeks(BACKTEST)
    assert all(monday_before(week.week_us) == week.week_us == week.cutoff_us for week in weeks)
    assert {row.outcome for week in weeks for row in week.rows} == {-1, 0, 1}
    assert {row.outcome for row in (await keeping.weeks(BACKTEST, 90))[-1].rows} == {-1}


async def test_another_fit_takes_the_place_of_the_first(keeping: Keeping) -> None:
    await keeping.shop.push((DISK, range(1, 300, 9)))
    await keeping.shop.detect()
    await keeping.fit()
    before = await keeping.weeks(BACKTEST)
    keeping.sleep(7)
    await keeping.fit()
    after = await keeping.weeks(BACKTEST)
    assert len(after) == len(before) + 1
    assert len({week.settled_us for week in after}) == 1


async def test_where_the_formula_loses_it_is_not_used(keeping: Keeping) -> None:
    await with_pairs(keeping)
    before = await keeping.shop.predictions.summary(keeping.key, 30)
    await keeping.fit()
    after = await keeping.shop.predictions.summary(keeping.key, 30)
    assert before.method is ForecastMethod.FORMULA
    assert after.method in (ForecastMethod.AVERAGE, ForecastMethod.CORRECTED)
    assert after.method_note.startswith("Forecast by the formula corrected by")
    assert after.expected < before.expected / 2


async def test_numbers_of_the_past_rest_on_what_had_ended_by_then(keeping: Keeping) -> None:
    await with_pairs(keeping)
    now = keeping.shop.clock.now_us
    await keeping.fit()
    begun = await keeping.shop.predictions.summary(keeping.key, 30, now - 375 * DAY_US)
    assert begun.method is ForecastMethod.FORMULA
    early = await keeping.service.accuracy(keeping.key, 30, None, now - 375 * DAY_US)
    assert (early.method, early.fitted_at) == (ForecastMethod.FORMULA, None)
    moment = now - 3 * DAY_US
    before = await keeping.shop.predictions.summary(keeping.key, 30, moment)
    assert before.method is ForecastMethod.CORRECTED
    keeping.sleep(30)
    await keeping.shop.push(
        (Failure("Thing 1 broke at place {}", fingerprint="pair-1"), [30, 20, 10])
    )
    await keeping.shop.match()
    await keeping.fit()
    again = await keeping.shop.predictions.summary(keeping.key, 30, moment)
    assert again.expected == pytest.approx(before.expected)


async def test_one_forecast_a_pattern_is_kept_each_week(keeping: Keeping) -> None:
    await keeping.shop.push((DISK, [1, 5, 9]), (LOGIN, [2, 30]))
    await keeping.shop.detect()
    assert await keeping.keeper.keep(keeping.key) == 0
    await keeping.fit()
    assert await keeping.keeper.keep(keeping.key) == 2
    assert await keeping.keeper.keep(keeping.key) == 0
    keeping.sleep(7)
    assert await keeping.keeper.keep(keeping.key) == 2
    for days in (7, 30, 90):
        first, second = await keeping.weeks(LIVE, days)
        assert first.week_us <= first.cutoff_us < second.week_us <= second.cutoff_us
        assert first.ends_us == first.cutoff_us + days * DAY_US
        assert second.week_us - first.week_us == 7 * DAY_US


async def test_what_is_kept_is_what_was_shown(keeping: Keeping) -> None:
    await keeping.shop.push((DISK, [1, 5, 9]), (LOGIN, [2, 30]))
    await keeping.shop.detect()
    await keeping.fit()
    await keeping.keeper.keep(keeping.key)
    snapshot = await keeping.shop.patterns.snapshot(keeping.key)
    (week,) = await keeping.weeks(LIVE)
    for row in week.rows:
        entry = snapshot.by_key[row.pattern]
        assert row.probability == pytest.approx(entry.probability(7), abs=1e-4)
        assert row.episodes == len(entry.episodes)


async def test_weeks_that_were_slept_through_stay_empty(keeping: Keeping) -> None:
    await keeping.shop.push((DISK, [1, 5, 9]))
    await keeping.shop.detect()
    await keeping.fit()
    await keeping.keeper.keep(keeping.key)
    keeping.sleep(23)
    await keeping.keeper.keep(keeping.key)
    first, second = await keeping.weeks(LIVE)
    assert second.week_us - first.week_us >= 21 * DAY_US
    assert second.cutoff_us >= second.week_us


async def test_outcomes_are_looked_up_when_windows_end(keeping: Keeping) -> None:
    await keeping.shop.push((DISK, [1, 5, 9]), (LOGIN, [2, 30]))
    await keeping.shop.detect()
    await keeping.fit()
    await keeping.keeper.keep(keeping.key)
    assert await keeping.keeper.settle(keeping.key) == 0
    keeping.sleep(8)
    await keeping.shop.push((DISK, [3]))
    await keeping.shop.match()
    assert await keeping.keeper.settle(keeping.key) == 1
    assert await keeping.keeper.settle(keeping.key) == 0
    (week,) = await keeping.weeks(LIVE)
    assert sorted(row.outcome for row in week.rows) == [0, 1]


async def test_events_that_arrive_late_still_count(keeping: Keeping) -> None:
    await keeping.shop.push((DISK, [1, 5, 9]))
    await keeping.shop.detect()
    await keeping.fit()
    await keeping.keeper.keep(keeping.key)
    keeping.sleep(8)
    await keeping.keeper.settle(keeping.key)
    keeping.sleep(2)
    await keeping.shop.push((DISK, [5.5]))
    await keeping.shop.match()
    await keeping.keeper.settle(keeping.key)
    (week,) = await keeping.weeks(LIVE)
    assert [row.outcome for row in week.rows] == [1]
    assert week.settled_us is not None


async def test_a_fit_is_due_after_a_detection_and_each_week(keeping: Keeping) -> None:
    await keeping.keeper.look(keeping.key)
    assert await keeping.waiting() == 0
    await keeping.shop.push((DISK, [1, 5, 9]))
    await keeping.shop.detect()
    await keeping.keeper.look(keeping.key)
    assert await keeping.waiting() == 0
    keeping.sleep(1 / 24)
    await keeping.keeper.look(keeping.key)
    assert await keeping.waiting() == 1
    await keeping.keeper.look(keeping.key)
    assert await keeping.waiting() == 1


async def test_a_fit_of_today_serves_for_a_week(keeping: Keeping) -> None:
    await keeping.shop.push((DISK, [1, 5, 9]))
    await keeping.shop.detect()
    await keeping.fit()
    keeping.sleep(6)
    await keeping.keeper.look(keeping.key)
    assert await keeping.waiting() == 0
    keeping.sleep(1.1)
    await keeping.keeper.look(keeping.key)
    assert await keeping.waiting() == 1


async def test_a_fit_of_other_methods_is_due_at_once(keeping: Keeping) -> None:
    await keeping.shop.push((DISK, [1, 5, 9]))
    await keeping.shop.detect()
    await keeping.fit()
    older = replace(await keeping.fitted(), version="2026-01-31")
    await keeping.shop.database.write(
        lambda write: ForecastStore(write.connection, keeping.key).keep_model(older)
    )
    keeping.sleep(1 / 24)
    await keeping.keeper.look(keeping.key)
    assert await keeping.waiting() == 1


async def test_below_two_hundred_windows_nothing_is_claimed(keeping: Keeping) -> None:
    await keeping.shop.push((DISK, range(1, 90, 9)))
    await keeping.shop.detect()
    await keeping.fit()
    told = await keeping.accuracy()
    assert told.origin is ForecastOrigin.BACKTEST
    assert 0 < told.finished < ENOUGH_WINDOWS
    assert not told.enough
    assert told.brier is None
    assert told.league == ()
    assert told.note == f"Not enough finished windows yet: {told.finished} of 200."


async def test_with_enough_windows_all_scores_are_told(keeping: Keeping) -> None:
    await with_pairs(keeping)
    await keeping.fit()
    told = await keeping.accuracy(ForecastOrigin.BACKTEST)
    assert told.enough
    assert told.finished >= ENOUGH_WINDOWS
    assert sum(one.count for one in told.reliability) == told.finished
    assert [line.brier for line in told.league] == sorted(line.brier for line in told.league)
    assert {line.name for line in told.league} >= {"said", "poisson", "recent", "average"}
    assert [line.name for line in told.league if line.used] == [told.method.value]
    assert sum(line.share for line in told.league) == pytest.approx(1.0, abs=0.01)
    assert (told.skill_over_average, told.skill_low, told.skill_high) == (None, None, None)
    said = next(line for line in told.league if line.name == "said")
    assert said.brier == told.brier
    live = await keeping.accuracy(ForecastOrigin.LIVE)
    assert (live.finished, live.enough) == (0, False)


async def test_it_is_told_how_sure_the_skill_is(keeping: Keeping) -> None:
    await keeping.shop.push((DISK, range(1, 300, 9)))
    await with_pairs(keeping)
    await keeping.fit()
    told = await keeping.accuracy(ForecastOrigin.BACKTEST)
    assert told.skill_low is not None
    assert told.skill_over_average is not None
    assert told.skill_high is not None
    assert told.skill_low < told.skill_over_average < told.skill_high
    doubtful = told.skill_low < 0 < told.skill_high
    assert told.note.endswith("too few to tell.") is doubtful


def test_doubt_is_told_only_where_there_is_some() -> None:
    assert doubt_note(-0.2, 0.1).endswith("too few to tell.")
    assert doubt_note(0.01, 0.1) == doubt_note(-0.3, -0.1) == doubt_note(None, None) == ""


async def test_a_rule_that_cannot_fire_says_so_and_what_would(keeping: Keeping) -> None:
    await with_pairs(keeping, 60)
    await keeping.fit()
    told = await keeping.service.preview(keeping.key, Wanted(AlertRule.ABOVE, 7, 0.75))
    assert (told.fired, told.can_fire) == (0, False)
    assert told.highest is not None
    assert told.message.startswith("This rule cannot fire here: the highest is")
    assert told.rearm_below == pytest.approx(0.65)


async def test_before_a_week_is_kept_no_rule_is_judged(keeping: Keeping) -> None:
    await with_pairs(keeping, 60)
    told = await keeping.service.preview(keeping.key, Wanted(AlertRule.ABOVE, 7, 0.75))
    assert told.weeks == 0
    assert told.message.startswith("No week of forecasts is kept yet")


async def test_a_rule_that_fires_is_counted_with_what_came(keeping: Keeping) -> None:
    busy = [day for day in range(1, 300, 2) if day < 60 or day > 90]
    await keeping.shop.push((DISK, busy), (LOGIN, [3, 40]))
    await keeping.shop.detect()
    await keeping.fit()
    told = await keeping.service.preview(keeping.key, Wanted(AlertRule.ABOVE, 7, 0.7))
    assert told.can_fire
    assert told.fired == told.right + told.wrong + told.undecided
    assert told.weeks in (12, 13)
    assert told.highest_pattern_name


def test_the_keeper_looks_often_enough_for_a_monday() -> None:
    assert LOOK_SECONDS <= HOUR_US / 1e6


async def test_a_pattern_found_while_watched_says_nothing_before_it_was_found(
    keeping: Keeping,
) -> None:
    await keeping.shop.push((DISK, range(1, 300, 9)))
    await keeping.shop.detect()
    watched_us = keeping.shop.clock.now_us
    keeping.sleep(100)
    found_us = keeping.shop.clock.now_us
    await keeping.shop.push((DISK, range(1, 100, 9)), (LOGIN, range(1, 90, 9)))
    await keeping.shop.detect()
    keeping.sleep(30)
    await keeping.fit()
    weeks = await keeping.weeks(BACKTEST)
    disk = min(row.pattern for week in weeks for row in week.rows)
    since = [week.cutoff_us for week in weeks if any(row.pattern != disk for row in week.rows)]
    assert min(since) >= found_us
    assert min(week.cutoff_us for week in weeks if week.rows) < watched_us


async def test_a_fit_from_a_clock_that_was_a_year_ahead_is_made_anew(keeping: Keeping) -> None:
    keeping.sleep(365)
    await keeping.shop.push((DISK, [1, 5, 9]))
    await keeping.shop.detect()
    await keeping.fit()
    keeping.sleep(-365)

    await keeping.keeper.look(keeping.key)

    assert await keeping.waiting() == 1
