"""Sessions over an engine in process, and servers that can do less than ours."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
from pydantic import SecretStr

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.desktop.presenters.session import Session
from causeloop_desktop.desktop.tasks import TaskGroup
from tests.support.engines import BASE_URL, LOCAL_TOKEN, running_engine
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection
    from pathlib import Path

BACKEND = Backend(BASE_URL, SecretStr(LOCAL_TOKEN))


class Lacking(httpx.AsyncBaseTransport):
    """A server without some paths: its description leaves them out."""

    def __init__(self, wire: httpx.AsyncBaseTransport, paths: Collection[str]) -> None:
        self._wire = wire
        self._paths = paths

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._wire.handle_async_request(request)
        if request.url.path != "/openapi.json":
            return answer
        described = json.loads(await answer.aread())
        for path in self._paths:
            described["paths"] = {
                known: verbs
                for known, verbs in described["paths"].items()
                if not known.startswith(path)
            }
        return httpx.Response(200, json=described, request=request)

    async def aclose(self) -> None:
        await self._wire.aclose()


@asynccontextmanager
async def session_over(folder: Path, lacking: Collection[str] = ()) -> AsyncIterator[Session]:
    """Open a session over the engine of ``folder``, in its own workspace."""
    async with running_engine(folder) as engine:
        wire = Lacking(engine.transport, lacking)
        tasks = TaskGroup(lambda _: None)
        session = Session(tasks, lambda backend: CauseloopClient(backend, wire))
        session.open(BACKEND, "local")
        await until(lambda: session.is_open)
        try:
            yield session
        finally:
            await tasks.close()
            await session.close()
