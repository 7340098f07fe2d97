"""``/v1/novelty``: what is new in the last week."""

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.novelty import Novelty
from causeloop_desktop.engine.api.v1.dependencies import AsOf, Engine, Ws
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("novelty", "/novelty")


@router.get("")
async def get_novelty(engine: Engine, ws: Ws, as_of: AsOf) -> Novelty:
    """Say what fits nowhere, which sources fell silent, and which words are new."""
    ws.require(Scope.ISSUES_READ, Scope.PATTERNS_READ)
    return await engine.novelty.get(ws.key, as_of)
