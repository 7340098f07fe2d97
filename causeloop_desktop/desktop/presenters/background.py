"""Whether sources are read with no window open, and making it so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import ClientError
from causeloop_desktop.client.finding.background import this_service

if TYPE_CHECKING:
    from pathlib import Path


async def is_offered(data_dir: Path) -> bool:
    """Tell whether this system has services of which ours is none yet."""
    try:
        service = this_service(data_dir)
    except ClientError:
        return False
    return not await asyncio.to_thread(lambda: service.is_installed)


async def install(data_dir: Path) -> None:
    """Have the engine run from every sign-in on.

    Raises:
        ClientError: The system did not take it.
    """
    await this_service(data_dir).install()
