"""``/v1/connector-catalog`` and ``/v1/connectors``: sources, and the connections to them."""

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import HTMLResponse

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import Page, PageInfo
from causeloop_desktop.contract.connectors import (
    AuthorisationAnswer,
    AuthorisationStarted,
    BackfillEstimate,
    BackfillRequest,
    CatalogEntry,
    Connector,
    ConnectorChoice,
    ConnectorCreate,
    ConnectorPatch,
    ConnectorPause,
    ConnectorTest,
    Schedule,
    ScheduleUpdate,
    SkippedRow,
    SyncRun,
    SyncStarted,
)
from causeloop_desktop.engine.api.v1.dependencies import Cursor, Engine, Limit, Ws
from causeloop_desktop.engine.api.v1.routing import noun_router
from causeloop_desktop.engine.services.connectors.access.callback import page, said
from causeloop_desktop.engine.services.errors import ServiceError

router = noun_router("connectors")


@router.get("/connector-catalog")
async def list_catalog(engine: Engine, ws: Ws) -> Page[CatalogEntry]:
    """Every source that can be connected."""
    ws.require(Scope.CONNECTORS_READ)
    entries = engine.connectors.catalog()
    return Page(data=entries, page=PageInfo(total=len(entries)))


@router.get("/connector-catalog/{type_}")
async def get_catalog_entry(engine: Engine, ws: Ws, type_: str) -> CatalogEntry:
    """One source: what it ingests, what it needs, and how it is authorised."""
    ws.require(Scope.CONNECTORS_READ)
    return engine.connectors.entry(type_)


@router.get("/connectors")
async def list_connectors(
    engine: Engine, ws: Ws, limit: Limit = 25, cursor: Cursor = None
) -> Page[Connector]:
    """The connections of the workspace, oldest first."""
    ws.require(Scope.CONNECTORS_READ)
    return await engine.connectors.list(ws.key, limit, cursor)


@router.post("/connectors", status_code=201)
async def create_connector(engine: Engine, ws: Ws, new: ConnectorCreate) -> Connector:
    """Connect a source; with credentials it is tested at once."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await engine.connectors.create(ws.key, new)


@router.get("/connectors/oauth/callback", response_class=HTMLResponse)
async def take_answer(
    engine: Engine, request: Request, state: str = "", code: str = ""
) -> HTMLResponse:
    """Where providers send the browser back to; the state says whose answer it is."""
    params = {**request.query_params, "state": state}
    if code:
        params["code"] = code
    try:
        connected = await engine.authorisations.answer(params)
    except ServiceError as error:
        return HTMLResponse(page(error.message), status_code=400)
    return HTMLResponse(page(said(connected)))


@router.post("/connectors/{connector_id}/oauth/start")
async def start_authorisation(engine: Engine, ws: Ws, connector_id: str) -> AuthorisationStarted:
    """Begin to authorise it in the browser; the answer is awaited for ten minutes."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await engine.authorisations.start(ws.key, connector_id)


@router.post("/connectors/{connector_id}/oauth/answer")
async def paste_answer(
    engine: Engine, ws: Ws, connector_id: str, answer: AuthorisationAnswer
) -> Connector:
    """Take the address that the browser landed on, where the answer could not be heard."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await engine.authorisations.answer_at(ws.key, connector_id, answer.address)


@router.get("/connectors/{connector_id}")
async def get_connector(engine: Engine, ws: Ws, connector_id: str) -> Connector:
    """One connection."""
    ws.require(Scope.CONNECTORS_READ)
    return await engine.connectors.get(ws.key, connector_id)


@router.patch("/connectors/{connector_id}")
async def change_connector(
    engine: Engine, ws: Ws, connector_id: str, patch: ConnectorPatch
) -> Connector:
    """Change a connection; new credentials are tested before they replace the old ones."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await engine.connectors.change(ws.key, connector_id, patch)


@router.delete("/connectors/{connector_id}", status_code=204)
async def remove_connector(engine: Engine, ws: Ws, connector_id: str) -> Response:
    """Disconnect a source; its issues stay."""
    ws.require(Scope.CONNECTORS_ADMIN)
    await engine.connectors.remove(ws.key, connector_id)
    return Response(status_code=204)


