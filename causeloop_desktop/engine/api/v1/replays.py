"""``/v1/replays``: what matching would have said of the issues of a file, one by one."""

from functools import partial

from fastapi import Request, Response

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.replays import ReplayRow, ReplayStarted
from causeloop_desktop.engine.api.v1.dependencies import Engine, Ws
from causeloop_desktop.engine.api.v1.imports import (
    FILE_BODY,
    Options,
    read_options,
    upload_of,
)
from causeloop_desktop.engine.api.v1.lists import Listed
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("replays", "/replays")


@router.post("", status_code=202, openapi_extra=FILE_BODY)
async def start_replay(
    request: Request, engine: Engine, ws: Ws, options: Options = None
) -> ReplayStarted:
    """Take the file; a job feeds it to an empty workspace, and this one stays as it is."""
    ws.require(Scope.INGEST_WRITE)
    return await engine.replays.start(ws.key, upload_of(request), read_options(options))


@router.get("/{job_id}/rows", response_model=Page[ReplayRow])
async def list_replay_rows(
    engine: Engine, ws: Ws, job_id: str, asked: Listed
) -> Page[ReplayRow] | Response:
    """What a replay that has ended said of each issue, the earliest first."""
    ws.require(Scope.JOBS_READ)
    return await asked.answer(ReplayRow, partial(engine.replays.rows, ws.key, job_id))
