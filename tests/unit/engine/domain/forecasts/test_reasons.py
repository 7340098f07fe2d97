"""Words beside a probability."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.domain.forecasts.forecast import Forecast, forecast_onsets
from causeloop_desktop.engine.domain.forecasts.local.deploys import DeployEffect, DeployLog
from causeloop_desktop.engine.domain.forecasts.local.logistic import LocalModel
from causeloop_desktop.engine.domain.forecasts.local.model import (
    HorizonMethods,
    WorkspaceModel,
)
from causeloop_desktop.engine.domain.forecasts.reasons import (
    Effect,
    day_in_words,
    explain,
    local_day,
    percent,
    span_in_words,
)

NOW = int(datetime(2026, 11, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000
BERLIN = ZoneInfo("Europe/Berlin")


def forecast_of(days_ago: list[float]) -> Forecast:
    made = forecast_onsets(sorted(NOW - round(age * DAY_US) for age in days_ago), NOW)
    assert made is not None
    return made


def test_the_reason_names_the_formula() -> None:
    reasons = explain(forecast_of([7.0 * n for n in range(14)]), BERLIN)
    assert reasons.reason == "14 episodes, recent ones counted more, make 2.9 a month."


@pytest.mark.parametrize(
    ("days_ago", "rate"),
    [
        ([n / 3 for n in range(400)], "2.1 a day"),
        ([n / 1.2 for n in range(200)], "26 a month"),
        ([300.0, 120.0, 10.0], "3.2 a year"),
        ([900.0, 800.0], "less than one a year"),
    ],
)
def test_rates_come_in_a_unit_one_can_picture(days_ago: list[float], rate: str) -> None:
    assert explain(forecast_of(days_ago), BERLIN).reason.endswith(f"make {rate}.")


def test_silence_until_a_date_in_the_zone() -> None:
    told = explain(forecast_of([60.0, 40.0, 30.0, 10.0, 1.0]), BERLIN).counterfactual
    assert told is not None
    falls = f"this falls to {percent(told.probability)}."
    assert told.text == f"If nothing happens until 29 November {falls}"
    assert told.until == date(2026, 11, 29)


def test_another_zone_may_be_a_day_ahead() -> None:
    made = forecast_of([60.0, 40.0, 30.0, 10.0, 1.0])
    told = explain(made, ZoneInfo("Pacific/Auckland")).counterfactual
    assert told is not None
    assert told.until == date(2026, 11, 30)


def test_nothing_is_said_where_silence_changes_nothing() -> None:
    assert explain(forecast_of([1400.0, 1300.0]), BERLIN).counterfactual is None


def test_drivers_of_a_quickening_pattern() -> None:
    pace, recency, evidence = explain(
        forecast_of([300.0, 200.0, 120.0, 9.0, 5.0, 1.0]), BERLIN
    ).drivers
    assert pace.effect is Effect.RAISES
    assert pace.text.endswith("times as often lately as over the year")
    assert (recency.effect, recency.text) == (
        Effect.RAISES,
        "last seen 24 hours ago, the usual gap is 2 months",
    )
    assert (evidence.effect, evidence.text) == (Effect.STEADY, "6 episodes in 10 months")


def test_drivers_of_a_fading_pair() -> None:
    pace, recency, evidence = explain(forecast_of([200.0, 150.0]), BERLIN).drivers
    assert pace.effect is Effect.LOWERS
    assert recency.effect is Effect.LOWERS
    assert evidence.text == "2 episodes in 7 months: limited evidence"


def test_steady_is_said_too() -> None:
    pace, recency, _ = explain(forecast_of([10.0 * n for n in range(1, 40)]), BERLIN).drivers
    assert pace.effect is Effect.STEADY
    assert recency.effect is Effect.STEADY


def test_days_in_words() -> None:
    today = date(2026, 11, 1)
    assert day_in_words(date(2026, 11, 29), today) == "29 November"
    assert day_in_words(date(2027, 1, 3), today) == "3 January 2027"
    assert local_day(NOW + 11 * 3_600_000_000, BERLIN) == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0.01, "1 hour"),
        (0.5, "12 hours"),
        (3.2, "3 days"),
        (21.0, "3 weeks"),
        (100.0, "3 months"),
        (800.0, "2 years"),
    ],
)
def test_spans_in_words(days: float, words: str) -> None:
    assert span_in_words(days) == words


@pytest.mark.parametrize(("days", "words"), [(0.11, "2 hours"), (4.9, "4 days")])
def test_what_is_ago_is_told_in_hours_and_days_that_are_over(days: float, words: str) -> None:
    assert span_in_words(days, math.floor) == words


def test_nothing_is_said_to_be_impossible_or_certain_that_is_only_nearly_so() -> None:
    assert [percent(p) for p in (0.0, 0.001, 0.38, 0.999, 1.0)] == [
        "0 %",
        "< 1 %",
        "38 %",
        "> 99 %",
        "100 %",
    ]


def test_it_is_said_where_the_own_past_has_moved_a_forecast() -> None:
    nothing = LocalModel((0.0,) * 9, (1.0,) * 9, (0.0,) * 9, -4.0, 1.0)
    methods = {days: HorizonMethods(days, corrected=nothing, effective_rows=1e4) for days in (7,)}
    made = forecast_onsets(
        [NOW - round(day * DAY_US) for day in (30.0, 12.0)], NOW, WorkspaceModel(methods)
    )
    assert made is not None
    assert explain(made, BERLIN).reason == (
        "2 episodes, recent ones counted more, make less than one a year: patterns like it have "
        "come back less often here than elsewhere."
    )


def deployed(days_ago: float, effect: DeployEffect | None) -> Forecast:
    """A forecast of a pattern whose service was deployed so long ago."""
    onsets = sorted(NOW - round(age * DAY_US) for age in (60.0, 40.0, 30.0, 10.0, 1.0))
    time = NOW - round(days_ago * DAY_US)
    model = WorkspaceModel({7: HorizonMethods(7, deploys=effect)})
    deploys = DeployLog.of([("shop", time)]).concerning([("shop", onsets[0])])
    made = forecast_onsets(onsets, NOW, model, deploys)
    assert made is not None
    return made


EFFECT = DeployEffect(gain=1.5, usual=0.2, share=1.0)


def test_a_fresh_deploy_is_a_reason_and_a_driver() -> None:
    reasons = explain(deployed(2, EFFECT), BERLIN)
    assert reasons.reason == (
        "5 episodes, recent ones counted more, and a deploy 2 days ago make 2.5 a month."
    )
    driver = reasons.drivers[-1]
    assert (driver.name, driver.effect) == ("deploys", Effect.RAISES)
    assert deployed(2, EFFECT).probability(7) > deployed(2, None).probability(7)


def test_an_old_deploy_lowers_and_is_no_reason() -> None:
    reasons = explain(deployed(90, EFFECT), BERLIN)
    assert "deploy" not in reasons.reason
    assert reasons.drivers[-1].effect is Effect.LOWERS
    assert reasons.drivers[-1].text == "its service was deployed 3 months ago"


def test_where_deploys_tell_nothing_nothing_is_said_of_them() -> None:
    reasons = explain(deployed(2, None), BERLIN)
    assert [driver.name for driver in reasons.drivers] == ["pace", "recency", "evidence"]


def test_silence_lowers_also_after_a_deploy() -> None:
    made = deployed(0, EFFECT)
    later = [made.probability_after_silence(7, days) for days in (1, 5, 20, 60)]
    assert later == sorted(later, reverse=True)
    assert made.probability(7) > later[0]
