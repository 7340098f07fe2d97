"""Delimited rows, regular and broken."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.importing.delimited import (
    DELIMITERS,
    MAX_FIELD,
    bounded_lines,
    guess_delimiter,
    name_columns,
    read_delimited,
)
from causeloop_desktop.engine.domain.importing.rows import BadRow, Row


def read(text: str, delimiter: str = ",") -> list[Row | BadRow]:
    return list(read_delimited(io.StringIO(text, newline=""), delimiter))


def test_rows_know_the_line_they_start_on() -> None:
    rows = read('id,text\n1,"two\nlines"\n\n2,one\n')

    assert rows == [
        Row(2, {"id": "1", "text": "two\nlines"}),
        Row(5, {"id": "2", "text": "one"}),
    ]


def test_a_long_row_is_refused_and_the_rest_goes_in() -> None:
    rows = read("id,text\n1,a,b,c\n2,ok\n")

    assert rows[0] == BadRow(2, "It has 4 values where the header names 2 columns.", "1,a,b,c")
    assert rows[1] == Row(3, {"id": "2", "text": "ok"})


def test_a_short_row_is_taken_and_trailing_delimiters_are_ignored() -> None:
    assert read("id,text\n1\n2,b,,\n") == [Row(2, {"id": "1"}), Row(3, {"id": "2", "text": "b"})]


def test_a_quote_that_never_closes_costs_one_line() -> None:
    rows = read('id,text\n1,"open\n2,fine\n3,fine too\n')

    assert rows[0] == BadRow(2, "A quote opens here and never closes.", '1,"open')
    assert [row.line for row in rows[1:]] == [3, 4]
    assert all(isinstance(row, Row) for row in rows[1:])


def test_a_quote_inside_text_is_text() -> None:
    assert read('id,text\n1,"5" disk" full\n2,b\n')[1] == Row(3, {"id": "2", "text": "b"})


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_guesses_every_delimiter_we_know(delimiter: str) -> None:
    rows = [["id", "title", "note"], ["1", "a, b", "x"], ["2", "c", "y"]]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)

    assert guess_delimiter(text.getvalue()) == delimiter


def test_a_single_column_is_comma_separated() -> None:
    assert guess_delimiter("message\ndisk full\ndisk full again\n") == ","


def test_the_first_line_may_name_the_delimiter() -> None:
    assert guess_delimiter("sep=;\nid;title\n") == ";"
    assert read("sep=;\nid;title\n1;a\n", ";") == [Row(3, {"id": "1", "title": "a"})]


def test_columns_get_names_of_their_own() -> None:
    assert name_columns(["id", "", "id"]) == ["id", "column 2", "id (2)"]


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), min_size=1, max_size=20))
def test_reads_back_whatever_a_csv_writer_writes(pairs: list[tuple[str, str]]) -> None:
    wanted = [(left + "x", right) for left, right in pairs]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["left", "right"])
    writer.writerows(wanted)

    rows = read(text.getvalue())

    assert [tuple(row.values.values()) for row in rows if isinstance(row, Row)] == wanted


def test_a_value_beyond_measure_is_refused_in_its_own_words() -> None:
    rows = read("id,title\n1," + "A" * (MAX_FIELD + 1) + "\n2,good\n")

    assert isinstance(rows[0], BadRow)
    assert rows[0].reason == "A value is longer than 1,048,576 characters."
    assert [row.values for row in rows if isinstance(row, Row)] == [{"id": "2", "title": "good"}]


def test_of_a_line_beyond_measure_only_the_beginning_is_held() -> None:
    text = io.StringIO("ab\n" + "c" * 25 + "\nd\n" + "e" * 10 + "\n" + "f" * 9 + "\nlast")

    lines = list(bounded_lines(text, 10))

    assert lines == ["ab\n", "c" * 10, "d\n", "e" * 10, "f" * 9 + "\n", "last"]
