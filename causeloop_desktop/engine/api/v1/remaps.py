"""``/v1/connectors/{id}/remap``: kept rows are read again as they are understood today."""

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.remaps import RemapRequest, RemapStarted
from causeloop_desktop.engine.api.v1.dependencies import Engine, Ws
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("remaps")


@router.post("/connectors/{connector_id}/remap", status_code=202)
async def remap_connector(
    engine: Engine, ws: Ws, connector_id: str, request: RemapRequest
) -> RemapStarted:
    """Read the kept rows of a connection again without asking the source."""
    ws.require(Scope.CONNECTORS_ADMIN)
    return await engine.remaps.start(ws.key, connector_id, preview=request.preview)
