"""Lists, sums up and changes the predictions of every workspace."""

import asyncio
from functools import partial

from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.patterns import Counting
from causeloop_desktop.contract.predictions import (
    Prediction,
    PredictionFilter,
    PredictionSort,
    PredictionStatus,
    PredictionSummary,
    RiskForecast,
)
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.foundation.pages import Asked, page_of
from causeloop_desktop.engine.services.operations import OperationService
from causeloop_desktop.engine.services.patterns.book import Snapshot
from causeloop_desktop.engine.services.patterns.service import PatternService
from causeloop_desktop.engine.services.predictions.faces import shown, tiles
from causeloop_desktop.engine.services.predictions.rows import Row, listed, sort_key, wanted_by
from causeloop_desktop.engine.services.predictions.waving import PATCH, set_status, undo_status
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.forecasts.predictions import PredictionStore


class PredictionService:
    """The predictions of every workspace.

    Args:
        database: Where it is kept what people said of predictions.
        patterns: The source of every number.
        operations: Learns how to undo a dismissal.
        cursors: Signs the pages of the list.
    """

    def __init__(
        self,
        database: Database,
        patterns: PatternService,
        operations: OperationService,
        cursors: Cursors,
    ) -> None:
        self._database = database
        self._patterns = patterns
        self._cursors = cursors
        operations.register(PATCH, undo_status)

    async def list(
        self, workspace_key: int, wanted: PredictionFilter, asked: Asked[PredictionSort]
    ) -> Page[Prediction]:
        """Give a page of predictions."""
        snapshot = await self._patterns.snapshot(workspace_key, asked.as_of_us)
        dismissed = await self._dismissed(workspace_key)
        key = partial(sort_key, asked.sort)
        ordered = await asyncio.to_thread(listed, snapshot, wanted, dismissed, asked)
        scope = f"{workspace_key}:predictions:{wanted.model_dump_json()}"
        rows, info = page_of(ordered, key, asked, self._cursors, scope)
        return Page(data=tuple(shown(row, snapshot) for row in rows), page=info)

    async def summary(
        self, workspace_key: int, window_days: int, as_of_us: int | None = None
    ) -> PredictionSummary:
        """Give the tiles of one window; predictions that were waved away are left out."""
        snapshot = await self._patterns.snapshot(workspace_key, as_of_us)
        return await self.summary_of(workspace_key, window_days, snapshot)

    async def summary_of(
        self, workspace_key: int, window_days: int, snapshot: Snapshot
    ) -> PredictionSummary:
        """Give the tiles of one window over patterns that were read already."""
        dismissed = await self._dismissed(workspace_key)
        return await asyncio.to_thread(tiles, snapshot, window_days, dismissed)

    async def forecast(
        self,
        workspace_key: int,
        window_days: int,
        pattern_id: str | None,
        as_of_us: int | None = None,
    ) -> RiskForecast:
        """Give the episodes of a pattern, or of all, with the forecast of what comes."""
        frequency = await self._patterns.frequency(
            workspace_key, pattern_id, window_days, Counting.EPISODES, as_of_us
        )
        return RiskForecast(window_days=window_days, frequency=frequency)

    async def patch(
        self, workspace_key: int, actor: str, prediction_id: str, status: PredictionStatus
    ) -> Prediction:
        """Wave a prediction away, or take that back.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        snapshot = await self._patterns.snapshot(workspace_key)
        row = Row(*wanted_by(snapshot, prediction_id), status)
        await self._database.write(lambda write: set_status(write, workspace_key, actor, row))
        return shown(row, snapshot)

    async def _dismissed(self, workspace_key: int) -> frozenset[tuple[int, int]]:
        return await self._database.read(
            lambda read: PredictionStore(read, workspace_key).dismissed()
        )
