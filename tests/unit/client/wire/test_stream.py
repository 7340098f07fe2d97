"""The stream over real sockets: taken up again where it broke, ended by a refusal."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager

import pytest
from pydantic import SecretStr
from websockets.asyncio.server import ServerConnection, serve

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.errors import ClientError, ForbiddenError, UnauthorizedError
from causeloop_desktop.client.wire.stream import Stream
from causeloop_desktop.contract.stream import CLOSE_UNAUTHORIZED, CLOSE_WRONG_WORKSPACE
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.anyio

Handler = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[Backend]:
    async with serve(handler, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield Backend(f"http://127.0.0.1:{port}", SecretStr("secret"))


def frame(kind: str, **payload: object) -> str:
    return json.dumps({"type": kind, "payload": payload, "ts": "2026-01-01T00:00:00Z"})


async def test_a_broken_connection_is_taken_up_where_it_broke() -> None:
    asked: list[str] = []
    states: list[ClientError | None] = []

    async def handler(connection: ServerConnection) -> None:
        assert connection.request is not None
        asked.append(connection.request.path)
        await connection.send("something from the future")
        await connection.send(frame("changes", sequence=len(asked) * 10))
        await connection.close()

    async with serving(handler) as backend, asyncio.timeout(PATIENCE):
        stream = Stream(backend, since=3, on_state=states.append)
        async with aclosing(stream.frames()) as frames:
            seen = [(await anext(frames)).payload["sequence"] for _ in range(2)]

    assert seen == [10, 20]
    assert [path.rpartition("since=")[2] for path in asked[:2]] == ["3", "10"]
    assert states[0] is None
    assert states[1] is not None
    assert states[2] is None


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (CLOSE_UNAUTHORIZED, UnauthorizedError),
        (CLOSE_WRONG_WORKSPACE, ForbiddenError),
    ],
)
async def test_a_refused_token_ends_the_stream(code: int, error: type[ClientError]) -> None:
    async def handler(connection: ServerConnection) -> None:
        await connection.close(code)

    async with serving(handler) as backend, asyncio.timeout(PATIENCE):
        with pytest.raises(error):
            await anext(Stream(backend).frames())
