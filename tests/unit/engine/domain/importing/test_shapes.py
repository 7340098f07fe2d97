"""What files are taken for."""

import gzip
import io

import pytest

from causeloop_desktop.contract.imports import FileFormat, ImportOptions
from causeloop_desktop.engine.domain.importing.rows import BadRow, Row, UnreadableFileError
from causeloop_desktop.engine.domain.importing.shapes import FileShape, read_rows, recognise

ANY = ImportOptions()


@pytest.mark.parametrize(
    ("content", "shape"),
    [
        (b"id,title\n1,a\n", FileShape(FileFormat.CSV, "utf-8", ",")),
        (b"id\ttitle\n1\ta\n", FileShape(FileFormat.CSV, "utf-8", "\t")),
        (b'[{"id": 1}]', FileShape(FileFormat.JSON, "utf-8")),
        (b'{"issues": [{"id": 1}]}', FileShape(FileFormat.JSON, "utf-8")),
        (b'{\n "id": 1\n}', FileShape(FileFormat.JSON, "utf-8")),
        (b'{"id": 1}\n{"id": 2}\n', FileShape(FileFormat.JSONL, "utf-8")),
        (b"[level],message\nx,y\n", FileShape(FileFormat.CSV, "utf-8", ",")),
    ],
)
def test_recognises_formats_by_their_content(content: bytes, shape: FileShape) -> None:
    assert recognise(content, ANY)[0] == shape


def test_reads_gzipped_rows() -> None:
    packed = gzip.compress(b"id;title\r\n1;a\r\n")

    shape, _ = recognise(packed, ANY)

    assert shape.compressed
    assert list(read_rows(io.BytesIO(packed), shape)) == [Row(2, {"id": "1", "title": "a"})]


def test_options_win_over_guesses() -> None:
    options = ImportOptions(format=FileFormat.CSV, delimiter="tab", encoding="cp1252")

    assert recognise(b"a,b\tc\n", options)[0] == FileShape(FileFormat.CSV, "cp1252", "\t")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"PK\x03\x04rest", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8bnot gzip at all", "unpacked"),
    ],
)
def test_says_what_cannot_be_imported(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFileError, match=reason):
        recognise(content, ANY)


def test_a_delimiter_is_one_character() -> None:
    with pytest.raises(UnreadableFileError, match="one character"):
        recognise(b"a", ImportOptions(delimiter="::"))


def test_a_packed_file_that_ends_early_keeps_its_rows_and_says_so() -> None:
    packed = gzip.compress(b"id\n" + b"".join(b"%d\n" % number for number in range(50_000)))
    shape, _ = recognise(packed, ANY)

    rows = list(read_rows(io.BytesIO(packed[: len(packed) // 2]), shape))

    assert len(rows) > 1_000
    assert isinstance(rows[-1], BadRow)
    assert "damaged after this line" in rows[-1].reason
    assert all(isinstance(row, Row) for row in rows[:-1])
