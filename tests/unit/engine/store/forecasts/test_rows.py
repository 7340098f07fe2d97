"""Kept forecasts: what goes in comes out, and no week is kept twice."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.forecasts.local.model import (
    VERSION,
    HorizonMethods,
    Method,
    WorkspaceModel,
)
from causeloop_desktop.engine.store.forecasts.packing import (
    CAME,
    OPEN,
    QUIET,
    Kept,
    count_of,
    packed,
    unpacked,
)
from causeloop_desktop.engine.store.forecasts.rows import (
    BACKTEST,
    LIVE,
    NOTHING_FITTED,
    FittedModel,
    ForecastStore,
    ForecastWeek,
    keep_live_weeks,
)
from tests.support.databases import add_workspace

if TYPE_CHECKING:
    from causeloop_desktop.engine.store.database import Database, WriteTransaction

WEEK_US = 7 * 86_400_000_000
SIX = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
ROWS = (Kept(1, 2, 0.21, SIX, OPEN), Kept(2**40, 7, 0.99, SIX, OPEN))


def week(number: int = 10, days: int = 7, origin: str = LIVE) -> ForecastWeek:
    start = number * WEEK_US
    return ForecastWeek(origin, days, start, start + 5, start + 5 + days * 10**9, "pooled", ROWS)


def _keep_week(key: int, row: ForecastWeek, write: WriteTransaction) -> None:
    ForecastStore(write.connection, key).keep_week(row)


def _keep_model(key: int, fitted: FittedModel, write: WriteTransaction) -> None:
    ForecastStore(write.connection, key).keep_model(fitted)


chances = st.integers(0, 10_000).map(lambda permyriad: permyriad / 10_000)
kept = st.builds(
    Kept,
    st.integers(1, 2**60),
    st.integers(2, 2**31),
    chances,
    st.tuples(*[chances] * 6),
    st.sampled_from([OPEN, QUIET, CAME]),
)


@given(st.lists(kept, max_size=20).map(tuple))
def test_packing_loses_nothing(rows: tuple[Kept, ...]) -> None:
    blob = packed(rows)
    assert unpacked(blob) == rows
    assert count_of(blob) == len(rows)


def test_weeks_are_kept_with_their_outcome(database: Database) -> None:
    key = add_workspace(database)
    both = [week(10), week(10, 30)]
    assert database.submit(lambda write: keep_live_weeks(write, key, both)).result()
    found = database.read_now(lambda read: ForecastStore(read, key).weeks(LIVE, 7, 11 * WEEK_US))
    assert [replace(one, key=0) for one in found] == [week(10)]
    came = [row._replace(outcome=CAME) for row in found[0].rows]
    database.submit(
        lambda write: ForecastStore(write.connection, key).settle(found[0].settled(99, came))
    ).result()
    again = database.read_now(lambda read: ForecastStore(read, key).weeks(LIVE, 7, 11 * WEEK_US))
    assert [row.outcome for row in again[0].rows] == [CAME, CAME]
    assert again[0].settled_us == 99


def test_a_week_is_kept_once(database: Database) -> None:
    key = add_workspace(database)
    first = database.submit(lambda write: keep_live_weeks(write, key, [week(10)])).result()
    second = database.submit(lambda write: keep_live_weeks(write, key, [week(10)])).result()
    assert (first, second) == (True, False)


def test_only_windows_that_ended_are_settled_until_late_events_are_in(database: Database) -> None:
    key = add_workspace(database)
    one = week(10)
    database.submit(lambda write: keep_live_weeks(write, key, [one])).result()

    def open_at(moment: int) -> int:
        return len(
            database.read_now(lambda read: ForecastStore(read, key).unsettled(moment, WEEK_US))
        )

    assert open_at(one.ends_us - 1) == 0
    assert open_at(one.ends_us) == 1
    found = database.read_now(lambda read: ForecastStore(read, key).unsettled(one.ends_us, WEEK_US))
    late = found[0].settled(one.ends_us + WEEK_US, found[0].rows)
    database.submit(lambda write: ForecastStore(write.connection, key).settle(late)).result()
    assert open_at(one.ends_us + 2 * WEEK_US) == 0


def test_backtests_replace_each_other_and_leave_live_weeks_alone(database: Database) -> None:
    key = add_workspace(database)

    def rewrite(stamp: int, numbers: range) -> None:
        for number in numbers:
            row = replace(week(number, origin=BACKTEST), settled_us=stamp)
            database.submit(partial(_keep_week, key, row)).result()
        database.submit(
            lambda write: ForecastStore(write.connection, key).drop_backtest(stamp)
        ).result()

    database.submit(lambda write: keep_live_weeks(write, key, [week(3)])).result()
    rewrite(100, range(5))
    rewrite(200, range(3, 7))
    found = database.read_now(
        lambda read: ForecastStore(read, key).weeks(BACKTEST, 7, 99 * WEEK_US)
    )
    assert [one.week_us // WEEK_US for one in found] == [3, 4, 5, 6]
    assert database.read_now(lambda read: ForecastStore(read, key).has_week(3 * WEEK_US))


def test_a_model_is_kept_and_replaced(database: Database) -> None:
    key = add_workspace(database)
    assert database.read_now(lambda read: ForecastStore(read, key).fitted()) == NOTHING_FITTED
    for stamp in (5, 6):
        model = WorkspaceModel({7: HorizonMethods(7, {Method.AVERAGE: 1.0}, 0.1 * stamp)}, {7: 2.0})
        fitted = FittedModel(VERSION, stamp, 1, 2, model, {"windows": stamp})
        database.submit(partial(_keep_model, key, fitted)).result()
        assert database.read_now(lambda read: ForecastStore(read, key).fitted()) == fitted
        assert database.read_now(lambda read: ForecastStore(read, key).fitted_us()) == stamp


def test_numbers_of_other_methods_are_not_used(database: Database) -> None:
    key = add_workspace(database)
    fitted = FittedModel("2026-01-31", 5, 1, 2, WorkspaceModel({7: HorizonMethods(7)}), {})
    database.submit(partial(_keep_model, key, fitted)).result()
    found = database.read_now(lambda read: ForecastStore(read, key).fitted())
    assert (found.version, found.fitted_us, found.model) == ("2026-01-31", 5, WorkspaceModel())


def test_what_was_known_at_a_moment_is_what_was_kept_last_before_it(database: Database) -> None:
    key = add_workspace(database)
    models = [
        WorkspaceModel({days: HorizonMethods(days, average=number / 10)}, {days: 2.0})
        for number, days in ((1, 7), (2, 7), (3, 30))
    ]
    weeks = [week(10, origin=BACKTEST), week(11), week(11, 30), week(12)]
    for one, model in zip(weeks, [*models, None], strict=True):
        kept = replace(one, model=model)
        database.submit(partial(_keep_week, key, kept)).result()

    def learned_by(number: int) -> WorkspaceModel:
        return database.read_now(
            lambda read: ForecastStore(read, key).learned_by(number * WEEK_US + 100)
        )

    assert learned_by(9) == WorkspaceModel()
    assert learned_by(10) == models[0]
    assert learned_by(13) == learned_by(11) == models[1].with_horizons_of(models[2])


def test_workspaces_do_not_see_each_other(database: Database) -> None:
    mine, other = add_workspace(database), add_workspace(database)
    database.submit(lambda write: keep_live_weeks(write, mine, [week(10)])).result()
    assert not database.read_now(lambda read: ForecastStore(read, other).has_week(10 * WEEK_US))
    assert database.read_now(lambda read: ForecastStore(read, other).weeks(LIVE, 7, 2**60)) == []
