"""Rows of a JSON Lines file: one object a line."""

import io
import json

import orjson

from causeloop_desktop.engine.domain.importing.rows import (
    Rows,
    bad_row,
    integer_of,
    row_or_refusal,
)

MAX_LINE = 16 * 1024 * 1024
"""The longest line, in characters; a longer one is refused piece by piece."""


def read_json_lines(text: io.TextIOBase) -> Rows:
    """Yield a row for each line; a line that is no object is refused alone."""
    number = 0
    while line := text.readline(MAX_LINE):
        number += 1
        if line.isspace():
            continue
        try:
            yield row_or_refusal(number, parse_json(line), line)
        except ValueError as error:
            yield bad_row(number, f"Not valid JSON: {error}.", line)


def parse_json(text: str) -> object:
    """Parse JSON fast, and tolerantly where the fast way is too strict.

    Raises:
        ValueError: It is no JSON.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return _parse_tolerantly(text)


def _parse_tolerantly(text: str) -> object:
    """Take what other writers of JSON let through: NaN, huge numbers, halves of characters."""
    try:
        return json.loads(text.replace("\x00", ""), parse_int=integer_of)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
