"""Files that nobody but their owner can read: keys, tokens, and how a vault is locked."""

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody but its owner can read; it appears whole or not at all.

    Raises:
        OSError: It cannot be written; what stood there before still stands.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
