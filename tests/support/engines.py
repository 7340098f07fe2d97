"""Real engines: one in process behind its real ASGI application, one as a real child."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from causeloop_desktop.contract.engine import ReadyLine
from causeloop_desktop.engine.app import create_app
from causeloop_desktop.engine.context import EngineContext
from causeloop_desktop.engine.settings import DATABASE_NAME, EngineSettings
from tests.support.databases import NOON_US, Clock, lay_out

LOCAL_TOKEN = "the-local-token-of-a-test"
BASE_URL = "http://127.0.0.1"


@dataclass(frozen=True)
class RunningEngine:
    """An engine in process, and a client that speaks to it as one of our own programs."""

    context: EngineContext
    client: httpx.AsyncClient
    clock: Clock

    @property
    def transport(self) -> httpx.ASGITransport:
        """The engine as a transport, for clients of another kind."""
        return httpx.ASGITransport(create_app(self.context))


@asynccontextmanager
async def running_engine(
    folder: Path,
    *,
    now_us: int = NOON_US,
    worker_command: Sequence[str] | None = None,
    **settings: Any,
) -> AsyncIterator[RunningEngine]:
    """Run an engine over a data directory in ``folder``."""
    clock, asked = Clock(now_us), EngineSettings(data_dir=folder, **settings)
    lay_out(asked.directory / DATABASE_NAME)
    context = EngineContext(
        asked,
        own_tokens=[LOCAL_TOKEN],
        clock=clock,
        worker_command=worker_command,
    )
    headers = {"Authorization": f"Bearer {LOCAL_TOKEN}"}
    transport = httpx.ASGITransport(create_app(context))
    client = httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=headers)
    async with context.running(), client:
        yield RunningEngine(context, client, clock)


@dataclass(frozen=True)
class ChildEngine:
    """An engine in a process of its own."""

    process: "subprocess.Popen[str]"
    ready: ReadyLine
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """What its parent sends with every request."""
        return {"Authorization": f"Bearer {self.token}"}

    def close_stdin(self) -> None:
        """Do what the end of the parent does."""
        if self.process.stdin is not None:
            self.process.stdin.close()


@contextmanager
def child_engine(folder: Path) -> Iterator[ChildEngine]:
    """Start an engine as the window does; it is gone when the block ends."""
    token = "launch-token-of-a-test"
    with subprocess.Popen(
        [sys.executable, "-m", "causeloop_desktop", "_engine", "--data-dir", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield ChildEngine(process, _handshake(process, token), token)
        finally:
            process.kill()


def _handshake(process: "subprocess.Popen[str]", token: str) -> ReadyLine:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the child has no pipes")
    process.stdin.write(token + "\n")
    process.stdin.flush()
    return ReadyLine.model_validate(json.loads(process.stdout.readline()))
