"""Questions about kept forecasts: how accurate they were, and what an alert rule would do."""

import asyncio
from functools import partial

from causeloop_desktop.contract.predictions import (
    AlertPreview,
    ForecastAccuracy,
    ForecastOrigin,
    ForecastRefresh,
)
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.services.forecasts import accuracy, alerts
from causeloop_desktop.engine.services.forecasts.keeper import ForecastKeeper
from causeloop_desktop.engine.services.patterns.service import PatternService
from causeloop_desktop.engine.store.database import Database


class ForecastService:
    """Answers for the forecasts that were kept.

    Args:
        database: Where they are.
        patterns: The source of today's numbers.
        keeper: Fits them anew when asked to.
        clock: Says which windows have ended.
    """

    def __init__(
        self, database: Database, patterns: PatternService, keeper: ForecastKeeper, clock: Clock
    ) -> None:
        self._database = database
        self._patterns = patterns
        self._keeper = keeper
        self._clock = clock

    async def accuracy(
        self,
        workspace_key: int,
        window_days: int,
        origin: ForecastOrigin | None = None,
        as_of_us: int | None = None,
    ) -> ForecastAccuracy:
        """Say how well the forecasts of a window came true."""
        until_us = self._clock() if as_of_us is None else as_of_us
        loaded = await self._database.read(
            partial(accuracy.load, workspace_key, window_days, origin, until_us)
        )
        return await asyncio.to_thread(accuracy.score, loaded)

    async def preview(
        self, workspace_key: int, wanted: alerts.Wanted, as_of_us: int | None = None
    ) -> AlertPreview:
        """Say what an alert rule would have done in the last 90 days."""
        snapshot = await self._patterns.snapshot(workspace_key, as_of_us)
        weeks = await self._database.read(partial(alerts.load, workspace_key, snapshot.as_of_us))
        return await asyncio.to_thread(alerts.preview, weeks, snapshot, wanted)

    async def refresh(self, workspace_key: int) -> ForecastRefresh:
        """Fit the forecasts to what happened up to now."""
        return await self._keeper.refresh(workspace_key)
