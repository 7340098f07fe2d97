"""``/v1/retention``: how long what is kept beside the issues stays."""

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.retention import Retention, RetentionChanged, RetentionPatch
from causeloop_desktop.engine.api.v1.dependencies import Engine, Ws
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("retention")


@router.get("/retention")
async def get_retention(engine: Engine, ws: Ws) -> Retention:
    """How long rows of sources are kept, and how many there are."""
    ws.require(Scope.CONNECTORS_READ)
    return await engine.retention.get(ws.key)


@router.patch("/retention")
async def change_retention(engine: Engine, ws: Ws, patch: RetentionPatch) -> RetentionChanged:
    """Keep them longer or shorter; what is older goes within the hour."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await engine.retention.change(ws.key, ws.actor, patch)
