"""Axes have round steps."""

import itertools
from datetime import date, timedelta

import pytest

from causeloop_desktop.desktop.widgets.charts.scale import bar_end, count_steps, date_places


@pytest.mark.parametrize(
    ("highest", "steps"),
    [
        (0, [0, 1]),
        (3, [0, 1, 2, 3]),
        (8, [0, 2, 4, 6, 8]),
        (9, [0, 5, 10]),
        (130, [0, 50, 100, 150]),
    ],
)
def test_counts_go_up_in_ones_twos_and_fives(highest: float, steps: list[float]) -> None:
    assert count_steps(highest) == steps


def test_dates_do_not_touch() -> None:
    starts = [date(2026, 1, 1) + timedelta(days=n) for n in range(90)]
    places = date_places(starts, room=600, least=84)

    assert all((after - before) * 600 / 90 >= 84 for before, after in itertools.pairwise(places))


def test_no_bars_have_no_dates() -> None:
    assert date_places([], room=600) == []


def test_a_week_ends_on_its_seventh_day() -> None:
    assert bar_end(date(2026, 9, 7), 7) == date(2026, 9, 13)