@router.post("/connectors/{connector_id}/test")
async def test_connector(engine: Engine, ws: Ws, connector_id: str) -> ConnectorTest:
    """Try the credentials."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await engine.connectors.trials.test(ws.key, connector_id)


@router.get("/connectors/{connector_id}/scopes")
async def list_scopes(
    engine: Engine,
    ws: Ws,
    connector_id: str,
    limit: Annotated[int, Query(ge=1, le=5_000)] = 1_000,
) -> Page[ConnectorChoice]:
    """The projects, repositories, services or channels that can be picked."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await engine.connectors.trials.choices(ws.key, connector_id, limit)


@router.put("/connectors/{connector_id}/schedule")
async def set_schedule(
    engine: Engine, ws: Ws, connector_id: str, schedule: ScheduleUpdate
) -> Schedule:
    """Set when it syncs: a cron line of five fields in an IANA zone."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await engine.connectors.timing.schedule(ws.key, connector_id, schedule)


@router.post("/connectors/{connector_id}/pause")
async def pause_connector(
    engine: Engine, ws: Ws, connector_id: str, pause: ConnectorPause
) -> Connector:
    """Let it rest until it is resumed."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await engine.connectors.timing.pause(ws.key, connector_id, ws.actor, pause.reason)


@router.post("/connectors/{connector_id}/resume")
async def resume_connector(engine: Engine, ws: Ws, connector_id: str) -> Connector:
    """Let it sync again, beginning now."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await engine.connectors.timing.resume(ws.key, connector_id)


@router.post("/connectors/{connector_id}/sync", status_code=202)
async def sync_connector(engine: Engine, ws: Ws, connector_id: str) -> SyncStarted:
    """Sync now, or join the run that is under way."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await engine.syncs.start(ws.key, connector_id)


@router.post("/connectors/{connector_id}/backfill", status_code=202)
async def backfill_connector(
    engine: Engine, ws: Ws, connector_id: str, backfill: BackfillRequest, response: Response
) -> SyncStarted | BackfillEstimate:
    """Read a part of the past again, or with ``preview`` say what that would take (200)."""
    ws.require(Scope.CONNECTORS_ADMIN)
    if backfill.preview:
        response.status_code = 200
        return await engine.estimates.estimate(ws.key, connector_id, backfill)
    return await engine.syncs.backfill(ws.key, connector_id, backfill)


@router.post("/connectors/{connector_id}/backfill/estimate")
async def estimate_backfill(
    engine: Engine, ws: Ws, connector_id: str, backfill: BackfillRequest
) -> BackfillEstimate:
    """What a backfill would take: asked of the source, without reading it."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await engine.estimates.estimate(ws.key, connector_id, backfill)


@router.post("/connectors/{connector_id}/cancel", status_code=202)
async def cancel_sync(engine: Engine, ws: Ws, connector_id: str) -> SyncRun:
    """Stop the run that is under way; what was read stays."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await engine.syncs.cancel(ws.key, connector_id)


@router.get("/connectors/{connector_id}/sync-runs")
async def list_sync_runs(
    engine: Engine, ws: Ws, connector_id: str, limit: Limit = 25, cursor: Cursor = None
) -> Page[SyncRun]:
    """The runs of a connection, newest first."""
    ws.require(Scope.CONNECTORS_READ)
    return await engine.syncs.list(ws.key, connector_id, limit, cursor)


@router.get("/connectors/{connector_id}/sync-runs/{run_id}")
async def get_sync_run(engine: Engine, ws: Ws, connector_id: str, run_id: str) -> SyncRun:
    """One run: what it brought, or why it failed."""
    ws.require(Scope.CONNECTORS_READ)
    return await engine.syncs.get(ws.key, connector_id, run_id)


@router.get("/connectors/{connector_id}/sync-runs/{run_id}/skipped")
async def list_skipped_rows(
    engine: Engine,
    ws: Ws,
    connector_id: str,
    run_id: str,
    limit: Limit = 25,
    cursor: Cursor = None,
) -> Page[SkippedRow]:
    """The rows that a run could not take, as they came."""
    ws.require(Scope.CONNECTORS_READ)
    return await engine.syncs.skipped(ws.key, connector_id, run_id, limit, cursor)
