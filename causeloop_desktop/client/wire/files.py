"""Files on their way to an engine: read piece by piece, never whole into memory."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

from pydantic import BaseModel

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.client.wire.query import Params

CHUNK_BYTES = 1024 * 1024

UploadProgress = Callable[[int, int | None], None]
"""Told how many bytes were sent, of how many where that is known."""

M = TypeVar("M", bound=BaseModel)


class Uploads(Group):
    """The calls of a noun that takes files."""

    async def _send_file(
        self,
        path: str,
        answer: type[M],
        file: Path,
        params: Params,
        on_progress: UploadProgress | None = None,
    ) -> M:
        """Send a file and read the answer.

        Raises:
            OSError: The file cannot be read.
        """
        with await asyncio.to_thread(file.open, "rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            chunks = file_chunks(stream, size, on_progress)
            return await self._transport.upload(path, answer, chunks, size, params)


async def file_chunks(
    stream: BinaryIO, size: int | None, on_progress: UploadProgress | None
) -> AsyncIterator[bytes]:
    """Read ``stream`` piece by piece, telling how far it is."""
    sent = 0
    while chunk := await asyncio.to_thread(stream.read, CHUNK_BYTES):
        yield chunk
        sent += len(chunk)
        if on_progress:
            on_progress(sent, size)
