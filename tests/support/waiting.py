"""Waiting for what happens by itself, with a limit and without a nested loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

STEP = 0.02


async def until(predicate: Callable[[], object], seconds: float = 15.0, step: float = STEP) -> None:
    """Return once ``predicate`` holds.

    Raises:
        TimeoutError: It did not within ``seconds``.
    """
    async with asyncio.timeout(seconds):
        while True:
            if predicate():
                return
            await asyncio.sleep(step)
