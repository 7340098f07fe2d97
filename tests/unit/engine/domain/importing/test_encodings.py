"""Encodings, guessed from bytes alone."""

import gzip
import io

import pytest

from causeloop_desktop.engine.domain.importing.encodings import (
    decode_head,
    guess_encoding,
    open_text,
    unzip_head,
)
from causeloop_desktop.engine.domain.importing.rows import UnreadableFileError

GERMAN = "id;titel\n1;Die Straße ist überflutet, die Züge fahren nicht\n" * 20
RUSSIAN = "номер;описание\n7;журнал пуст, служба пишет ошибки диска\n" * 20


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "utf-8"),
        (GERMAN, "utf-8-sig"),
        (GERMAN, "utf-16"),
        (GERMAN, "utf-16-le"),
        (GERMAN, "utf-16-be"),
        (GERMAN, "utf-32"),
        (GERMAN, "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "utf-8"),
    ],
)
def test_text_in_any_encoding_is_read_right(text: str, encoding: str) -> None:
    head = text.encode(encoding)

    assert decode_head(head, guess_encoding(head)) == text


def test_a_character_cut_in_two_is_left_out() -> None:
    assert decode_head("aß".encode()[:-1], "utf-8") == "a"


def test_stray_bytes_are_read_as_windows_text() -> None:
    stream = io.BytesIO("naïve ".encode() + "Zürich".encode("cp1252"))

    assert open_text(stream, "utf-8", compressed=False).read() == "naïve Zürich"


def test_the_head_of_a_gzipped_file_is_enough() -> None:
    packed = gzip.compress(GERMAN.encode())

    assert unzip_head(packed[: len(packed) - 12], 30) == GERMAN.encode()[:30]


def test_an_unknown_encoding_is_told() -> None:
    with pytest.raises(UnreadableFileError, match="klingon"):
        decode_head(b"a", "klingon")


@pytest.mark.parametrize("encoding", ["bogus", "hex", "zlib", "\0", ""])
def test_what_is_no_encoding_of_text_is_refused(encoding: str) -> None:
    with pytest.raises(UnreadableFileError, match="There is no encoding"):
        decode_head(b"title", encoding)


@pytest.mark.parametrize("name", ["unicode_escape", "raw_unicode_escape", "punycode", "undefined"])
def test_a_codec_that_no_file_is_written_in_is_no_encoding(name: str) -> None:
    with pytest.raises(UnreadableFileError, match="There is no encoding"):
        decode_head(b"id,title", name)


def test_an_endless_name_of_an_encoding_is_not_repeated() -> None:
    with pytest.raises(UnreadableFileError) as refused:
        decode_head(b"id,title", "x" * 10_000)
    assert len(str(refused.value)) < 120
