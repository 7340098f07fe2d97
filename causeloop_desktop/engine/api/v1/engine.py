"""``/v1/engine``: what this engine is."""

from causeloop_desktop import __version__
from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.engine import EngineInfo
from causeloop_desktop.engine.api.v1.dependencies import Engine, Ws
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("engine")


@router.get("/engine")
async def get_engine(engine: Engine, ws: Ws) -> EngineInfo:
    """What the engine is and how much it holds; only our own programs learn where, and of all."""
    ws.require(Scope.WORKSPACE_READ)
    settings, own = engine.settings, ws.credential.own_program
    return EngineInfo(
        version=__version__,
        data_dir=str(settings.directory) if own else None,
        database=engine.database.url.partition(":")[0],
        issue_count=await engine.workspaces.issue_count(None if own else ws.key),
        mock=settings.mock,
    )
