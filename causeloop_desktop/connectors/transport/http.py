"""The one way out: every request to a provider goes through here, and its host is noted."""

import asyncio
import codecs
import json
from collections.abc import Iterable
from dataclasses import replace
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import httpx

from causeloop_desktop.connectors.asking.messages import Answer
from causeloop_desktop.connectors.asking.places import host_of
from causeloop_desktop.connectors.errors import UnreachableError, UnreadableAnswerError
from causeloop_desktop.connectors.transport.carrier import Request
from causeloop_desktop.connectors.transport.contacts import Contacts
from causeloop_desktop.connectors.transport.reaching import Names, check_peer

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
MOST_REDIRECTS = 3
LONGEST_ANSWER = 64 * 1024 * 1024
AT_ONCE = 64 * 1024
"""Bytes; what is longer is read in a thread, for others wait for their turn meanwhile."""

SHOWN = 100
"""So many characters of an answer that cannot be read are shown."""

ENCODINGS = frozenset({"utf-8", "utf-16", "utf-32", "ascii", "iso8859-1", "iso8859-15", "cp1252"})
"""Those in which JSON is met; others take time beyond measure, or are no encodings of texts."""

DEEPEST = 200
"""Levels; whoever writes a row down again, or reads it, goes into it level by level."""


class Transport:
    """Sends requests, and follows a provider only within its own host.

    Args:
        inner: What carries the bytes; the network where it is not said.
        contacts: Counts the hosts that are contacted.
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport | None = None,
        contacts: Contacts | None = None,
    ) -> None:
        self._client = httpx.AsyncClient(
            transport=inner,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
        )
        self._contacts = Contacts() if contacts is None else contacts
        self._names = Names() if inner is None else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def send(self, request: Request) -> Answer:
        """Send a request.

        Raises:
            AskOperatorError: The address leads to this machine's network itself.
            UnreachableError: There was no whole answer.
            UnreadableAnswerError: It points to another host, or is beyond all measure.
        """
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._once(request)
            target = answer.headers.get("location") if 300 <= answer.status < 400 else None
            if target is None:
                return answer
            request = replace(request, url=_within(request.url, target), params={})
        message = "The provider sends us in a circle. Check the address of this source."
        raise UnreadableAnswerError(message, request.url)

    async def _once(self, request: Request) -> Answer:
        url = request.url
        if self._names is not None:
            await self._names.check(url)
        self._contacts.note(host_of(url))
        try:
            async with self._client.stream(
                request.method,
                url,
                headers=dict(request.headers),
                # An empty mapping would cut off what stands behind the question mark of a URL.
                params=dict(request.params) or None,
                json=request.json_body,
                data=request.form,
                content=request.content,
            ) as response:
                check_peer(url, response)
                content = await _body(response)
                if len(content) <= AT_ONCE:
                    return _read(response, content)
                return await asyncio.to_thread(_read, response, content)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            message = f"{url!r} is no address. Correct the address of this source."
            raise UnreadableAnswerError(message, str(error)) from error
        except httpx.TimeoutException as error:
            message = f"{host_of(url)} did not answer in time."
            raise UnreachableError(message, type(error).__name__) from error
        except httpx.HTTPError as error:
            message = f"{host_of(url)} could not be reached. Check the network and the address."
            raise UnreachableError(message, str(error)) from error


async def _body(response: httpx.Response) -> bytes:
    parts, size = [], 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > LONGEST_ANSWER:
            message = "The answer is too long to be a page of a list."
            raise UnreadableAnswerError(message)
        parts.append(part)
    return b"".join(parts)


def _read(response: httpx.Response, content: bytes) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    text = content.decode(_encoding_of(response), errors="replace")
    try:
        body = json.loads(text) if text else None
    except RecursionError as error:
        raise _garbage(text) from error
    except ValueError as error:
        if "json" in headers.get("content-type", ""):
            message = "The provider's answer is cut short or garbled."
            raise UnreachableError(message, text[:SHOWN]) from error
        body = text
    if is_deeper(body, DEEPEST):
        raise _garbage(text)
    return Answer(response.status_code, headers, body)


def _encoding_of(response: httpx.Response) -> str:
    """Give the encoding that an answer names, if it is one of texts: Python knows stranger ones."""
    try:
        named = codecs.lookup(response.charset_encoding or "utf-8").name
    except (LookupError, ValueError):
        return "utf-8"
    return named if named in ENCODINGS else "utf-8"


def is_deeper(body: Any, levels: int) -> bool:
    """Tell whether lists and objects lie in each other more than so many levels deep."""
    level = [body]
    for _ in range(levels):
        level = [
            inner for one in level for inner in _members(one) if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _members(one: Any) -> Iterable[Any]:
    if isinstance(one, dict):
        return one.values()
    return one if isinstance(one, list) else ()


def _garbage(text: str) -> UnreadableAnswerError:
    message = (
        "The provider's answer is garbage: it is nested deeper than any list of its kind. Ask the "
        "provider, or whoever runs what stands between."
    )
    return UnreadableAnswerError(message, text[:SHOWN])


def _within(url: str, target: str) -> str:
    """Follow a redirect within the same host; credentials never travel to another."""
    following = urljoin(url, target)
    if urlsplit(following)[:2] != urlsplit(url)[:2]:
        message = (
            f"{host_of(url)} sends us to {host_of(following)}. Use that address if you trust it."
        )
        raise UnreadableAnswerError(message, following)
    return following
