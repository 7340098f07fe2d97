"""Hears a provider's answer at the fixed address while the engine itself listens elsewhere.

The port is held only while an authorisation waits for its answer.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from urllib.parse import parse_qsl, urlsplit

from causeloop_desktop.contract.connectors import Connector
from causeloop_desktop.engine.ports import holder_of
from causeloop_desktop.engine.services.connectors.access.granting import CALLBACK_PATH
from causeloop_desktop.engine.services.errors import ServiceError, StoreError

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
GOOD_FOR_SECONDS = 10 * 60.0
LONGEST_LINE = 16_384
READ_SECONDS = 5.0

Answer = Callable[[Mapping[str, str]], Awaitable[Connector]]

logger = logging.getLogger(__name__)


class CallbackPort:
    """A listener for one address that opens and closes with the flows.

    Args:
        own_port: Where the engine itself listens; nothing is opened for that.
    """

    def __init__(self, own_port: int) -> None:
        self._own_port = own_port
        self._servers: dict[int, asyncio.Server] = {}
        self._awaited = 0
        self._closing: asyncio.TimerHandle | None = None
        self._answer: Answer | None = None

    @property
    def is_open(self) -> bool:
        """Whether it listens."""
        return bool(self._servers)

    async def open(self, redirect_uri: str, answer: Answer) -> str:
        """Listen for ten more minutes; give a sentence about what stands in the way."""
        host, port = _local(redirect_uri)
        if not port:
            return (
                "The answer goes to an address of your own. Paste the address that your browser "
                "lands on."
            )
        if port == self._own_port:
            return ""
        self._answer = answer
        if port not in self._servers:
            try:
                self._servers[port] = await asyncio.start_server(
                    self._serve, list(_addresses(host)), port, limit=LONGEST_LINE
                )
            except OSError:
                return _busy(port, await asyncio.to_thread(holder_of, port))
        self._awaited += 1
        self._close_later()
        return ""

    async def answered(self) -> None:
        """Let go with the last answer that is waited for: people authorise several at a time."""
        self._awaited -= 1
        if self._awaited <= 0:
            await self.close()

    async def close(self) -> None:
        """Let go now."""
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None
        self._close_now()

    def _close_later(self) -> None:
        loop = asyncio.get_running_loop()
        if self._closing is not None:
            self._closing.cancel()
        self._closing = loop.call_later(GOOD_FOR_SECONDS, self._close_now)

    def _close_now(self) -> None:
        self._awaited = 0
        for server in self._servers.values():
            server.close()
        self._servers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(READ_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
            status, sentence = await self._respond(head.decode("latin-1").split("\r\n"))
        except (
            TimeoutError,
            asyncio.IncompleteReadError,
            asyncio.LimitOverrunError,
            OSError,
            ValueError,
        ):
            status, sentence = "400 Bad Request", "That was no request that can be answered here."
        writer.write(_response(status, sentence))
        try:
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        except OSError:
            logger.info("a browser hung up before its answer")

    async def _respond(self, lines: list[str]) -> tuple[str, str]:
        method, _, rest = lines[0].partition(" ")
        parts = urlsplit(rest.partition(" ")[0])
        host = _host_of(lines)
        if method != "GET" or parts.path != CALLBACK_PATH or host not in LOCAL:
            return "404 Not Found", "There is nothing here."
        if self._answer is None:
            return "404 Not Found", "Nobody waits for an answer."
        try:
            connected = await self._answer(dict(parse_qsl(parts.query)))
        except (ServiceError, StoreError) as error:
            return "400 Bad Request", str(error)
        return "200 OK", said(connected)


def said(connected: Connector) -> str:
    """Say in the browser how an authorisation ended."""
    end = "You can close this page and go back to Causeloop."
    if connected.status_reason:
        return f"{connected.display_name}: {connected.status_reason} {end}"
    return f"{connected.display_name} is authorised. {end}"


def page(sentence: str) -> str:
    """Give a page with one sentence on it."""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Causeloop</title>'
        f"<p>{escape(sentence)}</p></html>"
    )


def _response(status: str, sentence: str) -> bytes:
    content = page(sentence).encode()
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(content)}\r\nCache-Control: no-store\r\n"
        "Content-Security-Policy: default-src 'none'\r\nReferrer-Policy: no-referrer\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + content


def _addresses(host: str) -> tuple[str, ...]:
    """Browsers try both loopback addresses for a name; what the machine lacks is left out."""
    import socket

    if host != "localhost":
        return (host,)
    has_six = socket.has_ipv6 and _can_bind_six()
    return ("127.0.0.1", "::1") if has_six else ("127.0.0.1",)


def _can_bind_six() -> bool:
    import socket

    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def _local(redirect_uri: str) -> tuple[str, int]:
    """Give the host and port of an address of this machine; port 0 for any other."""
    try:
        parts = urlsplit(redirect_uri)
        port = parts.port or 80
    except ValueError:
        return "", 0
    is_here = parts.hostname in LOCAL and parts.scheme == "http"
    return parts.hostname or "", port if is_here else 0


def _host_of(lines: list[str]) -> str:
    for line in lines[1:]:
        name, _, value = line.partition(":")
        if name.strip().lower() == "host":
            return urlsplit(f"//{value.strip()}").hostname or ""
    return ""


def _busy(port: int, holder: str | None) -> str:
    by = f"by {holder}" if holder else "by another program"
    return (
        f"Port {port} is held {by}, so the answer cannot be heard. Paste the address that your "
        "browser lands on, or register another redirect address and set it here."
    )
