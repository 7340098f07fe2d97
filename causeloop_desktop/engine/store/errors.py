"""What can go wrong with the data itself, by what a person can do about it.

::

    StoreError
    ├── UnusableDirectoryError   not ours to write: choose another, or mend its permissions
    ├── UnusableDatabaseError    damaged, or out of reach: restore a backup, look at the server
    ├── NewerDatabaseError       written by a newer program: update this one
    ├── UnusableFileError        a file beside the database is out of reach: mend its permissions
    └── DiskFullError            no room on the disk: free some, nothing was half-written
"""

import errno
from pathlib import Path

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What systems say where a disk is full, or the part of it that one may use."""


class StoreError(Exception):
    """The data cannot be used as it stands; the text is a sentence for people."""


class UnusableDirectoryError(StoreError):
    """The data directory cannot be made, or nothing can be written into it."""

    def __init__(self, directory: Path, reason: str) -> None:
        super().__init__(
            f"Causeloop cannot keep its data in {directory}: {reason}. "
            "Choose another data directory, or mend what stands in the way."
        )


class UnusableDatabaseError(StoreError):
    """The database cannot be opened or read."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"The database {name} cannot be used: {reason}. "
            "Put a backup in its place if it is damaged, or choose another data directory."
        )


class NewerDatabaseError(StoreError):
    """The database was written by a newer version of the program."""

    def __init__(self, found: str, newest: str) -> None:
        super().__init__(
            f"This data was written by a newer version of Causeloop (schema {found}; this version "
            f"knows up to {newest}). Update the program, or choose another data directory."
        )


class UnusableFileError(StoreError):
    """A file beside the database cannot be read or written."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"The file {name} in the data directory cannot be used: {reason}. "
            "Mend what stands in the way, such as its permissions, and try again."
        )


class DiskFullError(StoreError):
    """The disk has no room for a write."""

    def __init__(self, needed: str = "") -> None:
        super().__init__(
            f"The disk that holds the data is full{needed}. "
            "Free some space and try again; nothing was half-written."
        )


def of_file(error: OSError) -> StoreError | None:
    """Say what a fault with a file means for a person; nothing where it is none with a file."""
    if error.errno in NO_ROOM:
        return DiskFullError()
    if not isinstance(error.filename, str):
        return None
    return UnusableFileError(Path(error.filename).name, error.strerror or str(error))
