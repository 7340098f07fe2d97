"""The plan that preview and import share."""

import pytest

from causeloop_desktop.contract.imports import FileFormat, ImportOptions, IssueField
from causeloop_desktop.engine.domain.importing.plans import SAMPLE_ROWS, plan_import, to_preview
from causeloop_desktop.engine.domain.importing.shapes import HEAD_BYTES


def test_the_preview_shows_rows_columns_and_warnings() -> None:
    preview = to_preview(
        plan_import(b"key;colour\nA-1;red\nA-2;blue\n", ImportOptions(name="f.csv"))
    )

    assert preview.name == "f.csv"
    assert preview.format is FileFormat.CSV
    assert preview.delimiter == ";"
    assert [column.field for column in preview.columns] == [IssueField.EXTERNAL_ID, None]
    assert preview.columns[1].samples == ("red", "blue")
    assert preview.rows == (
        {"key": "A-1", "colour": "red"},
        {"key": "A-2", "colour": "blue"},
    )
    assert any("title" in warning for warning in preview.warnings)
    assert any("when it happened" in warning for warning in preview.warnings)


def test_the_row_that_the_beginning_cuts_in_two_is_left_out() -> None:
    rows = b"".join(b'{"id": %d, "text": "%s"}\n' % (n, b"x" * 5000) for n in range(100))

    plan = plan_import(rows[:HEAD_BYTES], ImportOptions())

    assert plan.refused == ()
    assert 40 < len(plan.rows) <= SAMPLE_ROWS


def test_a_file_with_a_header_alone_has_no_rows_and_says_so() -> None:
    preview = to_preview(plan_import(b"id,title\n", ImportOptions(name="f.csv")))

    assert preview.rows == ()
    assert any("No row" in warning for warning in preview.warnings)


def test_the_order_of_day_and_month_is_read_from_the_column() -> None:
    head = b"title,created\na,03/04/2020\nb,25/04/2020\n"

    assert plan_import(head, ImportOptions()).day_first


def test_a_list_is_shown_as_a_person_would_write_it() -> None:
    head = b'{"title": "A", "components": ["fs", "s3"]}\n{"title": "B", "components": []}\n'
    preview = to_preview(plan_import(head, ImportOptions(name="issues.jsonl")))
    assert [column.samples for column in preview.columns] == [("A", "B"), ("fs, s3",)]


ODD = (
    b'{"title": "a", "x": ' + b'{"k":' * 990 + b"1" + b"}" * 990 + b"}",
    b'{"title": "a", "x": ' + b"[" * 990 + b"]" * 990 + b"}",
    b'{"title": "a", "id": ' + b"9" * 5_000 + b"}",
    b'{"title": "a \\ud800 b", "half \\udfff": "\\udc00", "\\ud83d\\ude00": "whole"}',
)


@pytest.mark.parametrize("ending", [b"", b'\n{"title": "fine"}\n'], ids=["json", "lines"])
@pytest.mark.parametrize("row", ODD, ids=["objects", "lists", "number", "halves"])
def test_an_odd_row_stops_no_preview(row: bytes, ending: bytes) -> None:
    preview = to_preview(plan_import(row + ending, ImportOptions(name="f.json")))
    shown = preview.model_dump_json().encode().decode()
    assert "deep" in "".join(preview.warnings) or '"a' in shown


def test_halves_of_characters_are_replaced_and_whole_ones_stay() -> None:
    (row,) = plan_import(ODD[-1], ImportOptions(name="f.json")).rows
    assert row.values == {"title": "a ? b", "half ?": "?", "\N{GRINNING FACE}": "whole"}


def test_a_number_beyond_all_measure_is_a_name_of_digits() -> None:
    (row,) = plan_import(ODD[2], ImportOptions(name="f.json")).rows
    assert row.values["id"] == "9" * 5_000
