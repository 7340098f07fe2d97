"""Cassettes over the API: recordings are streamed out and in."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from causeloop_desktop.client.wire.files import Uploads
from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.client.wire.rows import RowFormat, stream_models
from causeloop_desktop.contract.base import JobId, Page
from causeloop_desktop.contract.cassettes import PlayedRow, PlayStarted, RecordRequest
from causeloop_desktop.contract.connectors import ConnectorId, SyncRunId, SyncStarted


class CassettesClient(Uploads):
    """``/v1/cassettes``, and the recordings of ``/v1/connectors``."""

    path = "/v1/cassettes"
    connectors_path = "/v1/connectors"

    async def record(self, id_: ConnectorId, request: RecordRequest) -> SyncStarted:
        """Sync a connection and record it."""
        body = request.model_dump(mode="json", by_alias=True, exclude_unset=True)
        path = f"{self.connectors_path}/{id_}/recordings"
        return await self._transport.send("POST", path, SyncStarted, body)

    async def save(self, id_: ConnectorId, run_id: SyncRunId, file: Path) -> int:
        """Write the recording of a run to a file; give its length.

        Raises:
            OSError: The file cannot be written.
        """
        path = f"{self.connectors_path}/{id_}/sync-runs/{run_id}/cassette"
        size = 0
        async with aclosing(self._transport.chunks(path, RowFormat.NDJSON, {})) as chunks:
            first = await anext(chunks, b"")
            with await asyncio.to_thread(file.open, "wb") as target:
                size += target.write(first)
                async for chunk in chunks:
                    size += target.write(chunk)
        return size

    async def play(self, file: Path, source: str | None = None) -> PlayStarted:
        """Send a recording and return the job that plays it.

        Raises:
            OSError: The file cannot be read.
        """
        return await self._send_file(
            f"{self.path}/replays", PlayStarted, file, to_params(type=source)
        )

    async def rows(
        self, id_: JobId, *, limit: int | None = None, cursor: str | None = None
    ) -> Page[PlayedRow]:
        """Read a page of what came out."""
        params = to_params(limit=limit, cursor=cursor)
        return await self._transport.get(f"{self.path}/replays/{id_}/rows", Page[PlayedRow], params)

    def stream_rows(self, id_: JobId) -> AsyncGenerator[PlayedRow, None]:
        """Read all that came out, one row after the other."""
        return stream_models(self._transport, f"{self.path}/replays/{id_}/rows", PlayedRow)
