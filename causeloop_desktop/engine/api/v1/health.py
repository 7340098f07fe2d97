"""``/health`` and ``/ready``: the probes; no version, no token."""

from fastapi import APIRouter, Response

from causeloop_desktop.contract.engine import Health
from causeloop_desktop.engine.api.v1.dependencies import Engine

router = APIRouter(tags=["health"])


@router.get("/health")
async def health() -> Health:
    """Whether the process lives: it does, if this is answered."""
    return Health(status="ok")


@router.get("/ready", responses={503: {"model": Health}})
async def ready(engine: Engine, response: Response) -> Health:
    """Whether the database answers."""
    if await engine.workspaces.reachable():
        return Health(status="ok")
    response.status_code = 503
    return Health(status="unhealthy")
