"""Imports over the API: a file is streamed, never read into memory."""

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import BinaryIO

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.client.wire.query import Params, to_params
from causeloop_desktop.client.wire.rows import RowFormat
from causeloop_desktop.contract.base import JobId, Page
from causeloop_desktop.contract.imports import (
    ImportOptions,
    ImportPreview,
    ImportStarted,
    RowRejection,
)

CHUNK_BYTES = 1024 * 1024
PREVIEW_BYTES = 256 * 1024

UploadProgress = Callable[[int, int | None], None]
"""Told how many bytes were sent, of how many where that is known."""


class ImportsClient(Group):
    """``/v1/imports``."""

    path = "/v1/imports"

    async def preview(self, file: Path, options: ImportOptions | None = None) -> ImportPreview:
        """Show how the beginning of a file would be read; writes nothing."""
        head = await asyncio.to_thread(_read_head, file)
        params = to_option_params(options or ImportOptions(name=file.name))
        return await self._transport.post_bytes(f"{self.path}/preview", ImportPreview, head, params)

    async def start(
        self,
        file: Path,
        options: ImportOptions | None = None,
        on_progress: UploadProgress | None = None,
    ) -> ImportStarted:
        """Send a file and return the job that reads it.

        Raises:
            OSError: The file cannot be read.
        """
        with await asyncio.to_thread(file.open, "rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            named = options or ImportOptions(name=file.name)
            return await self.start_stream(stream, named, size, on_progress)

    async def start_stream(
        self,
        stream: BinaryIO,
        options: ImportOptions,
        size: int | None = None,
        on_progress: UploadProgress | None = None,
    ) -> ImportStarted:
        """Send what ``stream`` holds, ``size`` bytes if that is known."""
        chunks = file_chunks(stream, size, on_progress)
        return await self._transport.upload(
            self.path, ImportStarted, chunks, size, to_option_params(options)
        )

    async def rejections(
        self, id_: JobId, *, limit: int | None = None, cursor: str | None = None
    ) -> Page[RowRejection]:
        """Read a page of the rows that an import refused."""
        params = to_params(limit=limit, cursor=cursor)
        return await self._transport.get(
            f"{self.path}/{id_}/rejections", Page[RowRejection], params
        )

    async def rejections_csv(self, id_: JobId) -> AsyncGenerator[bytes, None]:
        """Read all the rows that an import refused, as the bytes of a CSV file."""
        path = f"{self.path}/{id_}/rejections"
        async with aclosing(self._transport.chunks(path, RowFormat.CSV, {})) as chunks:
            async for chunk in chunks:
                yield chunk


def _read_head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(PREVIEW_BYTES)


def to_option_params(options: ImportOptions) -> Params:
    """Write how a file is read as the query of an upload."""
    return {"options": options.model_dump_json(exclude_none=True)}


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
