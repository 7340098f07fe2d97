"""Cursors are opaque and signed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.services.errors import InvalidError
from causeloop_desktop.engine.services.foundation.cursors import Cursors, Scalar

CURSORS = Cursors(b"a secret")
VALUES = st.lists(st.none() | st.integers() | st.text() | st.floats(allow_nan=False))


@given(VALUES)
def test_a_cursor_gives_back_what_it_was_made_of(values: list[Scalar]) -> None:
    assert CURSORS.read("jobs", CURSORS.sign("jobs", values)) == values


@given(st.text(max_size=60))
def test_nothing_but_our_own_is_read(text: str) -> None:
    with pytest.raises(InvalidError, match="malformed cursor token"):
        CURSORS.read("jobs", text)


@given(st.integers(min_value=0))
def test_a_changed_cursor_is_refused(place: int) -> None:
    cursor = CURSORS.sign("jobs", [25, "x"])
    place %= len(cursor) - 1
    changed = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
    with pytest.raises(InvalidError):
        CURSORS.read("jobs", changed)


def test_a_cursor_is_good_for_its_own_list_and_directory_only() -> None:
    cursor = CURSORS.sign("1:jobs", [25])
    with pytest.raises(InvalidError):
        CURSORS.read("2:jobs", cursor)
    with pytest.raises(InvalidError):
        Cursors(b"another secret").read("1:jobs", cursor)


def test_a_page_by_key_says_where_the_next_one_begins() -> None:
    first = CURSORS.info("jobs", [9, 7, 4], limit=2, total=5)
    assert (first.has_more, first.total) == (True, 5)
    assert CURSORS.after("jobs", first.next_cursor) == 7
    last = CURSORS.info("jobs", [4, 1], limit=2, total=5)
    assert (last.has_more, last.next_cursor) == (False, None)
    assert CURSORS.after("jobs", None) is None
