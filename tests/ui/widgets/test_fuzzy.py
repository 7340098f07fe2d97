"""A few letters find an action."""

from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.desktop.widgets.fuzzy import rank, score

TITLES = [
    "Import a file…",
    "Go to Issues",
    "Go to Patterns",
    "Detect patterns now",
    "Merge patterns",
]


def test_initials_find_a_title() -> None:
    assert rank("gp", TITLES, str)[0] == "Go to Patterns"


def test_the_start_of_a_title_wins() -> None:
    assert rank("im", TITLES, str)[0] == "Import a file…"


def test_letters_in_another_order_find_nothing() -> None:
    assert rank("xq", TITLES, str) == []


def test_no_letters_keep_the_order() -> None:
    assert rank("", TITLES, str) == TITLES


@given(st.text("abc ", max_size=12))
def test_every_title_finds_itself(title: str) -> None:
    assert score(title, title) is not None
