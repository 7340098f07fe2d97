"""Dates as other tools write them."""

import re
from datetime import UTC, datetime

import pytest

from causeloop_desktop.engine.domain.records.moments import (
    UnreadableMomentError,
    guess_day_first,
    read_moment,
)

CHRISTMAS = datetime(2021, 12, 24, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2021-12-24T17:30:00Z",
        "2021-12-24T17:30:00.000+0000",
        "2021-12-24T18:30:00+01:00",
        "2021-12-24 17:30:00",
        "2021-12-24 17:30:00,000",
        "2021-12-24 17:30:00 UTC",
        "20211224T173000Z",
        "20211224173000",
        "2021/12/24 17:30",
        "24.12.2021 17:30",
        "24/12/2021 17:30",
        "12/24/2021 5:30 PM",
        "24/Dec/21 5:30 PM",
        "24/Dec/2021:17:30:00 +0000",
        "Dec 24, 2021 17:30:00",
        "Fri, 24 Dec 2021 17:30:00 GMT",
        "24 Dec 2021 17:30",
        "1640367000",
        "1640367000000",
        1640367000,
        1640367000000,
        1640367000000000,
        1640367000000000000,
        1640367000.0,
    ],
)
def test_reads_the_usual_ways_to_write_a_moment(text: object) -> None:
    assert read_moment(text) == CHRISTMAS


def test_day_first_decides_ambiguous_dates() -> None:
    assert read_moment("03/04/2020", day_first=True) == datetime(2020, 4, 3, tzinfo=UTC)
    assert read_moment("03/04/2020", day_first=False) == datetime(2020, 3, 4, tzinfo=UTC)


def test_a_day_above_twelve_tells_the_order_of_its_column() -> None:
    assert guess_day_first(["03/04/2020", "25/04/2020"])
    assert not guess_day_first(["03/04/2020", "04/25/2020"])
    assert not guess_day_first(["2020-04-03"])


@pytest.mark.parametrize(
    "text",
    ["yesterday", "0001-01-01", "32/13/2020", "0", "-5", "9999-01-01", "0001-01-01T00+14"],
)
def test_refuses_what_is_no_date_and_says_so(text: str) -> None:
    with pytest.raises(UnreadableMomentError, match=re.escape(text)):
        read_moment(text)
