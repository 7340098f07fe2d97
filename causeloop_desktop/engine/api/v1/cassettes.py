"""``/v1/cassettes``: syncs recorded without their secrets, and recordings played again."""

from functools import partial
from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import FileResponse

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.cassettes import PlayedRow, PlayStarted, RecordRequest
from causeloop_desktop.contract.connectors import SyncStarted
from causeloop_desktop.engine.api.v1.dependencies import Engine, Ws
from causeloop_desktop.engine.api.v1.imports import FILE_BODY, upload_of
from causeloop_desktop.engine.api.v1.lists import NDJSON, Listed
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("cassettes")


Source = Annotated[
    str | None, Query(alias="type", description="Another source than the one that was recorded")
]


@router.post("/connectors/{connector_id}/recordings", status_code=202)
async def record_sync(
    engine: Engine, ws: Ws, connector_id: str, request: RecordRequest
) -> SyncStarted:
    """Sync now and record it: what was asked and answered, without credentials and people."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await engine.cassettes.record(ws.key, connector_id, request)


@router.get(
    "/connectors/{connector_id}/sync-runs/{run_id}/cassette",
    response_class=FileResponse,
    responses={200: {"content": {NDJSON: {}}}},
)
async def get_cassette(engine: Engine, ws: Ws, connector_id: str, run_id: str) -> FileResponse:
    """The recording of a run, as JSON lines."""
    ws.require(Scope.CONNECTORS_ADMIN)
    path = await engine.cassettes.tape(ws.key, connector_id, run_id)
    return FileResponse(path, media_type=NDJSON, filename=path.name)


@router.post("/cassettes/replays", status_code=202, openapi_extra=FILE_BODY)
async def play_cassette(
    request: Request, engine: Engine, ws: Ws, source: Source = None
) -> PlayStarted:
    """Take a recording; a job plays it offline, and the workspace stays as it is."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await engine.cassettes.play(ws.key, upload_of(request), source)


@router.get("/cassettes/replays/{job_id}/rows", response_model=Page[PlayedRow])
async def list_played_rows(
    engine: Engine, ws: Ws, job_id: str, asked: Listed
) -> Page[PlayedRow] | Response:
    """What came out of a recording, in the order in which it came."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await asked.answer(PlayedRow, partial(engine.cassettes.rows, ws.key, job_id))
