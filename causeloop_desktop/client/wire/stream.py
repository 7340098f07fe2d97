"""The stream: frames as they come, over as many connections as it takes."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from urllib.parse import urlencode

from pydantic import ValidationError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.errors import ClientError, UnreachableError, make_error, unreachable
from causeloop_desktop.contract.stream import (
    CLOSE_UNAUTHORIZED,
    CLOSE_WRONG_WORKSPACE,
    Frame,
    FrameType,
)

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0

StateListener = Callable[[ClientError | None], None]
"""Told ``None`` when the stream is connected, and why when it is not."""


class Stream:
    """Frames since a sequence number; a lost connection is taken up again where it broke.

    Args:
        backend: Whom to listen to.
        since: The number of the last commit that the listener has seen.
        on_state: Hears of every loss and recovery, for the banner.
    """

    def __init__(
        self,
        backend: Backend,
        since: int | None = None,
        on_state: StateListener | None = None,
    ) -> None:
        self._backend = backend
        self._since = since
        self._on_state = on_state or (lambda _: None)
        self._pause = FIRST_PAUSE

    async def frames(self) -> AsyncGenerator[Frame, None]:
        """Yield frames until the caller stops; connect again with growing pauses.

        Raises:
            UnauthorizedError: The token is not valid any more.
            ForbiddenError: The token belongs to another workspace.
            NotFoundError: This server has no stream; poll instead.
        """
        while True:
            try:
                async with aclosing(self._one_connection()) as frames:
                    async for frame in frames:
                        yield frame
            except UnreachableError as error:
                self._on_state(error)
                await asyncio.sleep(self._pause)
                self._pause = min(self._pause * 2, LONGEST_PAUSE)

    async def _one_connection(self) -> AsyncGenerator[Frame, None]:
        try:
            async with self._connect() as connection:
                self._on_state(None)
                async for frame in _read_frames(connection):
                    self._remember(frame)
                    yield frame
        except ConnectionClosed as error:
            raise _closed(self._backend, error.rcvd.code if error.rcvd else None) from error
        except InvalidStatus as error:
            raise _refused(self._backend, error) from error
        except (OSError, TimeoutError, InvalidHandshake) as error:
            raise unreachable(self._backend.base_url, error) from error
        raise unreachable(self._backend.base_url, "the engine ended the connection")

    def _connect(self) -> connect:
        since = {} if self._since is None else {"since": self._since}
        token = self._backend.credential.get_secret_value()
        return connect(
            f"{self._backend.stream_url}?{urlencode({'token': token, **since})}",
            additional_headers=self._backend.headers(),
            proxy=None if self._backend.is_loopback else True,
            open_timeout=5,
        )

    def _remember(self, frame: Frame) -> None:
        self._pause = FIRST_PAUSE
        sequence = frame.payload.get("sequence")
        if frame.type in {FrameType.CHANGES, FrameType.CONNECTED} and isinstance(sequence, int):
            self._since = sequence


async def _read_frames(connection: ClientConnection) -> AsyncGenerator[Frame, None]:
    """Yield the frames that can be read; a newer server may send others."""
    async for message in connection:
        try:
            yield Frame.model_validate_json(message)
        except ValidationError:
            continue


def _closed(backend: Backend, code: int | None) -> ClientError:
    if code == CLOSE_UNAUTHORIZED:
        return make_error(401, _envelope("The stream no longer accepts this token."))
    if code == CLOSE_WRONG_WORKSPACE:
        return make_error(403, _envelope("The token belongs to another workspace."))
    return unreachable(backend.base_url, "the connection was lost")


def _refused(backend: Backend, error: InvalidStatus) -> ClientError:
    status = error.response.status_code
    if status >= 500:
        return unreachable(backend.base_url, f"status {status}")
    return make_error(status, bytes(error.response.body or b""))


def _envelope(message: str) -> bytes:
    return b'{"error": {"code": "", "message": "%s"}}' % message.encode()
