"""Rows before they mean anything."""

from causeloop_desktop.engine.domain.importing.rows import MAX_ROW_TEXT, bad_row, flatten


def test_objects_flatten_with_dots_and_lists_stay() -> None:
    nested = {"a": {"b": {"c": 1}, "d": [1, {"e": 2}]}, "f": None}

    assert flatten(nested) == {"a.b.c": 1, "a.d": [1, {"e": 2}], "f": None}


def test_a_refusal_keeps_only_how_a_long_row_begins() -> None:
    assert len(bad_row(1, "too long", "x" * 10_000).text) == MAX_ROW_TEXT
