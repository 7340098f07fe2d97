"""Connections: listed, made, changed, removed."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from causeloop_desktop.connectors.description.addresses import destination_of
from causeloop_desktop.connectors.description.connector import Connector as Description
from causeloop_desktop.contract.base import ChangeKind, Page
from causeloop_desktop.contract.connectors import (
    DEFAULT_CRON,
    CatalogEntry,
    Connector,
    ConnectorCreate,
    ConnectorPatch,
    ConnectorStatus,
)
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.services.connectors.access.credentials import Credentials
from causeloop_desktop.engine.services.connectors.access.tokens import Tokens
from causeloop_desktop.engine.services.connectors.catalog import (
    demand_known,
    description_of,
    entries,
    entry,
)
from causeloop_desktop.engine.services.connectors.connections import Connections, Standing
from causeloop_desktop.engine.services.connectors.faces import to_connector
from causeloop_desktop.engine.services.connectors.places import demand_address
from causeloop_desktop.engine.services.connectors.timing import HELD_US, Timing
from causeloop_desktop.engine.services.connectors.trials import Trials
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.hosts import HostService
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow, ConnectorStore
from causeloop_desktop.engine.store.sources.sync_runs import SyncRunStore
from causeloop_desktop.engine.store.work.outbox import record_change

OAUTH_APP_FIELD = "client_secret"
ELSEWHERE = (
    "The address was changed, so the credentials for the one before were forgotten. Enter those "
    "of the new one, or authorise it again."
)


class ConnectorService:
    """Keeps the connections of every workspace; ``trials`` and ``timing`` do their part of it.

    Args:
        database: Where they are.
        credentials: Seals what must not be read.
        tokens: Opens what is in use.
        hosts: Keeps the list of hosts that were contacted.
        cursors: Signs the pages of lists.
        clock: The time, in UTC microseconds.
    """

    def __init__(
        self,
        database: Database,
        credentials: Credentials,
        tokens: Tokens,
        hosts: HostService,
        cursors: Cursors,
        clock: Clock,
    ) -> None:
        self._database = database
        self._credentials = credentials
        self._cursors = cursors
        self._clock = clock
        self._connections = Connections(database, clock)
        self.trials = Trials(self._connections, credentials, tokens, hosts, clock)
        self.timing = Timing(self._connections, clock)

    @staticmethod
    def catalog() -> tuple[CatalogEntry, ...]:
        """Give every source that can be connected, by title."""
        return entries()

    @staticmethod
    def entry(type_: str) -> CatalogEntry:
        """Give one source.

        Raises:
            NotFoundError: There is none of this type.
        """
        return entry(type_)

    async def list(self, workspace_key: int, limit: int, cursor: str | None) -> Page[Connector]:
        """Give a page of connections, oldest first."""
        scope = f"{workspace_key}:connectors"
        after = self._cursors.after(scope, cursor) or 0
        rows, total = await self._database.read(partial(_page, workspace_key, after, limit + 1))
        info = self._cursors.info(scope, [row.key for row, *_ in rows], limit, total)
        shown = tuple(to_connector(*one, self._clock()) for one in rows[:limit])
        return Page(data=shown, page=info)

    async def get(self, workspace_key: int, connector_id: str) -> Connector:
        """Give a connection.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        return await self._connections.shown(workspace_key, connector_id)

    async def create(self, workspace_key: int, request: ConnectorCreate) -> Connector:
        """Connect a source; with credentials it is tried at once.

        Raises:
            InvalidError: There is no such source, or it takes no such setting or credential.
            ConflictError: The credentials cannot be sealed.
        """
        description = description_of(request.type)
        settings, given, app = _apart(request.settings, request.credentials)
        demand_known(description, settings, given)
        demand_address(description, settings)
        sealed = await self._credentials.seal(app) if app else None
        request = request.model_copy(update={"settings": settings})
        row = await self._database.write(partial(_add, workspace_key, description, request, sealed))
        if given:
            await self.trials.offer(row, given)
        return await self._connections.shown(workspace_key, row.id)

    async def change(
        self, workspace_key: int, connector_id: str, request: ConnectorPatch
    ) -> Connector:
        """Change a connection; new credentials are tried before they are used.

        Credentials are never sent to another address than the one they were entered for: where
        that changes, they are forgotten and have to be entered again.

        Raises:
            NotFoundError: The workspace has none of this id.
            InvalidError: The source takes no such setting or credential.
            ConflictError: The credentials cannot be sealed.
        """
        row = await self._connections.row(workspace_key, connector_id)
        settings, given, app = _apart(request.settings or {}, request.credentials or {})
        description = description_of(row.type)
        demand_known(description, settings, given)
        values = _changes(row, request, settings)
        if settings:
            demand_address(description, values["settings"])
            values |= _forgotten(row, description, values["settings"])
        if app:
            values["oauth_app"] = await self._credentials.seal(app)
        if values:
            row = await self._connections.change(row, **values)
        if given:
            await self.trials.offer(row, given)
        elif request.accept_credentials and row.candidate is not None:
            await self.trials.adopt(row, row.candidate)
        return await self._connections.shown(workspace_key, connector_id)

    async def remove(self, workspace_key: int, connector_id: str) -> None:
        """Disconnect a source; its issues stay.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        row = await self._connections.row(workspace_key, connector_id)
        await self._database.write(partial(_remove, workspace_key, row.key, row.id))

    async def authorised(
        self, row: ConnectorRow, credentials: Mapping[str, str], reason: str = ""
    ) -> Connector:
        """Take what a provider granted into use, and say what it did not grant.

        Raises:
            ConflictError: It cannot be sealed.
        """
        await self.trials.offer(row, credentials)
        connected = await self._connections.shown(row.workspace_key, row.id)
        if reason and connected.status is ConnectorStatus.CONNECTED:
            row = await self._connections.change(row, status_reason=reason)
            return await self._connections.shown(row.workspace_key, row.id)
        return connected


def _page(workspace_key: int, after: int, limit: int, read: Read) -> tuple[list[Standing], int]:
    store = ConnectorStore(read, workspace_key)
    rows = store.page(after, limit)
    latest = SyncRunStore(read, workspace_key).latest_of([row.key for row in rows])
    return [(row, latest.get(row.key)) for row in rows], store.count()


def _add(
    workspace_key: int,
    description: Description,
    request: ConnectorCreate,
    oauth_app: str | None,
    write: WriteTransaction,
) -> ConnectorRow:
    at_once = not description.streams
    row = ConnectorStore(write.connection, workspace_key).add(
        write.now_us,
        description.type,
        ConnectorStatus.CONNECTED if at_once else ConnectorStatus.PENDING,
        {
            "display_name": request.display_name.strip() or description.title,
            "settings": request.settings,
            "cron": DEFAULT_CRON,
            "backfill_days": request.backfill_days,
            "oauth_app": oauth_app,
            "next_run_us": write.now_us + HELD_US if request.hold else None,
        },
    )
    record_change(write, workspace_key, ChangeKind.CONNECTORS, [row.id], 1)
    return row


def _remove(workspace_key: int, key: int, connector_id: str, write: WriteTransaction) -> None:
    ConnectorStore(write.connection, workspace_key).remove(key)
    record_change(write, workspace_key, ChangeKind.CONNECTORS, [connector_id], 1)


def _apart(
    settings: Mapping[str, object], credentials: Mapping[str, str]
) -> tuple[dict[str, object], dict[str, str], dict[str, str]]:
    """Take the secret of an OAuth app, given as a setting or a credential, out of both."""
    secret = credentials.get(OAUTH_APP_FIELD) or settings.get(OAUTH_APP_FIELD)
    kept = {name: value for name, value in settings.items() if name != OAUTH_APP_FIELD}
    given = {name: value for name, value in credentials.items() if name != OAUTH_APP_FIELD}
    return kept, given, {OAUTH_APP_FIELD: str(secret)} if secret else {}


def _changes(
    row: ConnectorRow, request: ConnectorPatch, settings: Mapping[str, object]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if request.display_name is not None:
        values["display_name"] = request.display_name.strip() or row.display_name
    if settings:
        values["settings"] = {**row.settings, **settings}
    if "requests_per_minute" in request.model_fields_set:
        values["requests_per_minute"] = request.requests_per_minute
    if request.backfill_days is not None:
        values["backfill_days"] = request.backfill_days
    return values


def _forgotten(
    row: ConnectorRow, description: Description, settings: Mapping[str, object]
) -> dict[str, Any]:
    """Give what is forgotten with an address; nothing while it stays, or where nothing is kept."""
    before = destination_of(description, row.settings)
    kept = (row.credentials, row.candidate, row.oauth_app)
    if not before or before == destination_of(description, settings) or not any(kept):
        return {}
    paused = row.status is ConnectorStatus.PAUSED
    return {
        "credentials": None,
        "candidate": None,
        "oauth_app": None,
        "account": "",
        "status": ConnectorStatus.PAUSED if paused else ConnectorStatus.PENDING,
        "status_reason": ELSEWHERE,
    }
