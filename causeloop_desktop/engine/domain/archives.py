"""Archives of numbers on disk, and the many things that damage makes of reading one."""

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DAMAGE = (
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""One wrong bit can ask for a password, an unknown compression, or more memory than there is."""


@contextmanager
def appearing(file: Path) -> Iterator[Path]:
    """Give a draft to write, which takes the place of the file at the end.

    Where that fails nothing is left of it: on a full disk half of a large file would be in the
    way of everything else.

    Raises:
        OSError: It cannot be written.
    """
    draft = file.with_name(f"{file.name}.new")
    try:
        yield draft
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def held_as(what: str) -> Iterator[None]:
    """Read an archive inside; whatever is wrong with it has one name afterwards.

    Args:
        what: What the archive should hold, for the message.

    Raises:
        ValueError: It is damaged, gone, or of another layout.
    """
    try:
        yield
    except _DAMAGE as error:
        raise ValueError(f"This file holds no {what}.") from error


def digest_of(archive: Path) -> str:
    """What tells an archive from any other: names, sizes and sums of all that it holds.

    Raises:
        OSError: It is gone.
        ValueError: It is damaged.
    """
    with archive.open("rb") as file, held_as("archive"), zipfile.ZipFile(file) as opened:
        parts = [(one.filename, one.file_size, one.CRC) for one in opened.infolist()]
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()
