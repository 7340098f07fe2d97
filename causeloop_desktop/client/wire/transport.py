"""HTTP, in this one module: requests, streamed answers, streamed bodies, typed errors."""

import asyncio
import json
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.errors import make_error, not_our_api, unreachable
from causeloop_desktop.client.wire.query import Params

M = TypeVar("M", bound=BaseModel)

Body = BaseModel | Mapping[str, object]

TIMEOUT = httpx.Timeout(30.0, connect=5.0)
STREAM_TIMEOUT = httpx.Timeout(300.0, connect=5.0)


class Transport:
    """The calls of one backend.

    Args:
        backend: Whom to call, and as whom.
        wire: What carries the requests; tests give the engine's ASGI application.
    """

    def __init__(self, backend: Backend, wire: httpx.AsyncBaseTransport | None = None) -> None:
        self.backend = backend
        self._closed = False
        self._under_way = 0
        self._all_home = asyncio.Event()
        self._all_home.set()
        self._http = httpx.AsyncClient(
            base_url=backend.base_url,
            headers=backend.headers(),
            timeout=TIMEOUT,
            transport=wire,
            trust_env=not backend.is_loopback,
            verify=_verification(backend),
        )

    async def get(self, path: str, answer: type[M], params: Params | None = None) -> M:
        """Read ``path`` as ``answer``."""
        return await self.send("GET", path, answer, params=params)

    async def send(
        self,
        method: str,
        path: str,
        answer: type[M],
        body: Body | None = None,
        params: Params | None = None,
    ) -> M:
        """Send ``body``, leaving out what was not set, and read the answer.

        Args:
            method: Of HTTP.
            path: From ``/v1`` on.
            answer: What the answer is read as.
            body: What is sent, if anything.
            params: What stands behind the question mark.

        Raises:
            ClientError: See ``client.errors`` for which one means what.
        """
        content = None if body is None else _to_json(body)
        headers = {} if body is None else {"Content-Type": "application/json"}
        request = self._http.build_request(
            method, path, params=params, content=content, headers=headers
        )
        return self._read(await self._perform(request), answer)

    async def delete(self, path: str) -> None:
        """Delete what stands at ``path``."""
        await self._perform(self._http.build_request("DELETE", path))

    async def post_bytes(
        self, path: str, answer: type[M], content: bytes, params: Params | None = None
    ) -> M:
        """Send raw ``content`` and read the answer."""
        headers = {"Content-Type": "application/octet-stream"}
        request = self._http.build_request(
            "POST", path, params=params, content=content, headers=headers
        )
        return self._read(await self._perform(request), answer)

    async def upload(
        self,
        path: str,
        answer: type[M],
        chunks: AsyncIterator[bytes],
        length: int | None,
        params: Params | None = None,
    ) -> M:
        """Send ``chunks`` as one body, ``length`` bytes long if that is known.

        Raises:
            ClientError: See ``client.errors`` for which one means what.
        """
        headers = {"Content-Type": "application/octet-stream"}
        if length is not None:
            headers["Content-Length"] = str(length)
        request = self._http.build_request(
            "POST", path, params=params, content=chunks, headers=headers, timeout=STREAM_TIMEOUT
        )
        return self._read(await self._perform(request), answer)

    async def chunks(self, path: str, accept: str, params: Params) -> AsyncGenerator[bytes, None]:
        """Read ``path`` as ``accept``, piece by piece as it arrives."""
        async with self._opened(path, accept, params) as response:
            async for chunk in response.aiter_bytes():
                yield chunk

    async def lines(self, path: str, accept: str, params: Params) -> AsyncGenerator[str, None]:
        """Read ``path`` as ``accept``, line by line as it arrives."""
        async with self._opened(path, accept, params) as response:
            async for line in response.aiter_lines():
                yield line

    async def close(self) -> None:
        """Close the connections, once every call that is under way has its answer.

        A connection that opens while the others are closed would stay open for ever.
        """
        self._closed = True
        await self._all_home.wait()
        await self._http.aclose()

    @asynccontextmanager
    async def _opened(
        self, path: str, accept: str, params: Params
    ) -> AsyncIterator[httpx.Response]:
        try:
            async with self._http.stream(
                "GET", path, params=params, headers={"Accept": accept}, timeout=STREAM_TIMEOUT
            ) as response:
                if response.is_error:
                    await response.aread()
                    raise _refused(response)
                yield response
        except httpx.HTTPError as error:
            raise unreachable(self.backend.base_url, error) from error

    async def _perform(self, request: httpx.Request) -> httpx.Response:
        with self._call():
            try:
                response = await self._answer(request)
            except httpx.HTTPError as error:
                raise unreachable(self.backend.base_url, error) from error
        if response.is_error:
            raise _refused(response)
        return response

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._http.send(request)
        except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
            # The other side may hang up an idle connection just as it is used again. A question
            # can be asked twice; of a change nobody knows whether it was made.
            if request.method != "GET":
                raise
            return await self._http.send(request)

    @contextmanager
    def _call(self) -> Iterator[None]:
        """Note that a call is under way."""
        if self._closed:
            raise unreachable(self.backend.base_url, "we have hung up")
        self._under_way += 1
        self._all_home.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._all_home.set()

    def _read(self, response: httpx.Response, answer: type[M]) -> M:
        try:
            return answer.model_validate_json(response.content)
        except ValidationError as error:
            raise not_our_api(self.backend.base_url) from error


def _to_json(body: Body) -> bytes:
    if isinstance(body, BaseModel):
        return body.model_dump_json(exclude_unset=True).encode()
    return json.dumps(body).encode()


def _refused(response: httpx.Response) -> Exception:
    return make_error(response.status_code, response.content, response.headers.get("Retry-After"))


def _verification(backend: Backend) -> ssl.SSLContext | bool:
    """Trust the machine's authorities for https; plain http gets a context that trusts nobody.

    Loading the authorities takes tens of milliseconds, which a start on loopback need not pay.
    """
    if backend.base_url.startswith("https"):
        return True
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
