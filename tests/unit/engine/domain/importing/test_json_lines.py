"""JSON Lines, with a bad line here and there."""

import io

from causeloop_desktop.engine.domain.importing.json_lines import read_json_lines
from causeloop_desktop.engine.domain.importing.rows import BadRow, Row


def test_a_bad_line_is_refused_alone() -> None:
    text = io.StringIO('{"id": 1}\n\n{"id": \n[1]\n{"id": 2}\n')

    rows = list(read_json_lines(text))

    assert [row.line for row in rows] == [1, 3, 4, 5]
    assert isinstance(rows[1], BadRow)
    assert rows[1].reason.startswith("Not valid JSON")
    assert rows[2] == BadRow(4, "Expected an object, found a list.", "[1]")
    assert rows[3] == Row(5, {"id": 2})


def test_nested_objects_get_dotted_names() -> None:
    text = io.StringIO('{"fields": {"priority": {"name": "High"}, "labels": ["a"]}, "id": 1}')

    assert list(read_json_lines(text)) == [
        Row(1, {"fields.priority.name": "High", "fields.labels": ["a"], "id": 1})
    ]


def test_tolerates_what_other_writers_let_through() -> None:
    rows = list(read_json_lines(io.StringIO('{"a": NaN, "b": 99999999999999999999999}\n')))

    assert isinstance(rows[0], Row)
    assert rows[0].values["b"] == 99999999999999999999999


def test_nesting_without_end_is_refused() -> None:
    rows = list(read_json_lines(io.StringIO("[" * 100_000 + "\n" + '{"id": 1}')))

    assert isinstance(rows[0], BadRow)
    assert rows[1] == Row(2, {"id": 1})
