"""Cells of CSV: no formulas, and the same text again."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.contract.cells import LEADS, MARK, csv_text, from_cell, to_cell
from causeloop_desktop.engine.domain.importing.delimited import read_delimited
from causeloop_desktop.engine.domain.importing.rows import Row

NASTY = st.text(st.sampled_from([*LEADS, MARK, "a", ",", '"', " "]), max_size=6)


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 30 1234", "-libjars is ignored", "@here", "\t=1", "\r=1", "\uff1d1+1"]
)
def test_no_text_is_a_formula(text: str) -> None:
    assert to_cell(text) == f"'{text}"


def test_numbers_stay_numbers_and_texts_texts() -> None:
    assert csv_text([(-1, 0.5, True, "a - b", None)]) == "-1,0.5,True,a - b,\r\n"


def test_what_is_joined_or_nested_is_no_formula_either() -> None:
    assert to_cell(["=a", "b"]) == "'=a; b"
    assert to_cell([1, None]) == "[1, null]"
    assert to_cell({"x": "="}) == '{"x": "="}'


@given(NASTY)
def test_a_text_is_read_back_as_it_was(text: str) -> None:
    cell = to_cell(text)
    assert isinstance(cell, str)
    assert not cell.startswith(LEADS)
    assert from_cell(cell) == text


@given(NASTY.filter(lambda text: text.strip(" ") != ""))
def test_an_import_gives_the_values_of_an_export(text: str) -> None:
    exported = csv_text([("key", "title"), ("1", text)])
    assert list(read_delimited(io.StringIO(exported, newline=""), ",")) == [
        Row(2, {"key": "1", "title": text})
    ]


def test_an_apostrophe_that_marks_nothing_stays() -> None:
    told = "'--force' is a flag, 'twas said"
    assert from_cell("'twas") == "'twas"
    (cells,) = csv.reader([csv_text([(told,)])])
    assert from_cell(cells[0]) == told
