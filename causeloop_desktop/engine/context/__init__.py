"""The composition root of the engine: every service is built here, once, in plain sight.

To add a service: give the part that it belongs to a property that builds it, name its job handlers
in ``handlers``, and list it under ``background`` if it works by itself.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Protocol

from causeloop_desktop.engine.context.insight import Insight
from causeloop_desktop.engine.context.intake import Intake
from causeloop_desktop.engine.context.sources import Sources
from causeloop_desktop.engine.services.backtests import BacktestHandler
from causeloop_desktop.engine.services.cassettes import PLAYING
from causeloop_desktop.engine.services.connectors.syncs.job import SyncHandler
from causeloop_desktop.engine.services.detections.job import DetectionHandler
from causeloop_desktop.engine.services.detections.preview import PreviewHandler
from causeloop_desktop.engine.services.duplicates.job import DuplicatesHandler
from causeloop_desktop.engine.services.forecasts.job import ForecastHandler
from causeloop_desktop.engine.services.foundation.guard import insist
from causeloop_desktop.engine.services.housekeeping import Housekeeping
from causeloop_desktop.engine.services.imports.job import ImportHandler
from causeloop_desktop.engine.services.jobs.file_handler import FileHandler
from causeloop_desktop.engine.services.jobs.run import JobHandler
from causeloop_desktop.engine.services.matching.job import MatchingHandler
from causeloop_desktop.engine.services.remaps import RemapHandler
from causeloop_desktop.engine.services.replays import REPLAYING
from causeloop_desktop.engine.store.prepare import prepare


class Background(Protocol):
    """A service that works by itself while the engine runs."""

    async def serve(self) -> None:
        """Work until cancelled; after a fault it is called again."""


class EngineContext(Insight, Intake, Sources):
    """Everything an engine is made of, handed to the routes through ``app.state.context``.

    Nothing runs before ``running``.
    """

    @property
    def handlers(self) -> tuple[JobHandler, ...]:
        """What the engine does in workers, one handler for each kind of job."""
        return (
            ImportHandler(self.database, self.spool),
            DetectionHandler(self.database, self.marks, self.models),
            PreviewHandler(self.database),
            MatchingHandler(self.database, self.models),
            DuplicatesHandler(self.database, self.models),
            SyncHandler(self.database, self.connector_tokens, self.tapes),
            FileHandler(self.database, self.spool, self.played_files, PLAYING),
            RemapHandler(self.database),
            BacktestHandler(self.backtest_files),
            ForecastHandler(self.database, self.clock),
            FileHandler(self.database, self.spool, self.replay_files, REPLAYING),
        )

    @cached_property
    def background(self) -> tuple[Background, ...]:
        """The services that work by themselves."""
        return (
            self.catalog,
            self.jobs,
            self.imports,
            self.syncs,
            self.authorisations,
            self.detections,
            self.matching,
            self.duplicates,
            self.marks,
            self.forecast_keeper,
            Housekeeping(self.database, self.retention),
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the engine at work: own workspace there, jobs resumed, commits heard."""
        for handler in self.handlers:
            self.jobs.register(handler)
        self.hub.bind(asyncio.get_running_loop())
        self.database.listen(self.hub.on_commit)
        try:
            await asyncio.to_thread(prepare, self.database)
            await self._first_workspace()
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(_keep_going(service)) for service in self.background]
                try:
                    yield
                finally:
                    for task in tasks:
                        task.cancel()
        finally:
            await asyncio.to_thread(self.catalog.close)
            await asyncio.to_thread(self.database.close)

    async def _first_workspace(self) -> None:
        await self.workspaces.ensure_own()
        if self.settings.mock:
            await self.workspaces.ensure_sample()


async def _keep_going(service: Background) -> None:
    """Let a service work; its fault ends neither the others nor the engine."""
    await insist(service.serve, f"{type(service).__name__} failed and begins again")
