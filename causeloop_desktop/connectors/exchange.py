"""Ask a provider with patience: credentials added, limits kept, what is worth it tried again."""

from __future__ import annotations

import asyncio
import base64
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from causeloop_desktop.connectors.errors import (
    CredentialsRefusedError,
    LimitReachedError,
    RetryLaterError,
    UnreadableAnswerError,
)
from causeloop_desktop.connectors.limits import TokenBucket

if TYPE_CHECKING:
    from causeloop_desktop.connectors.description import Connector, Place
    from causeloop_desktop.connectors.messages import Answer, Ask

ATTEMPTS = 6
FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0
"""Seconds; each further attempt waits about twice as long, with jitter."""

LONGEST_PATIENCE = 15 * 60.0
"""A provider that asks for more seconds than this is left alone until the next run."""

Secrets = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why nothing happens at the moment."""

    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Patience:
    """Time and chance, as arguments.

    Attributes:
        sleep: Waits for seconds.
        monotonic: Seconds of a clock that never jumps.
        now: Seconds since 1970.
        chance: A number from 0 to 1.
        on_wait: Hears of every wait that a person would notice.
        attempts: How often a request is tried; few where a person waits for the answer.
    """

    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    chance: Callable[[], float] = field(default=random.random)
    on_wait: Callable[[Waiting], None] = lambda _waiting: None
    attempts: int = ATTEMPTS


NOTICEABLE_SECONDS = 2.0

FREELY = 6_000
"""Requests a minute to an instance of one's own."""


class Carrier(Protocol):
    """Carries a request, and brings its answer."""

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        params: Mapping[str, Any] | None = None,
        json_body: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Send a request.

        Raises:
            ConnectorError: There was no whole answer.
        """


class Exchange:
    """Asks one provider for one connection.

    Args:
        connector: What the provider is.
        place: Where it is; ``base_url`` stands in front of every path.
        secrets: The credentials by name: of a key, or ``access_token``.
        transport: Carries requests.
        per_minute: A budget that a person lowered.
        patience: Time and chance.
    """

    def __init__(
        self,
        connector: Connector,
        place: Place,
        secrets: Secrets,
        transport: Carrier,
        *,
        per_minute: int | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._connector = connector
        self._place = place
        self._transport = transport
        self._patience = patience or Patience()
        self._headers = {**connector.headers, **authorization(connector, secrets)}
        rate = pace_of(connector, place, per_minute)
        self._bucket = TokenBucket(rate, self._patience.monotonic())

    async def ask(self, ask: Ask) -> Answer:
        """Ask until there is an answer that counts.

        Raises:
            ConnectorError: There is none; its class says what to do.
        """
        attempt = 0
        while True:
            await self._await_turn()
            try:
                return await self._once(ask)
            except RetryLaterError as error:
                attempt += 1
                if attempt >= self._patience.attempts:
                    raise
                await self._rest(error, FIRST_DELAY * 2 ** (attempt - 1))

    async def _once(self, ask: Ask) -> Answer:
        answer = await self._transport.send(
            ask.method,
            self._address(ask),
            headers=self._headers,
            params=ask.params,
            json_body=ask.json_body,
        )
        if budget := self._connector.budget(answer.headers, self._patience.now()):
            self._bucket.heed(budget, self._patience.monotonic())
        if failure := self._connector.judge(answer):
            raise failure
        return answer

    def _address(self, ask: Ask) -> str:
        if "://" not in ask.path:
            return self._place.base_url.rstrip("/") + ask.path
        if urlsplit(ask.path)[:2] != urlsplit(self._place.base_url)[:2]:
            message = "The provider's list goes on at another host, which is not followed."
            raise UnreadableAnswerError(message, ask.path)
        return ask.path

    async def _await_turn(self) -> None:
        seconds = self._bucket.take(self._patience.monotonic())
        await self._wait(seconds, f"for {self._connector.title}'s limit")

    async def _rest(self, error: RetryLaterError, doubled: float) -> None:
        """Wait before another attempt: as long as the provider says, else longer each time.

        Raises:
            RetryLaterError: It asks for more than anybody would wait.
        """
        seconds = error.after_seconds
        if seconds is None:
            seconds = min(LONGEST_DELAY, doubled) * (0.5 + self._patience.chance())
        if seconds > LONGEST_PATIENCE:
            raise error
        if isinstance(error, LimitReachedError):
            self._bucket.block(seconds, self._patience.monotonic())
            return
        await self._wait(seconds, f"for {self._connector.title} to answer again")

    async def _wait(self, seconds: float, reason: str) -> None:
        if seconds <= 0:
            return
        if seconds >= NOTICEABLE_SECONDS:
            self._patience.on_wait(Waiting(seconds, reason))
        await self._patience.sleep(seconds)


def pace_of(connector: Connector, place: Place, per_minute: int | None) -> int:
    """Give the requests a minute: a person may lower the provider's number.

    An instance of one's own has limits of its own, which its headers and refusals tell.
    """
    from causeloop_desktop.connectors.opening import is_providers_own

    most = connector.per_minute if is_providers_own(connector, place) else FREELY
    return most if per_minute is None else min(per_minute, most)


def authorization(connector: Connector, secrets: Secrets) -> dict[str, str]:
    """Give the header that says who we are.

    Raises:
        CredentialsRefusedError: Some are missing.
    """
    if token := secrets.get("access_token"):
        return {"Authorization": f"Bearer {token}"}
    if connector.key_auth is None:
        return {}
    try:
        value = connector.key_auth.template.format_map(secrets)
    except KeyError as error:
        message = f"The credential {error.args[0]!r} is missing. Fill it in and test again."
        raise CredentialsRefusedError(message) from error
    if connector.key_auth.basic:
        value = "Basic " + base64.b64encode(value.encode()).decode()
    return {"Authorization": value}
