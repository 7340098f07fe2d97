"""Rows as they stand in a file, before anybody asks what they mean."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

MAX_ROW_TEXT = 500
"""How much of a refused row is kept, in characters."""

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
    if isinstance(value, dict):
        return Row(line, flatten(value))
    return bad_row(line, f"Expected an object, found {_kind(value)}.", text)


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
