"""Housekeeping: forgets what has been kept long enough."""

import asyncio

from causeloop_desktop.engine.services.guard import Guard
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.jobs import prune_pushes
from causeloop_desktop.engine.store.outbox import prune

EVERY_SECONDS = 3600.0


class Housekeeping:
    """Prunes the outbox and finished pushes, at the start and then every hour."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def serve(self) -> None:
        """Work until cancelled."""
        while True:
            with Guard("what is old could not be pruned; trying again later"):
                await self._database.write(prune)
                await self._database.write(prune_pushes)
            await asyncio.sleep(EVERY_SECONDS)
