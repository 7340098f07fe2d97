"""The composition root of the engine: every service is built here, once, in plain sight.

To add a service: give ``EngineContext`` a field, build it in ``build_context``, register its
job handlers, and list it under ``background`` if it works by itself.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from causeloop_desktop.engine.clock import Clock, system_clock
from causeloop_desktop.engine.keys import load_keys
from causeloop_desktop.engine.services.auth import AuthService
from causeloop_desktop.engine.services.backtests import (
    BacktestFiles,
    BacktestHandler,
    BacktestService,
)
from causeloop_desktop.engine.services.cursors import Cursors
from causeloop_desktop.engine.services.dashboard import DashboardService
from causeloop_desktop.engine.services.detection_job import DetectionHandler
from causeloop_desktop.engine.services.detections import DetectionService
from causeloop_desktop.engine.services.housekeeping import Housekeeping
from causeloop_desktop.engine.services.hub import Hub
from causeloop_desktop.engine.services.import_job import ImportHandler
from causeloop_desktop.engine.services.imports import ImportService
from causeloop_desktop.engine.services.ingest import IngestService
from causeloop_desktop.engine.services.issues.editor import IssueEditor
from causeloop_desktop.engine.services.issues.service import IssueService
from causeloop_desktop.engine.services.jobs import JobService
from causeloop_desktop.engine.services.limits import Limits
from causeloop_desktop.engine.services.matching import MatchingService
from causeloop_desktop.engine.services.matching_job import MatchingHandler
from causeloop_desktop.engine.services.operations import OperationService
from causeloop_desktop.engine.services.patterns.marks import MarkService
from causeloop_desktop.engine.services.patterns.service import PatternService
from causeloop_desktop.engine.services.predictions import PredictionService
from causeloop_desktop.engine.services.runner import Workers, self_command
from causeloop_desktop.engine.services.sample import SampleFiller
from causeloop_desktop.engine.services.spool import Spool
from causeloop_desktop.engine.services.stream import StreamService
from causeloop_desktop.engine.services.tokens import TokenService
from causeloop_desktop.engine.services.why import WhyService
from causeloop_desktop.engine.services.workspaces import WorkspaceService
from causeloop_desktop.engine.settings import EngineSettings
from causeloop_desktop.engine.store.catalog import IssueCatalog
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.prepare import prepare


class Background(Protocol):
    """A service that works by itself while the engine runs."""

    async def serve(self) -> None:
        """Work until cancelled; failures are the service's own business."""


@dataclass(frozen=True)
class EngineContext:
    """Everything an engine is made of, handed to the routes through ``app.state.context``."""

    settings: EngineSettings
    clock: Clock
    database: Database
    hub: Hub
    cursors: Cursors
    limits: Limits
    auth: AuthService
    backtests: BacktestService
    catalog: IssueCatalog
    dashboard: DashboardService
    detections: DetectionService
    imports: ImportService
    ingest: IngestService
    issues: IssueService
    issue_editor: IssueEditor
    jobs: JobService
    matching: MatchingService
    operations: OperationService
    patterns: PatternService
    predictions: PredictionService
    stream: StreamService
    tokens: TokenService
    why: WhyService
    workspaces: WorkspaceService
    background: tuple[Background, ...]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the engine at work: own workspace there, jobs resumed, commits heard."""
        self.hub.bind(asyncio.get_running_loop())
        self.database.listen(self.hub.on_commit)
        try:
            await asyncio.to_thread(prepare, self.database)
            await self._first_workspace()
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(service.serve()) for service in self.background]
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


def build_context(
    settings: EngineSettings,
    *,
    own_tokens: Sequence[str] = (),
    clock: Clock = system_clock,
    worker_command: Sequence[str] | None = None,
) -> EngineContext:
    """Open the data directory and build every service; nothing runs yet.

    Args:
        settings: How the engine is started.
        own_tokens: The launch and local tokens that our own programs present.
        clock: The time, in UTC microseconds.
        worker_command: What starts a worker, where that is not this program.
    """
    settings.directory.mkdir(parents=True, exist_ok=True)
    keys = load_keys(settings.directory)
    database = Database(settings.database_url, clock)
    hub = Hub()
    cursors = Cursors(bytes.fromhex(keys.cursor))
    jobs = JobService(
        database,
        hub,
        cursors,
        _workers(settings, worker_command),
        owner=secrets.token_hex(8),
        exclusive=settings.database is None,
    )
    operations = OperationService(database, cursors)
    ingest = IngestService(database, clock)
    spool = Spool(settings.directory / "spool")
    imports = ImportService(database, jobs, spool, cursors, clock)
    jobs.register(ImportHandler(database, spool))
    models = settings.directory / "models"
    patterns = PatternService(database, operations, cursors, clock)
    catalog = IssueCatalog(database)
    issues = IssueService(database, catalog, patterns, cursors)
    predictions = PredictionService(database, patterns, operations, cursors)
    marks = MarkService(database, patterns)
    detections = DetectionService(database, jobs, cursors, clock)
    matching = MatchingService(database, jobs)
    jobs.register(DetectionHandler(database, marks, models))
    jobs.register(MatchingHandler(database, models))
    backtest_files = BacktestFiles(settings.directory / "backtests")
    jobs.register(BacktestHandler(backtest_files))
    workspaces = WorkspaceService(database, SampleFiller(clock, ingest, jobs).fill)
    auth = AuthService(
        database,
        workspaces,
        clock,
        jwt_key=keys.jwt,
        own_tokens=tuple(own_tokens),
        mock=settings.mock,
    )
    return EngineContext(
        settings=settings,
        clock=clock,
        database=database,
        hub=hub,
        cursors=cursors,
        limits=Limits(clock, enforced=settings.rate_limits),
        auth=auth,
        backtests=BacktestService(database, jobs, backtest_files, cursors, clock),
        catalog=catalog,
        dashboard=DashboardService(database, catalog, patterns, predictions, clock),
        detections=detections,
        imports=imports,
        ingest=ingest,
        issues=issues,
        issue_editor=IssueEditor(database, issues, patterns, operations),
        jobs=jobs,
        matching=matching,
        operations=operations,
        patterns=patterns,
        predictions=predictions,
        stream=StreamService(database, hub, clock),
        tokens=TokenService(database),
        why=WhyService(database, patterns, models),
        workspaces=workspaces,
        background=(catalog, jobs, imports, detections, matching, marks, Housekeeping(database)),
    )


def _workers(settings: EngineSettings, command: Sequence[str] | None) -> Workers:
    logs = settings.directory / "logs"
    logs.mkdir(exist_ok=True)
    return Workers(command or self_command("_worker"), logs / "worker.log")
