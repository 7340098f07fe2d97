"""The composition root of the engine: every service is built here, once, in plain sight.

To add a service: give ``EngineContext`` a property that builds it, name its job handlers in
``handlers``, and list it under ``background`` if it works by itself.
"""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cached_property
from pathlib import Path
from typing import Protocol

from causeloop_desktop.engine.clock import Clock, system_clock
from causeloop_desktop.engine.keys import load_keys
from causeloop_desktop.engine.services.auth import AuthService
from causeloop_desktop.engine.services.backtests import BacktestHandler, BacktestService
from causeloop_desktop.engine.services.cassettes import PLAYING, CassetteService
from causeloop_desktop.engine.services.connectors.access.authorising import AuthorisationService
from causeloop_desktop.engine.services.connectors.access.callback import CallbackPort
from causeloop_desktop.engine.services.connectors.access.credentials import Credentials
from causeloop_desktop.engine.services.connectors.access.tokens import Tokens
from causeloop_desktop.engine.services.connectors.connections import Connections
from causeloop_desktop.engine.services.connectors.estimating import EstimateService
from causeloop_desktop.engine.services.connectors.service import ConnectorService
from causeloop_desktop.engine.services.connectors.syncs.job import SyncHandler
from causeloop_desktop.engine.services.connectors.syncs.service import SyncService
from causeloop_desktop.engine.services.cursors import Cursors
from causeloop_desktop.engine.services.dashboard import DashboardService
from causeloop_desktop.engine.services.detections.job import DetectionHandler
from causeloop_desktop.engine.services.detections.preview import PreviewHandler, PreviewService
from causeloop_desktop.engine.services.detections.service import DetectionService
from causeloop_desktop.engine.services.duplicates import DuplicateService
from causeloop_desktop.engine.services.duplicates_job import DuplicatesHandler
from causeloop_desktop.engine.services.file_handler import FileHandler
from causeloop_desktop.engine.services.forecasts.job import ForecastHandler
from causeloop_desktop.engine.services.forecasts.keeper import ForecastKeeper
from causeloop_desktop.engine.services.forecasts.service import ForecastService
from causeloop_desktop.engine.services.guard import insist
from causeloop_desktop.engine.services.hosts import HostService
from causeloop_desktop.engine.services.housekeeping import Housekeeping
from causeloop_desktop.engine.services.hub import Hub
from causeloop_desktop.engine.services.import_job import ImportHandler
from causeloop_desktop.engine.services.imports import ImportService
from causeloop_desktop.engine.services.ingest import IngestService
from causeloop_desktop.engine.services.issues.editor import IssueEditor
from causeloop_desktop.engine.services.issues.service import IssueService
from causeloop_desktop.engine.services.jobs import JobHandler, JobService
from causeloop_desktop.engine.services.limits import Limits
from causeloop_desktop.engine.services.matchers import Matchers
from causeloop_desktop.engine.services.matching import MatchingService
from causeloop_desktop.engine.services.matching_job import MatchingHandler
from causeloop_desktop.engine.services.novelty import NoveltyService
from causeloop_desktop.engine.services.operations import OperationService
from causeloop_desktop.engine.services.patterns.marks import MarkService
from causeloop_desktop.engine.services.patterns.service import PatternService
from causeloop_desktop.engine.services.patterns.why import PatternWhyService
from causeloop_desktop.engine.services.predictions import PredictionService
from causeloop_desktop.engine.services.remaps import RemapHandler, RemapService
from causeloop_desktop.engine.services.replays import REPLAYING, ReplayService
from causeloop_desktop.engine.services.retention import RetentionService
from causeloop_desktop.engine.services.reviews.service import ReviewService
from causeloop_desktop.engine.services.row_files import RowFiles
from causeloop_desktop.engine.services.runner import Workers, self_command
from causeloop_desktop.engine.services.sample import SampleFiller
from causeloop_desktop.engine.services.spool import Spool
from causeloop_desktop.engine.services.stream import StreamService
from causeloop_desktop.engine.services.texts import TextService
from causeloop_desktop.engine.services.tokens import TokenService
from causeloop_desktop.engine.services.vault import VaultService
from causeloop_desktop.engine.services.webhooks.service import WebhookService
from causeloop_desktop.engine.services.why import WhyService
from causeloop_desktop.engine.services.workspaces import WorkspaceService
from causeloop_desktop.engine.settings import EngineSettings
from causeloop_desktop.engine.store.catalog import IssueCatalog
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.prepare import prepare
from causeloop_desktop.vault import Vault, system_keyring


class Background(Protocol):
    """A service that works by itself while the engine runs."""

    async def serve(self) -> None:
        """Work until cancelled; after a fault it is called again."""


