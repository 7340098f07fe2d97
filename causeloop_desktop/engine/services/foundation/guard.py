"""The one place where services that work by themselves survive what nobody foresaw."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import TypeVar

T = TypeVar("T")

RETRY_SECONDS = 5.0

logger = logging.getLogger(__name__)


class Guard:
    """Log an unforeseen fault with its traceback and go on after the block.

    A loop that ended with one bad step would stay silent until the next start. Cancelling still
    ends it.

    Args:
        fault: What could not be done, and what happens next.
    """

    def __init__(self, fault: str) -> None:
        self._fault = fault

    def __enter__(self) -> None:
        """Begin a step."""

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:
        """Tell Python whether the fault is dealt with."""
        if not isinstance(error, Exception):
            return False
        logger.error(self._fault, exc_info=error)
        return True


async def insist(step: Callable[[], Awaitable[T]], fault: str) -> T:
    """Take a step until it succeeds: a full disk must not end a service that goes on by itself.

    Args:
        step: What to do; done anew after each fault.
        fault: What the log says of a fault.
    """
    while True:
        with Guard(fault):
            return await step()
        await asyncio.sleep(RETRY_SECONDS)
