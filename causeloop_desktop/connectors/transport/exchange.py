"""Ask a provider with patience: credentials added, limits kept, what is worth it tried again."""

from urllib.parse import urlsplit

from causeloop_desktop.connectors.asking.messages import Answer, Ask
from causeloop_desktop.connectors.asking.places import Place
from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.errors import (
    LimitReachedError,
    RetryLaterError,
    UnreadableAnswerError,
)
from causeloop_desktop.connectors.transport.authorization import Secrets, authorization
from causeloop_desktop.connectors.transport.carrier import Carrier, Request
from causeloop_desktop.connectors.transport.pace import TokenBucket, pace_of
from causeloop_desktop.connectors.transport.patience import Patience, Waiting

FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0
"""Seconds; each further attempt waits about twice as long, with jitter."""

LONGEST_PATIENCE = 15 * 60.0
"""A provider that asks for more seconds than this is left alone until the next run."""

NOTICEABLE_SECONDS = 2.0


class Exchange:
    """Asks one provider for one connection.

    Args:
        connector: What the provider is.
        place: Where it is; ``base_url`` stands in front of every path.
        secrets: The credentials by name: of a key, or ``access_token``.
        carrier: Carries requests.
        per_minute: A budget that a person lowered.
        patience: Time and chance.
    """

    def __init__(
        self,
        connector: Connector,
        place: Place,
        secrets: Secrets,
        carrier: Carrier,
        *,
        per_minute: int | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._connector = connector
        self._place = place
        self._carrier = carrier
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
        answer = await self._carrier.send(
            Request(
                ask.method,
                self._address(ask),
                headers=self._headers,
                params=ask.params,
                json_body=ask.json_body,
            )
        )
        if budget := self._connector.budget(answer.headers, self._patience.now()):
            self._bucket.heed(budget, self._patience.monotonic())
        if failure := self._connector.judge(answer):
            raise failure
        return answer

    def _address(self, ask: Ask) -> str:
        if "://" not in ask.path:
            # Without a slash between them, what a provider names could end the name of the host.
            return f"{self._place.base_url.rstrip('/')}/{ask.path.removeprefix('/')}"
        try:
            elsewhere = urlsplit(ask.path)[:2] != urlsplit(self._place.base_url)[:2]
        except ValueError:
            elsewhere = True
        if elsewhere:
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
