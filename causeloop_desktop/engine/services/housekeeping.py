"""Housekeeping: forgets what has been kept long enough."""

import asyncio
import logging

from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.jobs import prune_pushes
from causeloop_desktop.engine.store.outbox import prune

EVERY_SECONDS = 3600.0

logger = logging.getLogger(__name__)


class Housekeeping:
    """Prunes the outbox and finished pushes, at the start and then every hour."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def serve(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                await self._database.write(prune)
                await self._database.write(prune_pushes)
            except Exception:
                logger.exception("what is old could not be pruned; trying again later")
            await asyncio.sleep(EVERY_SECONDS)
