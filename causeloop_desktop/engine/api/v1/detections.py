"""``/v1/detections``: ask for a full detection of patterns, and see those that were."""

from functools import partial
from typing import Annotated

from fastapi import Depends, Response

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.detections import (
    DetectionRequest,
    DetectionRun,
    DetectionSettings,
    DetectionSettingsChanged,
    DetectionSettingsPatch,
    DetectionStarted,
    PreviewRequest,
    RunChange,
    RunChangeFilter,
    RunDecided,
    RunFilter,
)
from causeloop_desktop.engine.api.filters import read_filter
from causeloop_desktop.engine.api.v1.dependencies import Engine, Ws
from causeloop_desktop.engine.api.v1.lists import Listed
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("detections", "/detections")


def run_filter(status: str | None = None) -> RunFilter:
    """Read which runs are meant; alternatives are separated by commas."""
    return read_filter(RunFilter, status=status)


def change_filter(kind: str | None = None) -> RunChangeFilter:
    """Read which lines of a diff are meant; alternatives are separated by commas."""
    return read_filter(RunChangeFilter, kind=kind)


@router.post("", status_code=202)
async def start_detection(
    engine: Engine, ws: Ws, detection: DetectionRequest | None = None
) -> DetectionStarted:
    """Queue a detection; a second call joins the one that waits."""
    ws.require(Scope.PATTERNS_WRITE)
    asked = detection or DetectionRequest()
    return await engine.detections.start(ws.key, asked.reason, asked.mode)


@router.get("", response_model=Page[DetectionRun])
async def list_detections(
    engine: Engine, ws: Ws, wanted: Annotated[RunFilter, Depends(run_filter)], asked: Listed
) -> Page[DetectionRun] | Response:
    """The runs of the workspace, newest first."""
    ws.require(Scope.PATTERNS_READ)
    return await asked.answer(
        DetectionRun, partial(engine.detections.list, ws.key, statuses=wanted.status)
    )


@router.get("/settings")
async def get_settings(engine: Engine, ws: Ws) -> DetectionSettings:
    """What the workspace chose for its patterns."""
    ws.require(Scope.PATTERNS_READ)
    return await engine.detections.settings(ws.key)


@router.patch("/settings")
async def patch_settings(
    engine: Engine, ws: Ws, patch: DetectionSettingsPatch
) -> DetectionSettingsChanged:
    """Change what the workspace chose; patterns follow with the next detection."""
    ws.require(Scope.PATTERNS_WRITE)
    return await engine.detections.change_settings(ws.key, ws.actor, patch)


@router.post("/previews", status_code=202)
async def start_preview(engine: Engine, ws: Ws, preview: PreviewRequest) -> DetectionStarted:
    """Try other settings as a job that changes nothing; its result is a ``DetectionPreview``."""
    ws.require(Scope.PATTERNS_WRITE)
    return await engine.previews.start(ws.key, preview)


@router.get("/{run_id}")
async def get_detection(run_id: str, engine: Engine, ws: Ws) -> DetectionRun:
    """One run: version, parameters, seconds, counts, and what became of it."""
    ws.require(Scope.PATTERNS_READ)
    return await engine.detections.get(ws.key, run_id)


@router.get("/{run_id}/diff", response_model=Page[RunChange])
async def get_diff(
    run_id: str,
    engine: Engine,
    ws: Ws,
    wanted: Annotated[RunChangeFilter, Depends(change_filter)],
    asked: Listed,
) -> Page[RunChange] | Response:
    """What a run changed, or would change: merged, split, moved, vanished and new patterns."""
    ws.require(Scope.PATTERNS_READ)
    return await asked.answer(
        RunChange, partial(engine.detections.diff, ws.key, run_id, kinds=wanted.kind)
    )


@router.post("/{run_id}/accept")
async def accept_detection(run_id: str, engine: Engine, ws: Ws) -> RunDecided:
    """Show a run that waits for consent; 409 says why one does not."""
    ws.require(Scope.PATTERNS_WRITE)
    return await engine.detections.accept(ws.key, ws.actor, run_id)


@router.post("/{run_id}/discard")
async def discard_detection(run_id: str, engine: Engine, ws: Ws) -> RunDecided:
    """Drop a run that waits for consent; what is visible stays."""
    ws.require(Scope.PATTERNS_WRITE)
    return await engine.detections.discard(ws.key, run_id)
