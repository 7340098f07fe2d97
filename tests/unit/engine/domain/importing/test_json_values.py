"""JSON arrays, lists inside objects, and objects one after another."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.importing import json_values
from causeloop_desktop.engine.domain.importing.json_values import read_json
from causeloop_desktop.engine.domain.importing.rows import BadRow, Row

ISSUES = [{"id": 1, "title": "a"}, {"id": 2, "title": "b"}]


def read(text: str) -> list[Row | BadRow]:
    return list(read_json(io.StringIO(text)))


def test_rows_of_an_array_know_their_lines() -> None:
    assert read('[\n{"id": 1},\n\n{"id": 2}\n]') == [Row(2, {"id": 1}), Row(4, {"id": 2})]


@pytest.mark.parametrize(
    "document",
    [
        ISSUES,
        {"issues": ISSUES},
        {"total": 2, "names": ["x"], "issues": ISSUES},
        {"meta": {"page": 1}, "data": {"items": ISSUES}},
    ],
)
def test_finds_the_list_wherever_it_is(document: object) -> None:
    rows = read(json.dumps(document))

    assert [row.values for row in rows if isinstance(row, Row)] == ISSUES


def test_an_object_with_a_title_is_a_row_whatever_lists_it_has() -> None:
    row = {"fields": {"summary": "a", "comments": [{"text": "b"}]}}

    assert read(json.dumps(row)) == [
        Row(1, {"fields.summary": "a", "fields.comments": [{"text": "b"}]})
    ]


def test_objects_may_follow_one_another() -> None:
    assert read('{\n"id": 1\n}\n{\n"id": 2\n}') == [Row(1, {"id": 1}), Row(4, {"id": 2})]


def test_an_empty_list_has_no_rows() -> None:
    assert read("[]") == []
    assert read('{"issues": []}') == []


def test_says_where_the_json_breaks_and_keeps_what_came_before() -> None:
    rows = read('[{"id": 1},\n{"id": oops},\n{"id": 3}]')

    assert rows[0] == Row(1, {"id": 1})
    assert isinstance(rows[1], BadRow)
    assert rows[1].line == 2
    assert rows[1].reason.startswith("The JSON breaks here")
    assert len(rows) == 2


def test_an_array_that_ends_early_is_told() -> None:
    rows = read('[{"id": 1}, {"id": 2}')

    assert [type(row) for row in rows] == [Row, Row, BadRow]


def test_a_value_that_is_no_object_is_refused_alone() -> None:
    assert read('[1, {"id": 2}]') == [
        BadRow(1, "Expected an object, found a number.", "1"),
        Row(1, {"id": 2}),
    ]


VALUES = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text(), max_size=3)


@given(
    st.lists(st.dictionaries(st.text(), VALUES, max_size=4), max_size=15),
    st.integers(min_value=1, max_value=40),
    st.sampled_from([None, 1, 7]),
)
def test_pieces_of_any_size_give_the_same_rows(
    items: list[dict[str, object]], size: int, indent: int | None
) -> None:
    text = _Dribble(json.dumps(items, indent=indent), size)

    rows = list(read_json(text))

    assert [row.values for row in rows if isinstance(row, Row)] == items
    assert len(rows) == len(items)


class _Dribble(io.StringIO):
    """Text that arrives in small pieces, however much is asked for."""

    def __init__(self, text: str, size: int) -> None:
        super().__init__(text)
        self._size = size

    def read(self, _size: int | None = -1, /) -> str:
        return super().read(self._size)


def test_an_item_larger_than_a_piece_is_read() -> None:
    long = "x" * (3 * json_values.CHUNK)

    assert read(json.dumps([{"body": long}])) == [Row(1, {"body": long})]
