"""Housekeeping: forgets what has been kept long enough."""

import asyncio

from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.outbox import prune

EVERY_SECONDS = 3600.0


class Housekeeping:
    """Prunes the outbox, a while after the start and then every hour."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def serve(self) -> None:
        """Work until cancelled."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await self._database.write(prune)
