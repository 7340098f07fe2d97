"""``/v1/hosts``: where the program has asked for the workspace."""

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.hosts import Host
from causeloop_desktop.engine.api.v1.dependencies import Cursor, Engine, Limit, Ws
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("hosts")


@router.get("/hosts")
async def list_hosts(
    engine: Engine, ws: Ws, limit: Limit = 25, cursor: Cursor = None
) -> Page[Host]:
    """The hosts that were contacted, by name: how often, when and why."""
    ws.require(Scope.CONNECTORS_READ)
    return await engine.hosts.list(ws.key, limit, cursor)
