"""Connections to sources over the API."""

from causeloop_desktop.client.wire.group import Group
from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.connectors import (
    AuthorisationAnswer,
    AuthorisationStarted,
    BackfillEstimate,
    BackfillRequest,
    CatalogEntry,
    Connector,
    ConnectorChoice,
    ConnectorCreate,
    ConnectorId,
    ConnectorPatch,
    ConnectorPause,
    ConnectorTest,
    Schedule,
    ScheduleUpdate,
    SkippedRow,
    SyncRun,
    SyncRunId,
    SyncStarted,
)


class ConnectorsClient(Group):
    """``/v1/connectors`` and ``/v1/connector-catalog``."""

    path = "/v1/connectors"
    catalog_path = "/v1/connector-catalog"

    async def catalog(self) -> Page[CatalogEntry]:
        """Read every source that can be connected."""
        return await self._transport.get(self.catalog_path, Page[CatalogEntry])

    async def entry(self, type_: str) -> CatalogEntry:
        """Read one source."""
        return await self._transport.get(f"{self.catalog_path}/{type_}", CatalogEntry)

    async def list(self, limit: int = 100, cursor: str | None = None) -> Page[Connector]:
        """Read a page of connections, oldest first."""
        params = to_params(limit=limit, cursor=cursor)
        return await self._transport.get(self.path, Page[Connector], params)

    async def get(self, id_: ConnectorId) -> Connector:
        """Read one connection."""
        return await self._transport.get(f"{self.path}/{id_}", Connector)

    async def create(self, new: ConnectorCreate) -> Connector:
        """Connect a source; with credentials it is tested at once."""
        return await self._transport.send("POST", self.path, Connector, new)

    async def change(self, id_: ConnectorId, patch: ConnectorPatch) -> Connector:
        """Change a connection."""
        return await self._transport.send("PATCH", f"{self.path}/{id_}", Connector, patch)

    async def remove(self, id_: ConnectorId) -> None:
        """Disconnect a source; its issues stay."""
        await self._transport.delete(f"{self.path}/{id_}")

    async def test(self, id_: ConnectorId) -> ConnectorTest:
        """Try the credentials."""
        return await self._transport.send("POST", f"{self.path}/{id_}/test", ConnectorTest)

    async def authorise(self, id_: ConnectorId) -> AuthorisationStarted:
        """Begin to authorise it in the browser."""
        path = f"{self.path}/{id_}/oauth/start"
        return await self._transport.send("POST", path, AuthorisationStarted)

    async def answer(self, id_: ConnectorId, address: str) -> Connector:
        """Hand over the address that the browser landed on."""
        body = AuthorisationAnswer(address=address)
        return await self._transport.send(
            "POST", f"{self.path}/{id_}/oauth/answer", Connector, body
        )

    async def scopes(self, id_: ConnectorId) -> Page[ConnectorChoice]:
        """Read what can be picked of a source."""
        return await self._transport.get(f"{self.path}/{id_}/scopes", Page[ConnectorChoice])

    async def schedule(self, id_: ConnectorId, schedule: ScheduleUpdate) -> Schedule:
        """Set when it syncs."""
        return await self._transport.send("PUT", f"{self.path}/{id_}/schedule", Schedule, schedule)

    async def pause(self, id_: ConnectorId, reason: str = "") -> Connector:
        """Let it rest."""
        body = ConnectorPause(reason=reason)
        return await self._transport.send("POST", f"{self.path}/{id_}/pause", Connector, body)

    async def resume(self, id_: ConnectorId) -> Connector:
        """Let it sync again."""
        return await self._transport.send("POST", f"{self.path}/{id_}/resume", Connector)

    async def sync(self, id_: ConnectorId) -> SyncStarted:
        """Sync now, or join the run that is under way."""
        return await self._transport.send("POST", f"{self.path}/{id_}/sync", SyncStarted)

    async def backfill(self, id_: ConnectorId, request: BackfillRequest) -> SyncStarted:
        """Read a part of the past again."""
        body = request.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return await self._transport.send("POST", f"{self.path}/{id_}/backfill", SyncStarted, body)

    async def estimate(self, id_: ConnectorId, request: BackfillRequest) -> BackfillEstimate:
        """Learn what reading a part of the past would take.

        This has a path of its own: a server that does not know it must not begin to read instead.
        """
        body = request.model_dump(mode="json", by_alias=True, exclude_unset=True)
        path = f"{self.path}/{id_}/backfill/estimate"
        return await self._transport.send("POST", path, BackfillEstimate, body)

    async def cancel(self, id_: ConnectorId) -> SyncRun:
        """Stop the run that is under way."""
        return await self._transport.send("POST", f"{self.path}/{id_}/cancel", SyncRun)

    async def runs(
        self, id_: ConnectorId, limit: int = 25, cursor: str | None = None
    ) -> Page[SyncRun]:
        """Read a page of runs, newest first."""
        params = to_params(limit=limit, cursor=cursor)
        return await self._transport.get(f"{self.path}/{id_}/sync-runs", Page[SyncRun], params)

    async def run(self, id_: ConnectorId, run_id: SyncRunId) -> SyncRun:
        """Read one run."""
        return await self._transport.get(f"{self.path}/{id_}/sync-runs/{run_id}", SyncRun)

    async def skipped(
        self, id_: ConnectorId, run_id: SyncRunId, limit: int = 25, cursor: str | None = None
    ) -> Page[SkippedRow]:
        """Read the rows that a run could not take."""
        params = to_params(limit=limit, cursor=cursor)
        path = f"{self.path}/{id_}/sync-runs/{run_id}/skipped"
        return await self._transport.get(path, Page[SkippedRow], params)
