"""Replays over the API: a file is streamed in, what matching said of it is streamed out."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from causeloop_desktop.client.imports import UploadProgress, file_chunks, to_option_params
from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.client.wire.rows import RowFormat
from causeloop_desktop.contract.base import JobId, Page
from causeloop_desktop.contract.imports import ImportOptions
from causeloop_desktop.contract.replays import ReplayRow, ReplayStarted


class ReplaysClient(Group):
    """``/v1/replays``."""

    path = "/v1/replays"

    async def start(
        self,
        file: Path,
        options: ImportOptions | None = None,
        on_progress: UploadProgress | None = None,
    ) -> ReplayStarted:
        """Send a file and return the job that feeds it to an empty workspace.

        Raises:
            OSError: The file cannot be read.
        """
        with await asyncio.to_thread(file.open, "rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            params = to_option_params(options or ImportOptions(name=file.name))
            chunks = file_chunks(stream, size, on_progress)
            return await self._transport.upload(self.path, ReplayStarted, chunks, size, params)

    async def rows(
        self, id_: JobId, *, limit: int | None = None, cursor: str | None = None
    ) -> Page[ReplayRow]:
        """Read a page of what was said, the earliest issue first."""
        params = to_params(limit=limit, cursor=cursor)
        return await self._transport.get(f"{self.path}/{id_}/rows", Page[ReplayRow], params)

    async def stream_rows(self, id_: JobId) -> AsyncGenerator[ReplayRow, None]:
        """Read all that was said, one issue after the other."""
        path = f"{self.path}/{id_}/rows"
        async with aclosing(self._transport.lines(path, RowFormat.NDJSON, {})) as lines:
            async for line in lines:
                if line:
                    yield ReplayRow.model_validate_json(line)
