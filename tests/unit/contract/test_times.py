"""Moments survive the wire and the count of microseconds."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.contract.times import from_micros, from_text, to_micros, to_text

moments = st.datetimes(timezones=st.just(UTC))


@given(moments)
def test_a_moment_survives_the_wire(moment: datetime) -> None:
    assert from_text(to_text(moment)) == moment


@given(moments)
def test_a_moment_survives_the_count_of_microseconds(moment: datetime) -> None:
    assert from_micros(to_micros(moment)) == moment


def test_it_is_written_with_z() -> None:
    assert to_text(datetime(2026, 6, 14, 14, 35, tzinfo=UTC)) == "2026-06-14T14:35:00Z"


def test_an_offset_is_turned_into_utc() -> None:
    auckland = timezone(timedelta(hours=13))
    assert from_text(datetime(2026, 1, 1, 13, tzinfo=auckland)) == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_moment_without_an_offset_is_utc() -> None:
    assert from_text("2026-01-01T00:00:00") == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_offset_beyond_the_first_and_last_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="outside the years 1 to 9999"):
        from_text(text)


def test_what_is_no_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        from_text("yesterday")
