"""Housekeeping: forgets what has been kept long enough."""

import asyncio

from causeloop_desktop.engine.services.foundation.guard import Guard
from causeloop_desktop.engine.services.retention import RetentionService
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.work.outbox import prune
from causeloop_desktop.engine.store.work.pushes import prune_pushes

EVERY_SECONDS = 3600.0


class Housekeeping:
    """Prunes the outbox, finished pushes and old rows of sources, at the start and every hour.

    Args:
        database: Where they are.
        retention: Knows which rows are old.
    """

    def __init__(self, database: Database, retention: RetentionService) -> None:
        self._database = database
        self._retention = retention

    async def serve(self) -> None:
        """Work until cancelled."""
        while True:
            with Guard("what is old could not be pruned; trying again later"):
                await self._database.write(prune)
                await self._database.write(prune_pushes)
                await self._retention.prune()
            await asyncio.sleep(EVERY_SECONDS)
