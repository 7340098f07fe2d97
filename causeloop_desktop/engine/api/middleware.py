"""The shell around every request: an id, the guards, the limits, the headers, the last resort.

Plain ASGI, because the framework's own middleware class would buffer streams.
"""

import logging
import time
from collections.abc import Iterator
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from causeloop_desktop.contract.ingest import MAX_BODY_BYTES
from causeloop_desktop.engine.api import security
from causeloop_desktop.engine.api.errors import faulted, refused
from causeloop_desktop.engine.api.v1.dependencies import bearer_of
from causeloop_desktop.engine.context import EngineContext
from causeloop_desktop.engine.services.errors import ServiceError, TooLargeError

UNBOUNDED = ("/v1/imports", "/v1/replays", "/v1/cassettes")
"""Files are streamed to disk and may be of any length."""

STRICT_POLICY = "default-src 'none'; frame-ancestors 'none'"
EXPLORER_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'"
)

logger = logging.getLogger(__name__)


class Shell:
    """Wraps the application; every answer leaves through here.

    Args:
        app: The application inside.
        context: The engine it belongs to.
    """

    def __init__(self, app: ASGIApp, context: EngineContext) -> None:
        self._app = app
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or socket."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        scope["state"] = {"request_id": str(uuid4()), "allowance": None}
        try:
            self._admit(scope)
        except ServiceError as refusal:
            await self._refuse(refusal, scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    def _admit(self, scope: Scope) -> None:
        connection = HTTPConnection(scope)
        security.check_host(connection.headers, self._context.settings)
        security.check_origin(connection.headers)
        token = bearer_of(connection.headers.get("authorization"))
        own = token is not None and self._context.auth.is_own_program(token)
        if not own and not connection.url.path.startswith(security.INGEST):
            security.count_address(connection, self._context.limits)

    async def _refuse(
        self, refusal: ServiceError, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if scope["type"] == "websocket":
            await WebSocketClose(1008, refusal.message)(scope, receive, send)
            return
        response = refused(refusal, scope["state"]["request_id"])
        await response(scope, receive, self._dressed(scope, send))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id: str = scope["state"]["request_id"]
        begun = time.perf_counter()
        watch = _StatusWatch(self._dressed(scope, send))
        try:
            await self._app(scope, self._bounded(scope, receive), watch)
        except ClientDisconnect:
            logger.info("a caller hung up", extra={"request_id": request_id})
            return
        except Exception:
            logger.exception("request failed", extra={"request_id": request_id})
            if watch.status is not None:
                raise
            await faulted(request_id)(scope, receive, watch)
        logger.info(
            "request",
            extra={
                "request_id": request_id,
                "method": scope["method"],
                "path": scope["path"],
                "status": watch.status,
                "ms": round((time.perf_counter() - begun) * 1000, 1),
            },
        )

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        if scope["path"].startswith(UNBOUNDED):
            return receive
        announced = Headers(scope=scope).get("content-length", "0")
        state = {"left": MAX_BODY_BYTES}
        if announced.isdigit() and int(announced) > MAX_BODY_BYTES:
            state["left"] = -1

        async def bounded() -> Message:
            message = await receive()
            state["left"] -= len(message.get("body", b""))
            if state["left"] < 0:
                raise HTTPException(413, _too_large().message)
            return message

        return bounded

    def _dressed(self, scope: Scope, send: Send) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers(scope):
                    headers.setdefault(name, value)
            await send(message)

        return dressed

    def _headers(self, scope: Scope) -> Iterator[tuple[str, str]]:
        yield "X-Request-Id", scope["state"]["request_id"]
        yield "X-Content-Type-Options", "nosniff"
        yield "X-Frame-Options", "DENY"
        yield "Referrer-Policy", "no-referrer"
        yield "Cache-Control", "no-store"
        explorer = scope["path"].startswith("/docs")
        yield "Content-Security-Policy", EXPLORER_POLICY if explorer else STRICT_POLICY
        if self._context.settings.mock:
            yield "X-Causeloop-Mock", "1"
        allowance = scope["state"]["allowance"]
        if allowance is not None:
            yield "X-RateLimit-Limit", str(allowance.limit)
            yield "X-RateLimit-Remaining", str(allowance.remaining)


class _StatusWatch:
    """Passes messages on and remembers the status of the answer, once it has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self._send(message)


def _too_large() -> TooLargeError:
    megabytes = MAX_BODY_BYTES // (1024 * 1024)
    return TooLargeError(f"A request may carry at most {megabytes} MB. Split it, or import a file.")
