"""Replays over the API: a file is streamed in, what matching said of it is streamed out."""

from collections.abc import AsyncGenerator
from pathlib import Path

from causeloop_desktop.client.imports import to_option_params
from causeloop_desktop.client.wire.files import UploadProgress, Uploads
from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.client.wire.rows import stream_models
from causeloop_desktop.contract.base import JobId, Page
from causeloop_desktop.contract.imports import ImportOptions
from causeloop_desktop.contract.replays import ReplayRow, ReplayStarted


class ReplaysClient(Uploads):
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
        params = to_option_params(options or ImportOptions(name=file.name))
        return await self._send_file(self.path, ReplayStarted, file, params, on_progress)

    async def rows(
        self, id_: JobId, *, limit: int | None = None, cursor: str | None = None
    ) -> Page[ReplayRow]:
        """Read a page of what was said, the earliest issue first."""
        params = to_params(limit=limit, cursor=cursor)
        return await self._transport.get(f"{self.path}/{id_}/rows", Page[ReplayRow], params)

    def stream_rows(self, id_: JobId) -> AsyncGenerator[ReplayRow, None]:
        """Read all that was said, one issue after the other."""
        return stream_models(self._transport, f"{self.path}/{id_}/rows", ReplayRow)
