"""Rows as records, with everything that had to be mended counted."""

import json

import pytest

from causeloop_desktop.contract.imports import IssueField
from causeloop_desktop.engine.domain.importing.records import (
    MAX_ROW,
    Mendings,
    RecordMaker,
    RowRefusedError,
)
from causeloop_desktop.engine.domain.importing.rows import Row, Values
from causeloop_desktop.engine.domain.records.normalise import MAX_TITLE, Record

COLUMNS = {
    IssueField.EXTERNAL_ID: "key",
    IssueField.TITLE: "title",
    IssueField.BODY: "body",
    IssueField.SEVERITY: "severity",
    IssueField.SOURCE_CREATED_AT: "created",
    IssueField.FINGERPRINT: "group",
    IssueField.SERVICE: "components",
}


def make(values: Values) -> tuple[Record, Mendings]:
    maker = RecordMaker(COLUMNS, origin="failures.csv")
    return maker.make(Row(1, values)), maker.mendings


def test_fields_are_filled_and_the_rest_is_metadata() -> None:
    record, mendings = make(
        {
            "key": 7,
            "title": " a ",
            "severity": "Major",
            "created": "1970-01-03",
            "env": "x",
            "e": "",
        }
    )

    assert record.external_id == "7"
    assert record.title == "a"
    assert record.severity == 2
    assert record.created_us == 2 * 86_400_000_000
    assert json.loads(record.metadata) == {"env": "x"}
    assert mendings == Mendings()


def test_a_missing_title_becomes_the_fingerprint_or_else_the_id() -> None:
    grouped, mendings = make({"key": "K-1", "group": "db", "severity": "p1"})
    alone, _ = make({"key": "K-1", "severity": "p1"})

    assert grouped.title == "db"
    assert alone.title == "K-1"
    assert mendings.titles_filled == 1


def test_a_long_title_is_cut_and_kept_whole_in_the_body() -> None:
    long = "word " * 100 + "end"

    record, mendings = make({"key": "1", "title": long, "body": "more", "severity": "p1"})

    assert len(record.title) <= MAX_TITLE
    assert long.startswith(record.title)
    assert record.body == f"{long}\nmore"
    assert mendings.titles_cut == 1


def test_a_title_of_many_lines_is_its_first() -> None:
    record, _ = make({"key": "1", "title": "first\nsecond"})

    assert record.title == "first"
    assert record.body == "first\nsecond"


def test_an_unknown_severity_becomes_p3_and_is_counted() -> None:
    record, mendings = make({"key": "1", "title": "a", "severity": "purple"})

    assert record.severity == 3
    assert mendings.severities_defaulted == 1


def test_an_id_is_derived_and_counted_where_there_is_none() -> None:
    record, mendings = make({"title": "a", "severity": "p1"})

    assert record.external_id.startswith("row-")
    assert mendings.derived_ids == 1


def test_a_date_that_cannot_be_read_refuses_the_row_with_its_field() -> None:
    with pytest.raises(RowRefusedError, match='source_created_at: "soon" is no date'):
        make({"key": "1", "title": "a", "created": "soon"})


def test_a_row_that_is_nested_too_deep_is_refused() -> None:
    with pytest.raises(RowRefusedError, match="more than 64 levels deep"):
        make({"title": "x", "trace": json.loads("[" * 900 + "]" * 900)})


def test_an_empty_row_is_refused() -> None:
    with pytest.raises(RowRefusedError, match="empty"):
        make({"key": "", "title": " ", "env": None})


def test_lists_and_objects_become_text_in_fields() -> None:
    record, _ = make({"key": "1", "title": "a", "components": ["db", {"name": "api"}]})

    assert record.service == "db, api"


def test_text_that_cannot_be_stored_is_mended() -> None:
    record, _ = make({"key": "1", "title": "a\x00b", "env": "\ud800", "big": 2**70})

    assert record.title == "ab"
    assert json.loads(record.metadata) == {"env": "?", "big": str(2**70)}


def test_skipped_rows_count_as_equal_rows() -> None:
    row = Row(1, {"title": "a"})
    whole, resumed = (
        RecordMaker(COLUMNS, origin="failures.csv"),
        RecordMaker(COLUMNS, origin="failures.csv"),
    )

    whole.make(row)
    resumed.skip(row)

    assert whole.make(row).external_id == resumed.make(row).external_id


def test_rows_without_a_source_are_told_apart_by_their_file() -> None:
    maker = RecordMaker({IssueField.SOURCE: "tool"}, origin="failures.csv")

    assert maker.make(Row(1, {"text": "a"}))[:2] == ("custom_api", "failures.csv")
    assert maker.make(Row(2, {"text": "a", "tool": "Jira"}))[:2] == ("jira", "")
    assert maker.make(Row(3, {"text": "a", "tool": "nagios"}))[:2] == ("custom_api", "nagios")


def test_the_source_that_was_asked_for_is_that_of_every_row() -> None:
    maker = RecordMaker({}, origin="failures.csv", source="zendesk")

    assert maker.make(Row(1, {"text": "a"}))[:2] == ("zendesk", "")


def test_a_name_that_is_too_long_is_cut_and_kept_in_the_metadata() -> None:
    record, _ = make({"key": "1", "title": "a", "components": "x" * 500})

    assert record.service == "x" * 200
    assert json.loads(record.metadata) == {"components": "x" * 500}


def test_a_key_that_is_too_long_refuses_the_row() -> None:
    with pytest.raises(RowRefusedError, match="external_id is longer than 500"):
        make({"key": "x" * 501, "title": "a"})


def test_a_row_that_is_a_whole_file_is_refused() -> None:
    with pytest.raises(RowRefusedError, match="longer than 8,388,608 characters"):
        make({"key": "A-1", "title": "a", "body": "x" * MAX_ROW})
    record, _ = make({"key": "A-1", "title": "a", "body": "x" * (MAX_ROW // 2)})
    assert len(record.body) == MAX_ROW // 2
