"""How a provider that is not ready is waited for: time and chance, as arguments."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

ATTEMPTS = 6


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
