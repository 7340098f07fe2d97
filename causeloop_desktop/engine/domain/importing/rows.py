"""Rows as they stand in a file, before anybody asks what they mean."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from causeloop_desktop.engine.domain.records.metadata import TooDeepError, check_depth

MAX_ROW_TEXT = 500
"""How much of a refused row is kept, in characters."""

_LONGEST_INTEGER = 1_000
"""Digits; a longer number is a name made of digits, and Python reads none of more than 4,300."""

_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""What half of a character looks like in JSON; two that fit are found as well."""

Values = dict[str, object]


class UnreadableFileError(Exception):
    """The file as a whole cannot be read; the text says why and what to do."""


class Row(NamedTuple):
    """A row: the line it starts on (from 1) and its values by column."""

    line: int
    values: Values


class BadRow(NamedTuple):
    """A row that could not be read: its line (from 1), why, and how it begins."""

    line: int
    reason: str
    text: str = ""


Rows = Iterator[Row | BadRow]


def bad_row(line: int, reason: str, text: str) -> BadRow:
    """Make a refusal that keeps only the beginning of a long row."""
    return BadRow(line, reason, text.replace("\x00", "").rstrip()[:MAX_ROW_TEXT])


def flatten(value: Mapping[str, object]) -> Values:
    """Bring nested objects to one level, their names joined by dots; lists stay whole."""
    if not any(isinstance(inner, dict) for inner in value.values()):
        return dict(value)
    return dict(_flat_items(value, ""))


def _flat_items(value: Mapping[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    for name, inner in value.items():
        if isinstance(inner, dict):
            yield from _flat_items(inner, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", inner


def row_or_refusal(line: int, value: object, text: str) -> Row | BadRow:
    """Take a JSON ``value`` as a row; anything but an object is refused."""
    if not isinstance(value, dict):
        return bad_row(line, f"Expected an object, found {_kind(value)}.", text)
    try:
        check_depth(value)
    except TooDeepError as error:
        return bad_row(line, f"{error}.", text)
    return Row(line, flatten(_without_halves(value) if _HALF.search(text) else value))


def integer_of(digits: str) -> int | str:
    """Read a whole number of JSON; one beyond all measure stays text."""
    return int(digits) if len(digits) <= _LONGEST_INTEGER else digits


def _without_halves(value: Values) -> Values:
    """Replace halves of characters, which no text may have, in names and values."""
    whole = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    mended: Values = json.loads(whole)
    return mended


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case _:
            return "a list"
