"""Rows as records, with everything that had to be mended counted."""

import pytest

from causeloop_desktop.contract.base import Priority
from causeloop_desktop.contract.imports import IssueField
from causeloop_desktop.engine.domain.importing.records import (
    MAX_TITLE,
    Mendings,
    Record,
    RecordMaker,
    RowRefusedError,
)
from causeloop_desktop.engine.domain.importing.rows import Row, Values

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
    maker = RecordMaker(COLUMNS)
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

    assert record["external_id"] == "7"
    assert record["title"] == "a"
    assert record["severity"] is Priority.P2
    assert record["source_created_us"] == 2 * 86_400_000_000
    assert record["metadata"] == {"env": "x"}
    assert mendings == Mendings()


def test_a_missing_title_becomes_the_fingerprint_or_else_the_id() -> None:
    grouped, mendings = make({"key": "K-1", "group": "db", "severity": "p1"})
    alone, _ = make({"key": "K-1", "severity": "p1"})

    assert grouped["title"] == "db"
    assert alone["title"] == "K-1"
    assert mendings.titles_filled == 1


def test_a_long_title_is_cut_and_kept_whole_in_the_body() -> None:
    long = "word " * 100 + "end"

    record, mendings = make({"key": "1", "title": long, "body": "more", "severity": "p1"})

    assert len(record["title"]) <= MAX_TITLE
    assert long.startswith(record["title"])
    assert record["body"] == f"{long}\nmore"
    assert mendings.titles_cut == 1


def test_a_title_of_many_lines_is_its_first() -> None:
    record, _ = make({"key": "1", "title": "first\nsecond"})

    assert record["title"] == "first"
    assert record["body"] == "first\nsecond"


def test_an_unknown_severity_becomes_p3_and_is_counted() -> None:
    record, mendings = make({"key": "1", "title": "a", "severity": "purple"})

    assert record["severity"] is Priority.P3
    assert mendings.severities_defaulted == 1


def test_an_id_is_derived_and_counted_where_there_is_none() -> None:
    record, mendings = make({"title": "a", "severity": "p1"})

    assert record["external_id"].startswith("row-")
    assert mendings.derived_ids == 1


def test_a_date_that_cannot_be_read_refuses_the_row_with_its_field() -> None:
    with pytest.raises(RowRefusedError, match='source_created_at: "soon" is no date'):
        make({"key": "1", "title": "a", "created": "soon"})


def test_an_empty_row_is_refused() -> None:
    with pytest.raises(RowRefusedError, match="empty"):
        make({"key": "", "title": " ", "env": None})


def test_lists_and_objects_become_text_in_fields() -> None:
    record, _ = make({"key": "1", "title": "a", "components": ["db", {"name": "api"}]})

    assert record["service"] == "db, api"


def test_text_that_cannot_be_stored_is_mended() -> None:
    record, _ = make({"key": "1", "title": "a\x00b", "env": "\ud800", "big": 2**70})

    assert record["title"] == "ab"
    assert record["metadata"] == {"env": "?", "big": str(2**70)}


def test_skipped_rows_count_as_equal_rows() -> None:
    row = Row(1, {"title": "a"})
    whole, resumed = RecordMaker(COLUMNS), RecordMaker(COLUMNS)

    whole.make(row)
    resumed.skip(row)

    assert whole.make(row)["external_id"] == resumed.make(row)["external_id"]
