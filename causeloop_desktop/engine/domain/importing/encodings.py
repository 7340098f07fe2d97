"""Bytes become text: which encoding a file has, and what becomes of bytes that do not fit it."""

import codecs
import gzip
import io
import zlib
from typing import BinaryIO

from causeloop_desktop.engine.domain.importing.rows import UnreadableFileError

GZIP_MAGIC = b"\x1f\x8b"

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_LEGACY = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
)  # fmt: skip

_NO_TEXTS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""Codecs that Python counts among encodings, though no file is written in them."""

_GUESS_BYTES = 32 * 1024
_SHOWN = 40
_STRAY = "causeloop.stray"


def _decode_stray(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows-1252, so that a mixed file loses nothing."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return stray.decode("cp1252", "replace"), error.end


codecs.register_error(_STRAY, _decode_stray)


def is_gzip(head: bytes) -> bool:
    """Tell whether a file that begins with ``head`` is gzipped."""
    return head.startswith(GZIP_MAGIC)


def unzip_head(head: bytes, limit: int) -> bytes:
    """Unpack the beginning of a gzipped file, at most ``limit`` bytes of it.

    Raises:
        UnreadableFileError: It is no gzip after all.
    """
    try:
        return zlib.decompressobj(wbits=31).decompress(head, limit)
    except zlib.error as error:
        raise UnreadableFileError(
            "The file says that it is gzipped but cannot be unpacked. Download it again."
        ) from error


def guess_encoding(head: bytes) -> str:
    """Guess the encoding from the beginning of a file: marks, then UTF-8, then statistics."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    return _guess_utf16(head) or ("utf-8" if _reads_as_utf8(head) else _guess_legacy(head))


def decode_head(head: bytes, encoding: str) -> str:
    """Decode the beginning of a file, leaving out a character that was cut in two.

    Raises:
        UnreadableFileError: There is no such encoding, or the file has another.
    """
    try:
        io.TextIOWrapper(io.BytesIO(), encoding)  # knows that "hex" is a codec, but none of text
        decoder = codecs.getincrementaldecoder(encoding)(errors_for(encoding))
    except (LookupError, ValueError) as error:
        raise _unknown(encoding) from error
    if codecs.lookup(encoding).name.replace("_", "-") in _NO_TEXTS:
        raise _unknown(encoding)
    try:
        return decoder.decode(head)
    except UnicodeError as error:
        raise UnreadableFileError(f"The file is not {encoding}: {error}.") from error


def _unknown(encoding: str) -> UnreadableFileError:
    shown = encoding[:_SHOWN]
    return UnreadableFileError(f'There is no encoding "{shown}". Try utf-8, utf-16 or cp1252.')


def open_text(stream: BinaryIO, encoding: str, *, compressed: bool) -> io.TextIOWrapper:
    """Read ``stream`` as text with its line ends as they are."""
    plain = gzip.GzipFile(fileobj=stream) if compressed else stream
    return io.TextIOWrapper(plain, encoding=encoding, errors=errors_for(encoding), newline="")


def errors_for(encoding: str) -> str:
    """Name the way in which bytes that do not fit ``encoding`` are read."""
    return _STRAY if encoding.startswith("utf-8") else "replace"


def _guess_utf16(head: bytes) -> str | None:
    """Recognise UTF-16 without a mark: in Western text every second byte is zero."""
    sample = head[:2000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 4 < len(sample):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _reads_as_utf8(head: bytes) -> bool:
    """Tell whether UTF-8 fits, but for the odd stray byte in plenty of good characters."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(head)
    stray = text.count("�")
    return stray == 0 or sum(character > "\x7f" for character in text) > 20 * stray


def _guess_legacy(head: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(head[:_GUESS_BYTES], cp_isolation=list(_LEGACY)).best()
    return best.encoding if best else "cp1252"
