"""Blanks of a story and the details that fill them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from causeloop_desktop.engine.domain.sample.dice import Blanks, Dice, release_at

AT = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)


def filled(text: str, seed: int = 1) -> str:
    return text.format_map(Blanks(Dice(seed), "cart", AT))


def test_a_blank_keeps_its_value() -> None:
    one, two = filled("{order} {order}").split()
    assert one == two


def test_a_span_draws_a_number() -> None:
    drawn = {filled("{retries:3-5}", seed) for seed in range(40)}
    assert drawn == {"3", "4", "5"}


def test_a_misspelt_blank_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled("{custmer}")


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("{clock}", "15:09"),
        ("{day}", "14 Mar"),
        ("{stamp}", r"2026-03-14T15:09:26\.\d{3}Z"),
        ("{pod}", r"cart-[0-9a-f]{9}-\w{5}"),
        ("{order}", r"MT-\d{8}"),
        ("{ip}", r"10\.\d+\.\d+\.\d+"),
        ("{amount}", r"€\d+\.\d\d"),
        ("{uuid}", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        ("{release}", r"26\.6"),
    ],
)
def test_details_look_real(text: str, pattern: str) -> None:
    assert re.fullmatch(pattern, filled(text))


def test_releases_count_fortnights() -> None:
    assert release_at(datetime(2026, 1, 5, tzinfo=UTC)) == "26.1"
    assert release_at(datetime(2026, 12, 31, tzinfo=UTC)) == "26.27"
