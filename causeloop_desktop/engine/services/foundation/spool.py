"""The spool: uploaded files wait on disk until a worker has read them."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from causeloop_desktop.engine.services.errors import RuleBrokenError
from causeloop_desktop.engine.store.errors import NO_ROOM
from causeloop_desktop.engine.store.ids import new_id

BUFFER_BYTES = 1024 * 1024
SPARE_BYTES = 100 * 1024 * 1024
"""What an upload must leave free, for the database to go on."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in, and how many bytes it will have, where its sender knows."""

    chunks: AsyncIterator[bytes]
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class SpooledFile:
    """An upload on disk; it survives a kill."""

    path: Path
    size: int


class Spool:
    """A directory of uploads.

    Args:
        directory: Where they are; it is made when it is needed.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def path(self, name: str) -> Path:
        """Give the path of an upload by its name."""
        return self._directory / name

    async def receive(self, upload: Upload, now_us: int) -> SpooledFile:
        """Write an upload to disk as it comes; it is durable when this returns.

        Args:
            upload: What comes.
            now_us: The time, which names the file.

        Raises:
            RuleBrokenError: The disk is full; what came until then is deleted.
        """
        await asyncio.to_thread(self._prepare, upload.expected or 0)
        path = self.path(new_id("upload", now_us))
        try:
            size = await _write(path, upload.chunks)
        except OSError as error:
            await self.discard(path)
            if error.errno in NO_ROOM:
                raise _disk_full() from error
            raise
        except BaseException:
            await self.discard(path)
            raise
        return SpooledFile(path, size)

    async def discard(self, path: Path) -> None:
        """Delete an upload, if it is still there."""
        await asyncio.to_thread(path.unlink, missing_ok=True)

    async def sweep(self, wanted: Collection[str], before_us: int) -> None:
        """Delete the uploads from before a moment whose names are not among ``wanted``."""
        await asyncio.to_thread(self._sweep, frozenset(wanted), before_us)

    def _sweep(self, wanted: frozenset[str], before_us: int) -> None:
        if not self._directory.exists():
            return
        for path in self._directory.iterdir():
            if path.name not in wanted and path.stat().st_mtime_ns // 1000 < before_us:
                path.unlink(missing_ok=True)

    def _prepare(self, expected: int) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self._directory).free < expected + SPARE_BYTES:
            raise _disk_full()


async def _write(path: Path, chunks: AsyncIterator[bytes]) -> int:
    size, waiting = 0, bytearray()
    with await asyncio.to_thread(path.open, "xb") as file:
        async for chunk in chunks:
            waiting += chunk
            size += len(chunk)
            if len(waiting) >= BUFFER_BYTES:
                await asyncio.to_thread(file.write, bytes(waiting))
                waiting.clear()
        await asyncio.to_thread(_finish, file, bytes(waiting))
    return size


def _finish(file: BinaryIO, rest: bytes) -> None:
    file.write(rest)
    file.flush()
    os.fsync(file.fileno())


def _disk_full() -> RuleBrokenError:
    return RuleBrokenError(
        "disk_full", "There is not enough room on the disk for this file. Make room and try again."
    )
