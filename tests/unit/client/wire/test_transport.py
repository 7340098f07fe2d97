"""The one module that speaks HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from pydantic import SecretStr

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.errors import ServerFaultError, UnreachableError
from causeloop_desktop.client.wire.transport import Transport
from causeloop_desktop.contract.engine import Health
from causeloop_desktop.contract.issues import IssuePatch

pytestmark = pytest.mark.anyio

Send = Callable[[dict[str, object]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, object]]]


class Echo:
    """An ASGI application that remembers a request and answers ``body``."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.received = b""
        self.headers: dict[bytes, bytes] = {}

    async def __call__(self, scope: dict[str, object], receive: Receive, send: Send) -> None:
        headers = scope["headers"]
        assert isinstance(headers, list)
        self.headers = dict(headers)
        while True:
            message = await receive()
            piece = message.get("body", b"")
            assert isinstance(piece, bytes)
            self.received += piece
            if not message.get("more_body"):
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": self.body})


def speak_to(app: Echo) -> Transport:
    backend = Backend("http://127.0.0.1", SecretStr("secret"))
    return Transport(backend, httpx.ASGITransport(app))  # type: ignore[arg-type]  # narrower types


async def test_sends_only_what_was_set() -> None:
    app = Echo(b'{"status": "ok"}')

    await speak_to(app).send("PATCH", "/x", Health, IssuePatch(team=None))

    assert app.received == b'{"team":null}'
    assert app.headers[b"authorization"] == b"Bearer secret"


async def test_an_upload_says_its_length_and_arrives_whole() -> None:
    app = Echo(b'{"status": "ok"}')

    async def chunks() -> AsyncIterator[bytes]:
        yield b"ab"
        yield b"cd"

    await speak_to(app).upload("/x", Health, chunks(), 4)

    assert app.received == b"abcd"
    assert app.headers[b"content-length"] == b"4"


async def test_something_else_than_our_api_is_told() -> None:
    with pytest.raises(ServerFaultError, match="not the Causeloop API"):
        await speak_to(Echo(b"<html>")).get("/health", Health)


async def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    transport = Transport(Backend(f"http://127.0.0.1:{port}", SecretStr("secret")))

    with pytest.raises(UnreachableError, match=str(port)):
        await transport.get("/health", Health)
    await transport.close()


class HangsUp:
    """Answers the first request of each kept connection and hangs up at the second."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.asked += 1
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{"status": "ok"}')
        await writer.drain()
        await reader.readuntil(b"\r\n\r\n")
        self.asked += 1
        writer.close()


async def test_a_question_is_asked_again_where_the_other_side_hung_up_and_a_change_is_not() -> None:
    app = HangsUp()
    async with await asyncio.start_server(app, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        transport = Transport(Backend(f"http://127.0.0.1:{port}", SecretStr("secret")))

        await transport.get("/health", Health)
        await transport.get("/health", Health)
        assert app.asked == 3

        with pytest.raises(UnreachableError):
            await transport.send("POST", "/x", Health, IssuePatch(team=None))
        assert app.asked == 4
        await transport.close()


async def test_hanging_up_waits_for_the_call_under_way_and_takes_no_more() -> None:
    transport = speak_to(Echo(b'{"status": "ok"}'))
    async with asyncio.TaskGroup() as group:
        call = group.create_task(transport.get("/health", Health))
        await asyncio.sleep(0)
        await transport.close()
        assert call.done()

    assert call.result().status == "ok"
    with pytest.raises(UnreachableError):
        await transport.get("/health", Health)
