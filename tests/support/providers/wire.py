"""A fake provider behind a real reader, without a network and without waiting."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from causeloop_desktop.connectors.asking.places import Place
from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.description.reader import Reader
from causeloop_desktop.connectors.readers.opening import opened
from causeloop_desktop.connectors.transport.carrier import Carrier
from causeloop_desktop.connectors.transport.patience import Patience, Waiting
from tests.support.providers.server import Asked, Respond, Told

EPOCH = 1_800_000_000.0


@dataclass
class Clock:
    """A clock that moves only when somebody sleeps."""

    now: float = EPOCH
    slept: list[float] = field(default_factory=list)
    waits: list[Waiting] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.now += seconds

    def patience(self) -> Patience:
        """Wait by this clock."""
        return Patience(
            sleep=self.sleep,
            monotonic=lambda: self.now,
            now=lambda: self.now,
            chance=lambda: 0.5,
            on_wait=self.waits.append,
        )


@asynccontextmanager
async def reading(
    connector: Connector,
    place: Place,
    secrets: dict[str, str],
    respond: Respond,
    clock: Clock | None = None,
    wrap: Callable[[Carrier, str], Carrier] | None = None,
) -> AsyncIterator[Reader]:
    """Read a fake as the program reads the provider."""
    patience = (clock or Clock()).patience()
    inner = httpx.MockTransport(lambda request: to_response(respond(asked_by(request))))
    async with opened(
        connector, place, secrets, patience=patience, inner=inner, wrap=wrap
    ) as reader:
        yield reader


def asked_by(request: httpx.Request) -> Asked:
    """Read a request as the fakes take it."""
    params: dict[str, str] = {}
    for name, value in request.url.params.multi_items():
        params[name] = f"{params[name]},{value}" if name in params else value
    body = json.loads(request.content) if request.content else None
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Asked(request.method, request.url.path, params, headers, body)


def to_response(told: Told) -> httpx.Response:
    """Write an answer of a fake as one that comes over the wire."""
    content = told.body if isinstance(told.body, bytes) else json.dumps(told.body).encode()
    headers = {"Content-Type": "application/json", **told.headers}
    return httpx.Response(told.status, headers=headers, content=content)
