"""The window's own engine: found or started, watched, and started again when it ends."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from causeloop_desktop.client.errors import Problem, UnreachableError
from causeloop_desktop.client.finding.local import ChildEngine, find_engine, to_backend

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from causeloop_desktop.client.backend import Backend
    from causeloop_desktop.contract.engine import EngineFile

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0
LOOK_SECONDS = 2.0
"""How often an engine that somebody else started is looked at."""

NOT_STARTED = "engine_not_started"
"""The code of a problem whose words say why there is no engine."""

ENDED = Problem(
    "The engine has stopped",
    "The engine has stopped and is being started again.",
    "Nothing that was stored is lost.",
)


class Supervisor:
    """Keeps an engine alive on a data directory for as long as ``run`` runs.

    Args:
        data_dir: The directory; whoever owns it already is used.
        on_ready: Told how to call the engine, each time there is a new one.
        on_lost: Told why there is none at the moment.
    """

    def __init__(
        self,
        data_dir: Path,
        on_ready: Callable[[Backend], None],
        on_lost: Callable[[Problem], None],
    ) -> None:
        self._data_dir = data_dir
        self._on_ready = on_ready
        self._on_lost = on_lost

    async def run(self) -> None:
        """Find or start an engine, again and again; when cancelled, stop what was started."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._live_once()
                pause = FIRST_PAUSE
                self._on_lost(ENDED)
            except UnreachableError as error:
                self._on_lost(replace(error.problem, code=NOT_STARTED))
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _live_once(self) -> None:
        """Use one engine until it has ended."""
        found = await find_engine(self._data_dir)
        if found:
            self._on_ready(to_backend(found))
            await self._until_gone(found)
            return
        child = await ChildEngine.start(self._data_dir)
        try:
            self._on_ready(child.backend())
            await child.ended()
        finally:
            await child.stop()

    async def _until_gone(self, engine: EngineFile) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if await find_engine(self._data_dir) != engine:
                return
