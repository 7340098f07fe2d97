"""Connections: made, tried, changed, paused, removed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from causeloop_desktop.connectors.description import Connector as Description
from causeloop_desktop.connectors.errors import ConnectorError
from causeloop_desktop.connectors.exchange import Patience
from causeloop_desktop.connectors.opening import opened
from causeloop_desktop.contract.base import ChangeKind, Page, PageInfo
from causeloop_desktop.contract.connectors import (
    DEFAULT_CRON,
    CatalogEntry,
    Connector,
    ConnectorChoice,
    ConnectorCreate,
    ConnectorPatch,
    ConnectorStatus,
    ConnectorTest,
    Schedule,
    ScheduleUpdate,
)
from causeloop_desktop.contract.times import from_micros, to_micros
from causeloop_desktop.engine.domain.schedules import ScheduleError, in_words, next_runs
from causeloop_desktop.engine.services.connectors.catalog import (
    demand_known,
    description_of,
    entries,
    entry,
)
from causeloop_desktop.engine.services.connectors.credentials import Credentials, scrub
from causeloop_desktop.engine.services.connectors.faces import to_connector, to_schedule
from causeloop_desktop.engine.services.connectors.places import place_of
from causeloop_desktop.engine.services.connectors.tokens import Tokens
from causeloop_desktop.engine.services.cursors import Cursors
from causeloop_desktop.engine.services.errors import InvalidError, NotFoundError
from causeloop_desktop.engine.store.connectors import ConnectorRow, ConnectorStore
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.outbox import record_change
from causeloop_desktop.engine.store.sync_runs import SyncRunRow, SyncRunStore

OAUTH_APP_FIELD = "client_secret"
HELD_US = 24 * 3600 * 1_000_000

IMPATIENT = Patience(attempts=1)
"""While a person waits for the answer, nothing is tried again behind their back."""

Standing = tuple[ConnectorRow, SyncRunRow | None]


@dataclass(frozen=True, slots=True)
class _Tried:
    """What a test found: who we are, or what is wrong."""

    account: str = ""
    message: str = ""
    upstream: str = ""

    @property
    def good(self) -> bool:
        return not self.message


class ConnectorService:
    """Keeps the connections of every workspace.

    Args:
        database: Where they are.
        credentials: Seals what must not be read.
        tokens: Opens what is in use.
        cursors: Signs the pages of lists.
        clock: The time, in UTC microseconds.
    """

    def __init__(
        self,
        database: Database,
        credentials: Credentials,
        tokens: Tokens,
        cursors: Cursors,
        clock: Callable[[], int],
    ) -> None:
        self._database = database
        self._credentials = credentials
        self._tokens = tokens
        self._cursors = cursors
        self._clock = clock

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
        after = 0 if cursor is None else int(self._cursors.read(scope, cursor)[0] or 0)
        rows, total = await self._database.read(partial(_page, workspace_key, after, limit + 1))
        more = len(rows) > limit
        following = self._cursors.sign(scope, [rows[limit - 1][0].key]) if more else None
        shown = tuple(to_connector(*one, self._clock()) for one in rows[:limit])
        return Page(data=shown, page=PageInfo(next_cursor=following, has_more=more, total=total))

    async def get(self, workspace_key: int, connector_id: str) -> Connector:
        """Give a connection.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        standing = await self._database.read(partial(_standing, workspace_key, connector_id))
        return to_connector(*standing, self._clock())

    async def create(self, workspace_key: int, request: ConnectorCreate) -> Connector:
        """Connect a source; with credentials it is tried at once.

        Raises:
            InvalidError: There is no such source, or it takes no such setting or credential.
            ConflictError: The credentials cannot be sealed.
        """
        description = description_of(request.type)
        settings, given, app = _apart(request.settings, request.credentials)
        demand_known(description, settings, given)
        sealed = await self._credentials.seal(app) if app else None
        request = request.model_copy(update={"settings": settings})
        row = await self._database.write(partial(_add, workspace_key, description, request, sealed))
        if given:
            await self._offer(row, given)
        return await self.get(workspace_key, row.id)

    async def change(
        self, workspace_key: int, connector_id: str, request: ConnectorPatch
    ) -> Connector:
        """Change a connection; new credentials are tried before they are used.

        Raises:
            NotFoundError: The workspace has none of this id.
            InvalidError: The source takes no such setting or credential.
            ConflictError: The credentials cannot be sealed.
        """
        row = await self._row(workspace_key, connector_id)
        settings, given, app = _apart(request.settings or {}, request.credentials or {})
        demand_known(description_of(row.type), settings, given)
        values = _changes(row, request, settings)
        if app:
            values["oauth_app"] = await self._credentials.seal(app)
        if values:
            row = await self._database.write(partial(_change, workspace_key, row.key, values))
        if given:
            await self._offer(row, given)
        elif request.accept_credentials and row.candidate is not None:
            await self._adopt(row, row.candidate)
        return await self.get(workspace_key, connector_id)

    async def remove(self, workspace_key: int, connector_id: str) -> None:
        """Disconnect a source; its issues stay.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        row = await self._row(workspace_key, connector_id)
        await self._database.write(partial(_remove, workspace_key, row.key, row.id))

    async def test(self, workspace_key: int, connector_id: str) -> ConnectorTest:
        """Try the credentials in use, or those that wait to be used.

        Raises:
            NotFoundError: The workspace has none of this id.
            ConflictError: The credentials cannot be read.
        """
        row = await self._row(workspace_key, connector_id)
        secrets = await self._secrets(row)
        row = await self._row(workspace_key, connector_id)  # a fresh token may have been written
        sealed = row.candidate or row.credentials
        tried = await self._try(row, secrets)
        after = await self._settle(row, tried, sealed)
        return ConnectorTest(
            success=tried.good,
            account=tried.account,
            message=tried.message,
            upstream=tried.upstream,
            status=after.status,
        )

    async def choices(
        self, workspace_key: int, connector_id: str, limit: int
    ) -> Page[ConnectorChoice]:
        """Give the projects, repositories, services or channels that can be picked.

        Raises:
            NotFoundError: The workspace has none of this id.
            InvalidError: The source does not answer; the message says what to do.
        """
        row = await self._row(workspace_key, connector_id)
        secrets = await self._tokens.open(row) or await self._credentials.open(row.candidate)
        found: list[ConnectorChoice] = []
        try:
            async with opened(*place_of(row), secrets, patience=IMPATIENT) as reader:
                async for choice in reader.choices():
                    found.append(
                        ConnectorChoice(value=choice.value, label=choice.label, hint=choice.hint)
                    )
                    if len(found) >= limit:
                        break
        except ConnectorError as error:
            raise InvalidError(
                error.sentence, {"upstream": scrub(error.upstream, secrets)}
            ) from error
        return Page(data=tuple(found), page=PageInfo(total=len(found)))

    async def schedule(
        self, workspace_key: int, connector_id: str, request: ScheduleUpdate
    ) -> Schedule:
        """Set when a connection syncs.

        Raises:
            NotFoundError: The workspace has none of this id.
            InvalidError: The cron line or the zone cannot be read.
        """
        row = await self._row(workspace_key, connector_id)
        try:
            in_words(request.cron)
            coming = next_run_us(request.cron, request.timezone, self._clock())
        except ScheduleError as error:
            raise InvalidError(str(error), {"cron": str(error)}) from error
        values = {"cron": request.cron, "timezone": request.timezone, "next_run_us": coming}
        row = await self._database.write(partial(_change, workspace_key, row.key, values))
        return to_schedule(row, from_micros(self._clock()))

    async def pause(
        self, workspace_key: int, connector_id: str, actor: str, reason: str
    ) -> Connector:
        """Let a connection rest until it is resumed.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        row = await self._row(workspace_key, connector_id)
        values = {
            "status": ConnectorStatus.PAUSED,
            "status_reason": reason or "Paused by hand.",
            "paused_by": actor,
        }
        await self._database.write(partial(_change, workspace_key, row.key, values))
        return await self.get(workspace_key, connector_id)

    async def resume(self, workspace_key: int, connector_id: str) -> Connector:
        """Let a connection sync again, beginning now.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        row = await self._row(workspace_key, connector_id)
        if row.status is ConnectorStatus.PAUSED:
            values = {
                "status": ConnectorStatus.CONNECTED if row.account else ConnectorStatus.PENDING,
                "status_reason": "",
                "paused_by": None,
                "next_run_us": self._clock(),
            }
            await self._database.write(partial(_change, workspace_key, row.key, values))
        return await self.get(workspace_key, connector_id)

    async def authorised(
        self, row: ConnectorRow, credentials: Mapping[str, str], reason: str = ""
    ) -> Connector:
        """Take what a provider granted into use, and say what it did not grant.

        Raises:
            ConflictError: It cannot be sealed.
        """
        await self._offer(row, credentials)
        connected = await self.get(row.workspace_key, row.id)
        if reason and connected.status is ConnectorStatus.CONNECTED:
            row = await self._write(row, status_reason=reason)
            return await self.get(row.workspace_key, row.id)
        return connected

    async def _secrets(self, row: ConnectorRow) -> Mapping[str, str]:
        if row.candidate is not None:
            return await self._credentials.open(row.candidate)
        return await self._tokens.open(row)

    async def _offer(self, row: ConnectorRow, credentials: Mapping[str, str]) -> None:
        """Try new credentials; those in use stay in use until the new ones work."""
        sealed = await self._credentials.seal(credentials)
        row = await self._write(row, candidate=sealed)
        await self._settle(row, await self._try(row, credentials), sealed)

    async def _settle(self, row: ConnectorRow, tried: _Tried, sealed: str | None) -> ConnectorRow:
        """Note what a test found, and use credentials that passed it."""
        if tried.good:
            return await self._adopt(row, sealed, tried.account)
        if row.credentials is not None and row.candidate is not None and not _has_ended(row):
            reason = f"The new credentials were not taken: {tried.message}"
            return await self._write(row, status_reason=reason)
        status = ConnectorStatus.PENDING if row.last_synced_us is None else ConnectorStatus.ERROR
        return await self._write(row, status=status, status_reason=tried.message)

    async def _adopt(
        self, row: ConnectorRow, sealed: str | None, account: str | None = None
    ) -> ConnectorRow:
        values: dict[str, Any] = {"credentials": sealed, "candidate": None, "status_reason": ""}
        if account is not None:
            values |= {"account": account}
            if row.status is not ConnectorStatus.PAUSED:
                coming = row.next_run_us or self._clock()
                values |= {"status": ConnectorStatus.CONNECTED, "next_run_us": coming}
        return await self._write(row, **values)

    async def _try(self, row: ConnectorRow, secrets: Mapping[str, str]) -> _Tried:
        try:
            async with opened(*place_of(row), secrets, patience=IMPATIENT) as reader:
                return _Tried(account=await reader.check() or row.display_name)
        except ConnectorError as error:
            return _Tried(message=error.sentence, upstream=scrub(error.upstream, secrets))

    async def _write(self, row: ConnectorRow, **values: Any) -> ConnectorRow:
        return await self._database.write(partial(_change, row.workspace_key, row.key, values))

    async def _row(self, workspace_key: int, connector_id: str) -> ConnectorRow:
        return (await self._database.read(partial(_standing, workspace_key, connector_id)))[0]


def next_run_us(cron: str, timezone: str, now_us: int) -> int | None:
    """Give the next time of a schedule.

    Raises:
        ScheduleError: It cannot be read.
    """
    coming = next_runs(cron, timezone, from_micros(now_us))
    return to_micros(coming[0]) if coming else None


def _page(workspace_key: int, after: int, limit: int, read: Read) -> tuple[list[Standing], int]:
    store = ConnectorStore(read, workspace_key)
    rows = store.page(after, limit)
    latest = SyncRunStore(read, workspace_key).latest_of([row.key for row in rows])
    return [(row, latest.get(row.key)) for row in rows], store.count()


def _standing(workspace_key: int, connector_id: str, read: Read) -> Standing:
    row = ConnectorStore(read, workspace_key).find(connector_id)
    if row is None:
        raise NotFoundError("connector", connector_id)
    return row, SyncRunStore(read, workspace_key).latest_of([row.key]).get(row.key)


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


def _change(
    workspace_key: int, key: int, values: Mapping[str, Any], write: WriteTransaction
) -> ConnectorRow:
    row = ConnectorStore(write.connection, workspace_key).change(key, **values)
    record_change(write, workspace_key, ChangeKind.CONNECTORS, [row.id], 1)
    return row


def _remove(workspace_key: int, key: int, connector_id: str, write: WriteTransaction) -> None:
    ConnectorStore(write.connection, workspace_key).remove(key)
    record_change(write, workspace_key, ChangeKind.CONNECTORS, [connector_id], 1)


def _has_ended(row: ConnectorRow) -> bool:
    return row.status is ConnectorStatus.OAUTH_EXPIRED


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
