"""Imports over the API: a file is streamed, never read into memory."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import BinaryIO

from causeloop_desktop.client.wire.files import UploadProgress, Uploads, file_chunks
from causeloop_desktop.client.wire.query import Params, to_params
from causeloop_desktop.client.wire.rows import RowFormat
from causeloop_desktop.contract.base import JobId, Page
from causeloop_desktop.contract.imports import (
    ImportOptions,
    ImportPreview,
    ImportStarted,
    RowRejection,
)

PREVIEW_BYTES = 256 * 1024


class ImportsClient(Uploads):
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
        params = to_option_params(options or ImportOptions(name=file.name))
        return await self._send_file(self.path, ImportStarted, file, params, on_progress)

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

    def rejections_csv(self, id_: JobId) -> AsyncGenerator[bytes, None]:
        """Read all the rows that an import refused, as the bytes of a CSV file."""
        return self._transport.chunks(f"{self.path}/{id_}/rejections", RowFormat.CSV, {})


def _read_head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(PREVIEW_BYTES)


def to_option_params(options: ImportOptions) -> Params:
    """Write how a file is read as the query of an upload."""
    return {"options": options.model_dump_json(exclude_none=True)}
