"""Every noun's routes under ``/v1``; a new noun is one line here."""

from typing import Any

from fastapi import APIRouter

from causeloop_desktop.contract.base import ErrorEnvelope
from causeloop_desktop.engine.api.v1 import (
    auth,
    backtests,
    connectors,
    dashboard,
    detections,
    duplicates,
    engine,
    imports,
    ingest,
    issues,
    jobs,
    novelty,
    operations,
    patterns,
    predictions,
    replays,
    reviews,
    stream,
    texts,
    tokens,
    vault,
    webhooks,
    workspaces,
)

NOUNS = (
    engine,
    workspaces,
    auth,
    tokens,
    jobs,
    ingest,
    issues,
    imports,
    operations,
    stream,
    patterns,
    predictions,
    reviews,
    detections,
    backtests,
    replays,
    dashboard,
    texts,
    duplicates,
    novelty,
    connectors,
    vault,
    webhooks,
)

REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorEnvelope, "description": meaning}
    for status, meaning in {
        400: "The request is malformed",
        401: "The token is missing, unknown or expired",
        403: "The token lacks a scope",
        404: "There is no such thing in this workspace",
        409: "The request clashes with what stands",
        422: "A rule of the product forbids it",
        429: "Too many requests",
    }.items()
}

router = APIRouter(prefix="/v1", responses=REFUSALS)
for noun in NOUNS:
    router.include_router(noun.router)
