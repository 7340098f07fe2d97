"""One engine owns a data directory: an OS lock that dies with its process, and who holds it."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from causeloop_desktop.contract.engine import EngineFile
from causeloop_desktop.engine.store.errors import UnusableDirectoryError
from causeloop_desktop.private_files import write_private

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK_NAME = "engine.lock"
FILE_NAME = "engine.json"


class DirectoryOwnedError(Exception):
    """Another engine holds the data directory.

    Attributes:
        owner: What that engine says of itself, where it has said so already.
    """

    def __init__(self, directory: Path, owner: EngineFile | None) -> None:
        who = "Another engine" if owner is None else f"The engine with process id {owner.pid}"
        where = "" if owner is None else f" It answers at {owner.base_url}."
        super().__init__(f"{who} already holds {directory}.{where}")
        self.owner = owner


@contextmanager
def owned(directory: Path) -> Iterator[None]:
    """Hold a data directory for as long as the block runs.

    The lock belongs to the process: it is gone when the process is, however that ends.

    Raises:
        DirectoryOwnedError: Another engine holds it.
        UnusableDirectoryError: It cannot be made or written to.
    """
    handle = _open(directory)
    try:
        _lock(handle)
    except OSError:
        os.close(handle)
        raise DirectoryOwnedError(directory, read_engine_file(directory)) from None
    try:
        yield
    finally:
        os.close(handle)


def _open(directory: Path) -> int:
    """Open the lock of a directory; one that we make is its owner's alone, as is what it holds."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(directory / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise UnusableDirectoryError(directory, error.strerror or str(error)) from error


@contextmanager
def announced(directory: Path, engine: EngineFile) -> Iterator[None]:
    """Say in ``engine.json`` where the engine answers, and take it back at the end."""
    path = directory / FILE_NAME
    write_private(path, engine.model_dump_json())
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def read_engine_file(directory: Path) -> EngineFile | None:
    """Read what the owner of a directory says of itself, if anything."""
    try:
        text = (directory / FILE_NAME).read_text(encoding="utf-8")
        return EngineFile.model_validate(json.loads(text))
    except (OSError, ValueError, ValidationError):
        return None


if sys.platform == "win32":

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
