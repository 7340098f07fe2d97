"""What people did, and taking it back."""

from functools import partial

from fastapi import Response

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.operations import Operation, OperationUndone
from causeloop_desktop.engine.api.v1.dependencies import Engine, Ws
from causeloop_desktop.engine.api.v1.lists import Listed
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("operations", "/operations")


@router.get("", response_model=Page[Operation])
async def list_operations(engine: Engine, ws: Ws, asked: Listed) -> Page[Operation] | Response:
    """List what people did, newest first."""
    ws.require(Scope.ISSUES_READ)
    return await asked.answer(Operation, partial(engine.operations.list, ws.key))


@router.post("/{operation_id}/undo")
async def undo_operation(operation_id: str, engine: Engine, ws: Ws) -> OperationUndone:
    """Take an operation back; 409 says what newer depends on it."""
    ws.require(Scope.ISSUES_WRITE, Scope.PATTERNS_WRITE)
    return await engine.operations.undo(ws.key, ws.actor, operation_id)