class EngineContext:
    """Everything an engine is made of, handed to the routes through ``app.state.context``.

    Opening it makes the data directory and its keys; nothing runs before ``running``.

    Args:
        settings: How the engine is started.
        own_tokens: The launch and local tokens that our own programs present.
        clock: The time, in UTC microseconds.
        worker_command: What starts a worker, where that is not this program.
    """

    def __init__(
        self,
        settings: EngineSettings,
        *,
        own_tokens: Sequence[str] = (),
        clock: Clock = system_clock,
        worker_command: Sequence[str] | None = None,
    ) -> None:
        settings.directory.mkdir(parents=True, exist_ok=True)
        self.settings = settings
        self.clock = clock
        self._keys = load_keys(settings.directory)
        self._own_tokens = tuple(own_tokens)
        self._worker_command = worker_command
        self.hub = Hub()
        self.database = Database(settings.database_url, clock)
        for handler in self.handlers:
            self.jobs.register(handler)

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

    @property
    def models(self) -> Path:
        """The directory of what detections leave for matching."""
        return self.settings.directory / "models"

    @cached_property
    def cursors(self) -> Cursors:
        """Signs the cursors of lists."""
        return Cursors(bytes.fromhex(self._keys.cursor))

    @cached_property
    def limits(self) -> Limits:
        """Counts requests."""
        return Limits(self.clock, enforced=self.settings.rate_limits)

    @cached_property
    def workers(self) -> Workers:
        """Starts worker processes."""
        log = self.settings.directory / "logs" / "worker.log"
        return Workers(self._worker_command or self_command("_worker"), log)

    @cached_property
    def jobs(self) -> JobService:
        """Runs everything that takes long."""
        return JobService(
            self.database,
            self.hub,
            self.cursors,
            self.workers,
            owner=secrets.token_hex(8),
            exclusive=self.settings.database is None,
        )

    @cached_property
    def auth(self) -> AuthService:
        """Says who asks, and what they may."""
        return AuthService(
            self.database,
            self.workspaces,
            self.clock,
            jwt_key=self._keys.jwt,
            own_tokens=self._own_tokens,
            mock=self.settings.mock,
        )

    @cached_property
    def backtest_files(self) -> RowFiles:
        """Where backtests leave their rows."""
        return RowFiles(self.settings.directory / "backtests", "backtest")

    @cached_property
    def backtests(self) -> BacktestService:
        """What the forecasts would have said."""
        return BacktestService(
            self.database, self.jobs, self.backtest_files, self.cursors, self.clock
        )

    @cached_property
    def tapes(self) -> RowFiles:
        """Where recordings of syncs are."""
        return RowFiles(self.settings.directory / "cassettes", "recording")

    @cached_property
    def played_files(self) -> RowFiles:
        """Where recordings that were played leave their rows."""
        return RowFiles(self.settings.directory / "played", "played cassette")

    @cached_property
    def cassettes(self) -> CassetteService:
        """Syncs that are recorded, and recordings that are played."""
        return CassetteService(
            self.database,
            self.syncs,
            self.jobs,
            self.spool,
            self.tapes,
            self.played_files,
            self.cursors,
            self.clock,
        )

    @cached_property
    def catalog(self) -> IssueCatalog:
        """The columns of all issues, in memory."""
        return IssueCatalog(self.database, self.settings.directory / "columns")

    @cached_property
    def vault(self) -> Vault:
        """Holds the key of what must not be read."""
        return self.vaults.vault

    @cached_property
    def vaults(self) -> VaultService:
        """Opens the vault, if need be with a passphrase."""
        return VaultService(self.settings.directory, os.environ, system_keyring)

    @cached_property
    def credentials(self) -> Credentials:
        """Seals what sources are asked with."""
        return Credentials(self.vault)

    @cached_property
    def connectors(self) -> ConnectorService:
        """Connections to sources."""
        return ConnectorService(
            self.database,
            self.credentials,
            self.connector_tokens,
            self.hosts,
            self.cursors,
            self.clock,
        )

    @cached_property
    def connector_tokens(self) -> Tokens:
        """What sources are asked with, fresh."""
        return Tokens(
            self.database, self.credentials, self.hosts, self.clock, mock=self.settings.mock
        )

    @cached_property
    def authorisations(self) -> AuthorisationService:
        """Sources that are authorised in the browser."""
        return AuthorisationService(
            self.database,
            self.credentials,
            self.connectors,
            self.hosts,
            CallbackPort(self.settings.port),
            self.clock,
            mock=self.settings.mock,
        )

    @cached_property
    def syncs(self) -> SyncService:
        """Runs of connections."""
        return SyncService(self.database, self.jobs, self.cursors, self.clock)

    @cached_property
    def estimates(self) -> EstimateService:
        """What backfills would take."""
        return EstimateService(
            Connections(self.database, self.clock), self.connector_tokens, self.hosts, self.clock
        )

    @cached_property
    def dashboard(self) -> DashboardService:
        """The first screen's numbers."""
        return DashboardService(
            self.database, self.catalog, self.patterns, self.predictions, self.clock
        )

    @cached_property
    def detections(self) -> DetectionService:
        """Full runs, and when they are due."""
        return DetectionService(
            self.database, self.jobs, self.operations, self.cursors, self.clock, self.models
        )

    @cached_property
    def duplicates(self) -> DuplicateService:
        """What several tools tell of one occurrence."""
        return DuplicateService(self.database, self.jobs, self.operations, self.cursors)

    @cached_property
    def forecast_keeper(self) -> ForecastKeeper:
        """Fits forecasts, keeps one a week, settles what has ended."""
        return ForecastKeeper(self.database, self.jobs, self.patterns, self.clock)

    @cached_property
    def forecasts(self) -> ForecastService:
        """How accurate forecasts were."""
        return ForecastService(self.database, self.patterns, self.forecast_keeper, self.clock)

    @cached_property
    def hosts(self) -> HostService:
        """Where the program has asked."""
        return HostService(self.database, self.cursors)

    @cached_property
    def spool(self) -> Spool:
        """Uploads until they are read."""
        return Spool(self.settings.directory / "spool")

    @cached_property
    def imports(self) -> ImportService:
        """Files that become issues."""
        return ImportService(self.database, self.jobs, self.spool, self.cursors, self.clock)

    @cached_property
    def ingest(self) -> IngestService:
        """Records that are pushed."""
        return IngestService(self.database, self.clock)

    @cached_property
    def issues(self) -> IssueService:
        """Lists of issues, and each one."""
        return IssueService(self.database, self.catalog, self.patterns, self.cursors)

    @cached_property
    def issue_editor(self) -> IssueEditor:
        """What people change of issues."""
        return IssueEditor(self.database, self.issues, self.patterns, self.operations)

    @cached_property
    def marks(self) -> MarkService:
        """Stage and risk of issues, in step with their patterns."""
        return MarkService(self.database, self.patterns)

    @cached_property
    def matchers(self) -> Matchers:
        """The numbers that detections left, ready to compare texts."""
        return Matchers(self.database, self.models)

    @cached_property
    def matching(self) -> MatchingService:
        """Puts new issues into known patterns."""
        return MatchingService(self.database, self.jobs)

    @cached_property
    def novelty(self) -> NoveltyService:
        """What is new."""
        return NoveltyService(self.database, self.catalog, self.patterns, self.matchers, self.clock)

    @cached_property
    def operations(self) -> OperationService:
        """What people did, and how to undo it."""
        return OperationService(self.database, self.cursors)

    @cached_property
    def patterns(self) -> PatternService:
        """Issues that are the same failure."""
        return PatternService(self.database, self.operations, self.cursors, self.clock)

    @cached_property
    def pattern_why(self) -> PatternWhyService:
        """Why issues of a pattern are together."""
        return PatternWhyService(self.database, self.patterns, self.matchers)

    @cached_property
    def predictions(self) -> PredictionService:
        """What will come back."""
        return PredictionService(self.database, self.patterns, self.operations, self.cursors)

    @cached_property
    def remaps(self) -> RemapService:
        """What is kept of sources, read again."""
        return RemapService(self.database, self.jobs)

    @cached_property
    def replay_files(self) -> RowFiles:
        """Where replays leave their rows."""
        return RowFiles(self.settings.directory / "replays", "replay")

    @cached_property
    def replays(self) -> ReplayService:
        """What matching would have said."""
        return ReplayService(self.database, self.imports, self.replay_files, self.cursors)

    @cached_property
    def retention(self) -> RetentionService:
        """How long rows of sources are kept."""
        return RetentionService(self.database, self.operations, self.clock)

    @cached_property
    def reviews(self) -> ReviewService:
        """What is doubtful, and what people decide of it."""
        return ReviewService(self.database, self.patterns, self.operations, self.cursors)

    @cached_property
    def previews(self) -> PreviewService:
        """What other settings would find."""
        return PreviewService(self.database, self.jobs)

    @cached_property
    def stream(self) -> StreamService:
        """What changed, as it changes."""
        return StreamService(self.database, self.hub, self.clock)

    @cached_property
    def texts(self) -> TextService:
        """What would be made of a pasted text."""
        return TextService(self.database, self.patterns, self.matchers)

    @cached_property
    def tokens(self) -> TokenService:
        """Bearer tokens."""
        return TokenService(self.database, self.cursors)

    @cached_property
    def webhooks(self) -> WebhookService:
        """What providers tell by themselves."""
        return WebhookService(
            self.database, self.credentials, self.cursors, self.clock, self.settings.public_url
        )

    @cached_property
    def why(self) -> WhyService:
        """Why issues are where they are."""
        return WhyService(self.database, self.patterns, self.matchers)

    @cached_property
    def workspaces(self) -> WorkspaceService:
        """The tenants of this engine."""
        filler = SampleFiller(self.clock, self.ingest, self.jobs)
        return WorkspaceService(self.database, self.cursors, filler.fill)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the engine at work: own workspace there, jobs resumed, commits heard."""
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
