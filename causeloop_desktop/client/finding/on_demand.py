"""An engine that is found or started with the first request, and not for a mere slip of a key."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
from pydantic import SecretStr

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.finding.local import local_engine

SOMEWHERE_HERE = "http://127.0.0.1"
"""The address of requests before it is known where the engine listens."""


class EngineOnDemand(httpx.AsyncBaseTransport):
    """Carries requests to the engine of a data directory; closing it keeps the engine.

    Args:
        data_dir: Whose engine.
        life: Ends an engine that was started for us.
    """

    def __init__(self, data_dir: Path, life: AsyncExitStack) -> None:
        self._data_dir = data_dir
        self._life = life
        self._backend: Backend | None = None
        self._inner: httpx.AsyncHTTPTransport | None = None
        self._one_start = asyncio.Lock()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on to where the engine listens.

        Raises:
            UnreachableError: There is no engine and none could be started.
        """
        backend = await self._found()
        where = httpx.URL(backend.base_url)
        request.url = request.url.copy_with(scheme=where.scheme, host=where.host, port=where.port)
        request.headers.update(backend.headers())
        if self._inner is None:
            self._inner = httpx.AsyncHTTPTransport()
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections; a further request opens others."""
        inner, self._inner = self._inner, None
        if inner is not None:
            await inner.aclose()

    async def _found(self) -> Backend:
        async with self._one_start:
            if self._backend is None:
                engine = local_engine(self._data_dir)
                self._backend = await self._life.enter_async_context(engine)
            return self._backend


@asynccontextmanager
async def client_on_demand(
    data_dir: Path, workspace: str | None = None
) -> AsyncIterator[CauseloopClient]:
    """Give a client of the engine of ``data_dir``, which is found or started when it is asked."""
    async with AsyncExitStack() as life:
        wire = EngineOnDemand(data_dir, life)
        backend = Backend(SOMEWHERE_HERE, SecretStr(""), workspace)
        async with CauseloopClient(backend, wire) as client:
            yield client
