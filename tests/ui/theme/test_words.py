"""Numbers and times as people read them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from causeloop_desktop.desktop.theme import words

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=3), "3 min ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=6), "6 days ago"),
        (timedelta(days=8), "24\N{NO-BREAK SPACE}Aug"),
        (timedelta(days=800), "23\N{NO-BREAK SPACE}Jun\N{NO-BREAK SPACE}2024"),
        (timedelta(days=-2), "3\N{NO-BREAK SPACE}Sep"),
    ],
)
def test_times_are_relative_within_a_week(ago: timedelta, said: str) -> None:
    assert words.relative_time(NOW - ago, NOW) == said


def test_ages_fit_a_narrow_column() -> None:
    said = [words.short_age(NOW - timedelta(hours=hours), NOW) for hours in (0.5, 3, 47, 72)]

    assert said == [
        f"{n}\N{NO-BREAK SPACE}{unit}" for n, unit in ((30, "min"), (3, "h"), (47, "h"), (3, "d"))
    ]


def test_an_old_age_is_a_month_so_that_it_still_fits() -> None:
    assert words.short_age(NOW - timedelta(days=800), NOW) == "Jun\N{NO-BREAK SPACE}2024"


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.64, "64 %"), (0.0, "0 %"), (1.0, "100 %"), (0.001, "< 1 %"), (0.999, "> 99 %")],
)
def test_a_share_is_never_called_certain_unless_it_is(share: float, said: str) -> None:
    assert words.percent_text(share).replace("\N{NO-BREAK SPACE}", " ") == said


def test_a_missing_share_is_a_dash() -> None:
    assert words.percent_text(None) == "\N{EM DASH}"


def test_a_moment_in_full_names_its_zone() -> None:
    assert words.exact_time(NOW) == "1 Sep 2026, 12:00:00 UTC"


def test_a_day_without_today_names_its_year() -> None:
    assert words.date_text(date(2013, 8, 31)).endswith("2013")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Disk full on node-3", "Disk full on node-3"),
        ("a < b", "a < b"),
        ("null <b> here", "<p>null &lt;b&gt; here</p>"),
        ("<img src='//evil/x.png'>", "<p>&lt;img src='//evil/x.png'&gt;</p>"),
    ],
)
def test_words_of_a_source_are_never_read_as_markup(text: str, shown: str) -> None:
    assert words.tip_text(text) == shown


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.123, "+0.12"), (-0.03, f"{words.MINUS}0.03"), (-0.0003, "0.00"), (0.0, "0.00")],
)
def test_what_is_next_to_nothing_has_no_sign(value: float, said: str) -> None:
    assert words.signed_text(value) == said
