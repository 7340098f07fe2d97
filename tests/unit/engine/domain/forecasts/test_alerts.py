"""Alert rules over kept forecasts: when they fire, when they rest, what is counted."""

from __future__ import annotations

import pytest

from causeloop_desktop.engine.domain.forecasts.alerts import (
    AlertWeek,
    Chance,
    fired_above,
    fired_doubled,
    weekly_threshold,
)


def weeks(*chances: float | None, came: bool | None = True, pattern: int = 1) -> list[AlertWeek]:
    return [
        AlertWeek(at, {} if p is None else {pattern: Chance(p, came)})
        for at, p in enumerate(chances)
    ]


@pytest.mark.parametrize(
    ("chances", "fired"),
    [
        ((0.5, 0.8, 0.9, 0.8), 1),
        ((0.8, 0.70, 0.8), 1),
        ((0.8, 0.60, 0.8), 2),
        ((0.8, None, 0.8), 2),
        ((0.5, 0.7, 0.74), 0),
    ],
)
def test_it_fires_once_and_rests_until_ten_points_below(
    chances: tuple[float | None, ...], fired: int
) -> None:
    assert fired_above(weeks(*chances), 0.75, 0).total == fired


def test_what_fired_before_is_not_counted_but_rests() -> None:
    assert fired_above(weeks(0.8, 0.8, 0.8), 0.75, 1).total == 0
    assert fired_above(weeks(0.5, 0.8, 0.8), 0.75, 1).total == 1


def test_right_wrong_and_undecided_are_told_apart() -> None:
    kinds = [fired_above(weeks(0.8, came=came), 0.75, 0) for came in (True, False, None)]
    assert [(one.right, one.wrong, one.undecided) for one in kinds] == [
        (1, 0, 0),
        (0, 1, 0),
        (0, 0, 1),
    ]


def test_doubled_in_four_weeks() -> None:
    assert fired_doubled(weeks(0.1, 0.1, 0.1, 0.1, 0.2, 0.25), 0).total == 1
    assert fired_doubled(weeks(0.1, 0.1, 0.1, 0.1, 0.19), 0).total == 0
    assert fired_doubled(weeks(0.02, 0.02, 0.02, 0.02, 0.06), 0).total == 0
    assert fired_doubled(weeks(0.3, 0.9), 0).total == 0


def test_the_threshold_that_fires_about_weekly() -> None:
    many = [
        AlertWeek(at, {100 * at + n: Chance(0.9 - 0.1 * n, came=True) for n in range(8)})
        for at in range(10)
    ]
    assert weekly_threshold(many, 0) == (0.9, 1.0)
    assert weekly_threshold(weeks(0.04, 0.03), 0) is None
