"""Pushes over HTTP: one record, up to 500, or one of a known tool."""

from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import PUSH_SOURCES
from causeloop_desktop.contract.ingest import (
    EventResult,
    IngestBatch,
    IngestEvent,
    IngestJob,
    IngestResult,
)
from causeloop_desktop.engine.api.v1.dependencies import Engine, Ws
from causeloop_desktop.engine.api.v1.routing import noun_router
from causeloop_desktop.engine.services.errors import NotFoundError
from causeloop_desktop.engine.services.workspaces import refuse_sample

router = noun_router("ingest", "/ingest")


def _body_of(model: type[BaseModel]) -> dict[str, Any]:
    """Describe a body that is read raw: each record is judged alone, and fast."""
    schema = model.model_json_schema()
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _accepted(result: BaseModel) -> Response:
    return Response(result.model_dump_json(), 202, media_type="application/json")


@router.post(
    "/events", status_code=202, response_model=EventResult, openapi_extra=_body_of(IngestEvent)
)
async def ingest_event(request: Request, engine: Engine, ws: Ws) -> Response:
    """Take one raw signal and make it an issue at once."""
    ws.require(Scope.INGEST_WRITE)
    refuse_sample(ws.workspace)
    return _accepted(await engine.ingest.event(ws.key, await request.body()))


@router.post(
    "/batch", status_code=202, response_model=IngestResult, openapi_extra=_body_of(IngestBatch)
)
async def ingest_batch(request: Request, engine: Engine, ws: Ws) -> Response:
    """Take up to 500 records; a bad one never stops the rest."""
    ws.require(Scope.INGEST_WRITE)
    refuse_sample(ws.workspace)
    return _accepted(await engine.ingest.batch(ws.key, await request.body()))


@router.post(
    "/{source}/issues",
    status_code=202,
    response_model=EventResult,
    openapi_extra=_body_of(IngestEvent),
)
async def ingest_issue(source: str, request: Request, engine: Engine, ws: Ws) -> Response:
    """Take one record of a known tool, with the fields that it must have."""
    ws.require(Scope.INGEST_WRITE)
    if source not in PUSH_SOURCES:
        raise NotFoundError("source", source)
    refuse_sample(ws.workspace)
    return _accepted(await engine.ingest.event(ws.key, await request.body(), source=source))


@router.get("/status/{job_id}")
async def ingest_status(job_id: str, engine: Engine, ws: Ws) -> IngestJob:
    """Tell what became of a push."""
    ws.require(Scope.INGEST_WRITE)
    return await engine.ingest.job(ws.key, job_id)
