"""Rows of a JSON file: an array, an object with a list inside, or objects one after another.

The file is read piece by piece and each item is decoded where it stands, so that memory does
not grow with the file and every row knows its line.
"""

import io
import json
import re

from causeloop_desktop.engine.domain.importing.rows import (
    BadRow,
    Row,
    Rows,
    bad_row,
    integer_of,
    row_or_refusal,
)

CHUNK = 256 * 1024
MAX_ITEM = 64 * 1024 * 1024
"""The longest single item, in characters."""

_BLANK = re.compile(r"[ \t\r\n\x00\ufeff]*")
_DEPTH = 3
_MARGIN = 4096
_TITLES = frozenset({"title", "summary", "subject", "external_id", "short_description"})
_LISTS = frozenset({"issues", "items", "data", "results", "records", "rows", "events", "values"})


def read_json(text: io.TextIOBase) -> Rows:
    """Yield a row for each item; where the JSON breaks, one refusal says from which line on."""
    scanner = _Scanner(text)
    try:
        if scanner.peek() == "[":
            yield from _read_items(scanner)
        else:
            yield from _read_objects(scanner)
    except _BrokenError as error:
        reason = f"The JSON breaks here: {error}. Nothing after this line could be read."
        yield bad_row(scanner.line, reason, scanner.rest())


def _read_objects(scanner: "_Scanner") -> Rows:
    """Read the list inside an object, or else the object and those after it as rows."""
    if _enter_list(scanner):
        yield from _read_items(scanner)
        return
    scanner.rewind()
    scanner.release()
    while scanner.peek():
        yield scanner.next_row()


def _read_items(scanner: "_Scanner") -> Rows:
    scanner.release()
    scanner.take("[")
    while scanner.peek() != "]":
        yield scanner.next_row()
        if scanner.peek() != "]":
            scanner.take(",")


def _enter_list(scanner: "_Scanner") -> bool:
    """Go to the first list of objects inside the object ahead; false where it has none."""
    try:
        return _search_object(scanner, _DEPTH)
    except _IsRowError:
        return False


def _search_object(scanner: "_Scanner", depth: int) -> bool:
    scanner.take("{")
    while scanner.peek() not in {"}", ""}:
        name, _ = scanner.decode()
        scanner.take(":")
        if _search_value(scanner, name, depth):
            return True
        if scanner.peek() != "}":
            scanner.take(",")
    scanner.take("}")
    return False


def _search_value(scanner: "_Scanner", name: object, depth: int) -> bool:
    match scanner.peek():
        case '"' if name in _TITLES:
            raise _IsRowError
        case "[" if scanner.peek_inside() == "{" or name in _LISTS:
            return True
        case "{" if depth > 1:
            return _search_object(scanner, depth - 1)
        case _:
            scanner.decode()
            return False


class _IsRowError(Exception):
    """The object has a title of its own: it is a row, whatever lists it has."""


class _BrokenError(Exception):
    """The text ahead is no JSON."""


class _Scanner:
    """A window over the text that moves forward and knows its line."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self._decoder = json.JSONDecoder(parse_int=integer_of)
        self._window = ""
        self._at = 0
        self._ended = False
        self._pinned = True
        self.line = 1

    def peek(self) -> str:
        """Give the next character that is not blank, or nothing at the end."""
        while True:
            self._move(self._skip_blanks(self._at))
            if self._at < len(self._window):
                return self._window[self._at]
            if not self._fill(CHUNK):
                return ""

    def peek_inside(self) -> str:
        """Give the first character inside the list ahead."""
        while True:
            end = self._skip_blanks(self._at + 1)
            if end < len(self._window):
                return self._window[end]
            if not self._fill(CHUNK):
                return ""

    def take(self, character: str) -> None:
        """Step over ``character``, which must come next."""
        if self.peek() != character:
            raise _BrokenError(f'expected "{character}"')
        self._move(self._at + 1)

    def decode(self) -> tuple[object, str]:
        """Decode the value ahead and give it with its text."""
        self.peek()
        more = CHUNK
        while True:
            try:
                value, end = self._decoder.raw_decode(self._window, self._at)
            except RecursionError as error:
                raise _BrokenError("it is nested too deeply") from error
            except json.JSONDecodeError as error:
                if self._is_real(error) or not self._fill(more):
                    raise _BrokenError(error.msg) from error
                more *= 2
                continue
            if end == len(self._window) and self._fill(CHUNK):
                continue
            text = self._window[self._at : end]
            self._move(end)
            return value, text

    def next_row(self) -> Row | BadRow:
        """Decode the value ahead as a row."""
        self.peek()
        line = self.line
        value, text = self.decode()
        return row_or_refusal(line, value, text)

    def rewind(self) -> None:
        """Go back to the beginning; possible until ``release``."""
        self._at, self.line = 0, 1

    def release(self) -> None:
        """Drop what lies behind from now on, so that memory stays flat."""
        self._pinned = False

    def rest(self) -> str:
        """Give how the text ahead begins."""
        return self._window[self._at : self._at + 200]

    def _skip_blanks(self, start: int) -> int:
        found = _BLANK.match(self._window, start)
        return found.end() if found else start

    def _move(self, end: int) -> None:
        self.line += self._window.count("\n", self._at, end)
        self._at = end

    def _is_real(self, error: json.JSONDecodeError) -> bool:
        """Tell a mistake in the text from an item that has not arrived in full."""
        if len(self._window) - self._at > MAX_ITEM:
            return True
        in_string = error.msg.startswith("Unterminated string")
        return not in_string and error.pos < len(self._window) - _MARGIN

    def _fill(self, size: int) -> bool:
        if self._ended:
            return False
        if not self._pinned:
            self._window = self._window[self._at :]
            self._at = 0
        piece = self._text.read(size)
        self._ended = not piece
        self._window += piece
        return bool(piece)
