"""What can go wrong with the data itself, by what a person can do about it.

::

    StoreError
    ├── NewerDatabaseError   written by a newer program: update this one
    └── DiskFullError        no room on the disk: free some, nothing was half-written
"""


class StoreError(Exception):
    """The data cannot be used as it stands; the text is a sentence for people."""


class NewerDatabaseError(StoreError):
    """The database was written by a newer version of the program."""

    def __init__(self, found: str, newest: str) -> None:
        super().__init__(
            f"This data was written by a newer version of Causeloop (schema {found}; this version "
            f"knows up to {newest}). Update the program, or choose another data directory."
        )


class DiskFullError(StoreError):
    """The disk has no room for a write."""

    def __init__(self, needed: str = "") -> None:
        super().__init__(
            f"The disk that holds the data is full{needed}. "
            "Free some space and try again; nothing was half-written."
        )
