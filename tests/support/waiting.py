"""Waiting for what happens by itself, with one limit for all and without a nested loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PATIENCE = 120.0
"""Seconds that a test waits in all. One that works is never near it, even beside others that
keep every processor busy: there a worker, which gives way to everything, takes half a minute."""

STEP = 0.02


async def until(predicate: Callable[[], object], *, step: float = STEP) -> None:
    """Return once ``predicate`` holds.

    Raises:
        TimeoutError: It did not within the patience of a test.
    """

    async def ask() -> object:
        return predicate()

    await until_answered(ask, step=step)


async def until_answered(ask: Callable[[], Awaitable[object]], *, step: float = STEP) -> None:
    """Return once somebody who has to be asked says that it is so.

    Raises:
        TimeoutError: Nobody said so within the patience of a test.
    """
    async with asyncio.timeout(PATIENCE):
        while True:
            if await ask():
                return
            await asyncio.sleep(step)
