"""``/v1/detections``: ask for a full detection of patterns, and see those that were."""

from fastapi import APIRouter, Request, Response

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.detections import DetectionRequest, DetectionRun, DetectionStarted
from causeloop_desktop.engine.api.lists import Fields, answer_list
from causeloop_desktop.engine.api.v1.dependencies import Cursor, Engine, Limit, Ws

router = APIRouter(prefix="/detections", tags=["detections"])


@router.post("", status_code=202)
async def start_detection(
    engine: Engine, ws: Ws, detection: DetectionRequest | None = None
) -> DetectionStarted:
    """Queue a detection; a second call joins the one that waits."""
    ws.require(Scope.PATTERNS_WRITE)
    reason = (detection or DetectionRequest()).reason
    return await engine.detections.start(ws.key, reason)


@router.get("", response_model=Page[DetectionRun])
async def list_detections(
    request: Request,
    engine: Engine,
    ws: Ws,
    limit: Limit = 25,
    cursor: Cursor = None,
    fields: Fields = None,
) -> Page[DetectionRun] | Response:
    """The runs of the workspace, newest first."""
    ws.require(Scope.PATTERNS_READ)
    return await answer_list(
        request,
        DetectionRun,
        lambda size, after: engine.detections.list(ws.key, size, after),
        limit,
        cursor,
        fields,
    )
