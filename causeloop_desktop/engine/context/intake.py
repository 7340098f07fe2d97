"""The services by which issues are brought in, and the workspaces and callers they belong to."""

from functools import cached_property

from causeloop_desktop.engine.context.foundation import Foundation
from causeloop_desktop.engine.services.auth import AuthService
from causeloop_desktop.engine.services.imports.service import ImportService
from causeloop_desktop.engine.services.ingest import IngestService
from causeloop_desktop.engine.services.jobs.row_files import RowFiles
from causeloop_desktop.engine.services.jobs.rows import JobRows
from causeloop_desktop.engine.services.replays import REPLAYED, ReplayService
from causeloop_desktop.engine.services.sample import SampleFiller
from causeloop_desktop.engine.services.tokens import TokenService
from causeloop_desktop.engine.services.workspaces import WorkspaceService


class Intake(Foundation):
    """What comes in, for whom, and who may send it."""

    @cached_property
    def ingest(self) -> IngestService:
        """Records that are pushed."""
        return IngestService(self.database, self.clock)

    @cached_property
    def imports(self) -> ImportService:
        """Files that become issues."""
        return ImportService(self.database, self.jobs, self.spool, self.cursors, self.clock)

    @cached_property
    def replay_files(self) -> RowFiles:
        """Where replays leave their rows."""
        return RowFiles(self.settings.directory / "replays", "replay")

    @cached_property
    def replays(self) -> ReplayService:
        """What matching would have said."""
        rows = JobRows(self.database, self.replay_files, self.cursors, REPLAYED)
        return ReplayService(self.imports, rows)

    @cached_property
    def workspaces(self) -> WorkspaceService:
        """The tenants of this engine."""
        filler = SampleFiller(self.clock, self.ingest, self.jobs)
        return WorkspaceService(self.database, self.cursors, filler.fill)

    @cached_property
    def tokens(self) -> TokenService:
        """Bearer tokens."""
        return TokenService(self.database, self.cursors)

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
