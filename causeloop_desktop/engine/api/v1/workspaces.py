"""``/v1/workspaces``: what there is, a new one, and the sample."""

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import Page, PageInfo
from causeloop_desktop.contract.workspaces import Workspace, WorkspaceCreate
from causeloop_desktop.engine.api.v1.dependencies import FEW, Cursor, Engine, Limit, Ws
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("workspaces", "/workspaces")

BOUND = "A token is bound to its workspace and cannot make another one."


@router.get("")
async def list_workspaces(
    engine: Engine, ws: Ws, limit: Limit = FEW, cursor: Cursor = None
) -> Page[Workspace]:
    """Every workspace for our own programs, the token's own one for everybody else."""
    ws.require(Scope.WORKSPACE_READ)
    if not ws.credential.own_program:
        return Page(data=(ws.workspace.model,), page=PageInfo(total=1))
    return await engine.workspaces.list(limit, cursor)


@router.post("", status_code=201)
async def create_workspace(engine: Engine, ws: Ws, new: WorkspaceCreate) -> Workspace:
    """Make an empty workspace."""
    ws.require_own_program(Scope.WORKSPACE_WRITE, BOUND)
    return await engine.workspaces.create(new)


@router.post("/sample")
async def ensure_sample(engine: Engine, ws: Ws) -> Workspace:
    """Give the sample workspace, made and filled where it is not there yet."""
    ws.require_own_program(Scope.WORKSPACE_WRITE, BOUND)
    return await engine.workspaces.ensure_sample()
