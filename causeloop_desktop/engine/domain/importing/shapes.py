"""What a file is, guessed from its beginning: packing, encoding, format, delimiter."""

import io
import zlib
from dataclasses import dataclass
from gzip import BadGzipFile
from typing import BinaryIO

from causeloop_desktop.contract.imports import FileFormat, ImportOptions
from causeloop_desktop.engine.domain.importing.delimited import (
    bounded_lines,
    guess_delimiter,
    read_delimited,
)
from causeloop_desktop.engine.domain.importing.encodings import (
    decode_head,
    guess_encoding,
    is_gzip,
    open_text,
    unzip_head,
)
from causeloop_desktop.engine.domain.importing.json_lines import parse_json, read_json_lines
from causeloop_desktop.engine.domain.importing.json_values import read_json
from causeloop_desktop.engine.domain.importing.rows import Rows, UnreadableFileError, bad_row

HEAD_BYTES = 256 * 1024
"""How much of a file decides what it is."""

_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip or Excel file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "a SQLite database"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ", "packed with xz"),
)


@dataclass(frozen=True)
class FileShape:
    """How a file is to be read; ``delimiter`` is ``None`` but for CSV."""

    format: FileFormat
    encoding: str
    delimiter: str | None = None
    compressed: bool = False


def recognise(head: bytes, options: ImportOptions) -> tuple[FileShape, str]:
    """Tell what a file is from its first bytes, and give their text.

    Args:
        head: The first ``HEAD_BYTES`` of the file, or all of it.
        options: What the caller already knows.

    Raises:
        UnreadableFileError: It is empty, or nothing that can be imported.
    """
    compressed = is_gzip(head)
    plain = unzip_head(head, HEAD_BYTES) if compressed else head
    _refuse_foreign(plain)
    encoding = options.encoding or guess_encoding(plain)
    text = decode_head(plain, encoding)
    if not text.strip("\ufeff\x00 \t\r\n"):
        raise UnreadableFileError("The file is empty. Choose one with at least one row.")
    format_ = options.format or _guess_format(text)
    delimiter = None
    if format_ is FileFormat.CSV:
        delimiter = _one_character(options.delimiter) or guess_delimiter(text)
    return FileShape(format_, encoding, delimiter, compressed), text


def read_rows(stream: BinaryIO, shape: FileShape) -> Rows:
    """Yield the rows of a file that has this shape, in the order of the file.

    Where a gzipped file is damaged, or its end is missing, the last of them is a refusal.
    """
    line = 0
    with open_text(stream, shape.encoding, compressed=shape.compressed) as text:
        try:
            for row in read_text(text, shape):
                line = row.line
                yield row
        except (EOFError, BadGzipFile, zlib.error) as error:
            reason = f"The packed file is damaged after this line: {error}. Download it again."
            yield bad_row(line, reason, "")


def read_text(text: io.TextIOBase, shape: FileShape) -> Rows:
    """Yield the rows of a file's decoded text."""
    match shape.format:
        case FileFormat.CSV:
            return read_delimited(bounded_lines(text), shape.delimiter or ",")
        case FileFormat.JSON:
            return read_json(text)
        case FileFormat.JSONL:
            return read_json_lines(text)


def _refuse_foreign(plain: bytes) -> None:
    for magic, what in _FOREIGN:
        if plain.startswith(magic):
            raise UnreadableFileError(
                f"The file is {what}. Export it as CSV, JSON or JSON Lines and import that."
            )


def _one_character(delimiter: str | None) -> str | None:
    if delimiter in {"\\t", "tab"}:
        return "\t"
    if delimiter and len(delimiter) != 1:
        raise UnreadableFileError(f'A delimiter is one character; "{delimiter}" is not.')
    return delimiter


def _guess_format(text: str) -> FileFormat:
    start = text.lstrip("\ufeff \t\r\n")
    following = start[1:].lstrip()[:1]
    if start[0] == "[" and following in {"{", "]", "["}:
        return FileFormat.JSON
    if start[0] == "{" and following in {'"', "}"}:
        return FileFormat.JSONL if _is_lines(start) else FileFormat.JSON
    return FileFormat.CSV


def _is_lines(text: str) -> bool:
    """Tell whether the first line is an object of its own and more lines follow."""
    first, _, rest = text.partition("\n")
    try:
        parse_json(first)
    except ValueError:
        return False
    return bool(rest.strip())
