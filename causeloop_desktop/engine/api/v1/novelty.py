"""``/v1/novelty``: what is new in the last week."""

from fastapi import APIRouter

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.novelty import Novelty
from causeloop_desktop.engine.api.v1.dependencies import AsOf, Engine, Ws

router = APIRouter(prefix="/novelty", tags=["novelty"])


@router.get("")
async def get_novelty(engine: Engine, ws: Ws, as_of: AsOf) -> Novelty:
    """Say what fits nowhere, which sources fell silent, and which words are new."""
    ws.require(Scope.ISSUES_READ, Scope.PATTERNS_READ)
    return await engine.novelty.get(ws.key, as_of)
