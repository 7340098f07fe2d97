"""The services that ask sources and are told by them, and what they are asked with."""

import os
from functools import cached_property

from causeloop_desktop.engine.context.foundation import Foundation
from causeloop_desktop.engine.services.cassettes import PLAYED, CassetteService
from causeloop_desktop.engine.services.connectors.access.apps import Apps
from causeloop_desktop.engine.services.connectors.access.authorising import AuthorisationService
from causeloop_desktop.engine.services.connectors.access.callback import CallbackPort
from causeloop_desktop.engine.services.connectors.access.credentials import Credentials
from causeloop_desktop.engine.services.connectors.access.tokens import Tokens
from causeloop_desktop.engine.services.connectors.connections import Connections
from causeloop_desktop.engine.services.connectors.estimating import EstimateService
from causeloop_desktop.engine.services.connectors.service import ConnectorService
from causeloop_desktop.engine.services.connectors.syncs.service import SyncService
from causeloop_desktop.engine.services.hosts import HostService
from causeloop_desktop.engine.services.jobs.row_files import RowFiles
from causeloop_desktop.engine.services.jobs.rows import JobRows
from causeloop_desktop.engine.services.remaps import RemapService
from causeloop_desktop.engine.services.retention import RetentionService
from causeloop_desktop.engine.services.vault import VaultService
from causeloop_desktop.engine.services.webhooks.service import WebhookService
from causeloop_desktop.vault import Vault, system_keyring


class Sources(Foundation):
    """Connections to sources, and the secrets that they need."""

    @cached_property
    def vaults(self) -> VaultService:
        """Opens the vault, if need be with a passphrase."""
        return VaultService(self.settings.directory, os.environ, system_keyring)

    @cached_property
    def vault(self) -> Vault:
        """Holds the key of what must not be read."""
        return self.vaults.vault

    @cached_property
    def credentials(self) -> Credentials:
        """Seals what sources are asked with."""
        return Credentials(self.vault)

    @cached_property
    def hosts(self) -> HostService:
        """Where the program has asked."""
        return HostService(self.database, self.cursors)

    @cached_property
    def apps(self) -> Apps:
        """With whose client id providers are asked."""
        return Apps(self.credentials, self.hosts, mock=self.settings.mock)

    @cached_property
    def connector_tokens(self) -> Tokens:
        """What sources are asked with, fresh."""
        return Tokens(self.database, self.credentials, self.apps, self.clock)

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
    def authorisations(self) -> AuthorisationService:
        """Sources that are authorised in the browser."""
        return AuthorisationService(
            self.database,
            self.credentials,
            self.connectors,
            self.apps,
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
        rows = JobRows(self.database, self.played_files, self.cursors, PLAYED)
        return CassetteService(self.syncs, self.jobs, self.spool, self.tapes, rows, self.clock)

    @cached_property
    def remaps(self) -> RemapService:
        """What is kept of sources, read again."""
        return RemapService(self.database, self.jobs)

    @cached_property
    def retention(self) -> RetentionService:
        """How long rows of sources are kept."""
        return RetentionService(self.database, self.operations, self.clock)

    @cached_property
    def webhooks(self) -> WebhookService:
        """What providers tell by themselves."""
        return WebhookService(
            self.database, self.credentials, self.cursors, self.clock, self.settings.public_url
        )
