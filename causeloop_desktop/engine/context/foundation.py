"""What every part of the engine stands on: settings, database, jobs, operations, files."""

import secrets
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from causeloop_desktop.engine.clock import Clock, system_clock
from causeloop_desktop.engine.keys import load_keys
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.foundation.limits import Limits
from causeloop_desktop.engine.services.foundation.spool import Spool
from causeloop_desktop.engine.services.jobs.service import JobService
from causeloop_desktop.engine.services.jobs.workers import Workers, self_command
from causeloop_desktop.engine.services.operations import OperationService
from causeloop_desktop.engine.services.stream.hub import Hub
from causeloop_desktop.engine.services.stream.service import StreamService
from causeloop_desktop.engine.settings import EngineSettings
from causeloop_desktop.engine.store.database import Database


class Foundation:
    """What all services share.

    Opening it makes the data directory and its keys; nothing runs yet.

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
    def operations(self) -> OperationService:
        """What people did, and how to undo it."""
        return OperationService(self.database, self.cursors)

    @cached_property
    def spool(self) -> Spool:
        """Uploads until they are read."""
        return Spool(self.settings.directory / "spool")

    @cached_property
    def stream(self) -> StreamService:
        """What changed, as it changes."""
        return StreamService(self.database, self.hub, self.clock)
