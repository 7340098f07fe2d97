"""``/v1/duplicates``: what several tools tell of one occurrence."""

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import DuplicateId, IssueId, Page
from causeloop_desktop.contract.duplicates import (
    Duplicate,
    DuplicateJoin,
    DuplicatesChanged,
    SameOccurrence,
)
from causeloop_desktop.engine.api.v1.dependencies import AsOf, Cursor, Engine, Limit, Ws
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("duplicates")


@router.get("/duplicates")
async def list_duplicates(
    engine: Engine, ws: Ws, limit: Limit = 25, cursor: Cursor = None
) -> Page[Duplicate]:
    """List the pairs that are joined, the newest joins first."""
    ws.require(Scope.ISSUES_READ)
    return await engine.duplicates.list(ws.key, limit, cursor)


@router.post("/duplicates", status_code=201)
async def join_duplicates(request: DuplicateJoin, engine: Engine, ws: Ws) -> DuplicatesChanged:
    """Say that two issues tell of one occurrence, which then counts once."""
    ws.require(Scope.ISSUES_WRITE)
    return await engine.duplicates.join(ws.key, ws.actor, request)


@router.post("/duplicates/{duplicate_id}/part")
async def part_duplicates(duplicate_id: DuplicateId, engine: Engine, ws: Ws) -> DuplicatesChanged:
    """Say that a pair does not tell of one occurrence; it is not joined again by itself."""
    ws.require(Scope.ISSUES_WRITE)
    return await engine.duplicates.part(ws.key, ws.actor, duplicate_id)


@router.get("/issues/{issue_id}/duplicates", tags=["issues"])
async def same_occurrence(issue_id: IssueId, engine: Engine, ws: Ws, as_of: AsOf) -> SameOccurrence:
    """Give all issues that tell of the same occurrence as one, and what joins them."""
    ws.require(Scope.ISSUES_READ)
    return await engine.duplicates.of_issue(ws.key, issue_id, as_of)
