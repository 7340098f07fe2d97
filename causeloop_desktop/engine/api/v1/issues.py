"""Issues over HTTP: lists, one issue, and what people change of them."""

from functools import partial
from typing import Annotated

from fastapi import Depends, Query, Response

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import Page, PageInfo, PatternId
from causeloop_desktop.contract.base import Request as RequestModel
from causeloop_desktop.contract.issues import (
    BulkResult,
    Issue,
    IssueBulk,
    IssueChanged,
    IssueCreate,
    IssueFacets,
    IssueFilter,
    IssuePatch,
    IssueSort,
    IssueSummary,
    SimilarIssue,
    WhyHere,
)
from causeloop_desktop.engine.api.filters import read_filter
from causeloop_desktop.engine.api.v1.dependencies import AsOf, Engine, Ws
from causeloop_desktop.engine.api.v1.lists import SortedListed
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("issues", "/issues")

PRIORITY_OF_WORD = {"critical": "p1", "high": "p2", "medium": "p3", "low": "p4"}

Text = Annotated[str | None, Query()]
SimilarLimit = Annotated[int, Query(ge=1, le=20)]


class PatternLink(RequestModel):
    """The pattern that an issue is linked to."""

    pattern_id: PatternId


def issue_filter(
    status: Text = None,
    stage: Text = None,
    severity: Text = None,
    source: Text = None,
    team: Text = None,
    service: Text = None,
    assignee: Text = None,
    pattern_id: Text = None,
    linked: Annotated[bool | None, Query()] = None,
    above_median: Annotated[bool | None, Query()] = None,
    risk_min: Annotated[int | None, Query(ge=0, le=100)] = None,
    risk_max: Annotated[int | None, Query(ge=0, le=100)] = None,
    date_from: Text = None,
    date_to: Text = None,
    q: Annotated[str | None, Query(max_length=200)] = None,
) -> IssueFilter:
    """Read which issues are meant; alternatives are separated by commas."""
    return read_filter(
        IssueFilter,
        status=status,
        stage=stage,
        severity=_priorities(severity),
        source=source,
        team=team,
        service=service,
        assignee=assignee,
        pattern_id=pattern_id,
        linked=linked,
        above_median=above_median,
        risk_min=risk_min,
        risk_max=risk_max,
        date_from=date_from,
        date_to=date_to,
        q=q,
    )


def _priorities(severities: str | None) -> str | None:
    """Write severities in words as the priorities that filters know."""
    if severities is None:
        return None
    words = (word.strip().lower() for word in severities.split(","))
    return ",".join(PRIORITY_OF_WORD.get(word, word) for word in words)


Filter = Annotated[IssueFilter, Depends(issue_filter)]


@router.get("", response_model=Page[IssueSummary])
async def list_issues(
    engine: Engine,
    ws: Ws,
    filter_: Filter,
    asked: SortedListed,
    sort: str = f"-{IssueSort.CREATED_AT}",
) -> Page[IssueSummary] | Response:
    """List issues, newest first unless sorted otherwise."""
    ws.require(Scope.ISSUES_READ)
    fetch = partial(engine.issues.list, ws.key, filter_)
    return await asked.answer_sorted(IssueSummary, IssueSort, sort, fetch)


@router.get("/facets")
async def issue_facets(engine: Engine, ws: Ws, filter_: Filter, as_of: AsOf) -> IssueFacets:
    """Count the issues that match by stage, severity, source and team."""
    ws.require(Scope.ISSUES_READ)
    return await engine.issues.facets(ws.key, filter_, as_of)


@router.post("", status_code=201)
async def create_issue(request: IssueCreate, engine: Engine, ws: Ws) -> IssueChanged:
    """Make an issue by hand."""
    ws.require(Scope.ISSUES_WRITE)
    return await engine.issue_editor.create(ws.key, ws.actor, request)


@router.post("/bulk")
async def change_issues(request: IssueBulk, engine: Engine, ws: Ws) -> BulkResult:
    """Make one change to many issues, or with ``preview`` say how many it would touch."""
    ws.require(Scope.ISSUES_WRITE)
    return await engine.issue_editor.bulk(ws.key, ws.actor, request)


@router.get("/{issue_id}")
async def get_issue(issue_id: str, engine: Engine, ws: Ws, as_of: AsOf) -> Issue:
    """Give one issue in full."""
    ws.require(Scope.ISSUES_READ)
    return await engine.issues.get(ws.key, issue_id, as_of)


@router.patch("/{issue_id}")
async def patch_issue(issue_id: str, request: IssuePatch, engine: Engine, ws: Ws) -> IssueChanged:
    """Change what the body sets; ``null`` clears."""
    ws.require(Scope.ISSUES_WRITE)
    return await engine.issue_editor.patch(ws.key, ws.actor, issue_id, request)


@router.post("/{issue_id}/link-pattern")
async def link_issue(issue_id: str, request: PatternLink, engine: Engine, ws: Ws) -> IssueChanged:
    """Put an issue into a pattern for good."""
    ws.require(Scope.ISSUES_WRITE)
    patch = IssuePatch(pattern_id=request.pattern_id)
    return await engine.issue_editor.patch(ws.key, ws.actor, issue_id, patch)


@router.post("/{issue_id}/unlink-pattern")
async def unlink_issue(issue_id: str, engine: Engine, ws: Ws) -> IssueChanged:
    """Take an issue out of its pattern for good."""
    ws.require(Scope.ISSUES_WRITE)
    patch = IssuePatch(pattern_id=None)
    return await engine.issue_editor.patch(ws.key, ws.actor, issue_id, patch)


@router.get("/{issue_id}/why")
async def why_here(issue_id: str, engine: Engine, ws: Ws, as_of: AsOf) -> WhyHere:
    """Say why an issue is where it is: the parts of its score, and the runner-up."""
    ws.require(Scope.ISSUES_READ)
    return await engine.why.why(ws.key, issue_id, as_of)


@router.get("/{issue_id}/similar")
async def similar_issues(
    issue_id: str, engine: Engine, ws: Ws, as_of: AsOf, limit: SimilarLimit = 3
) -> Page[SimilarIssue]:
    """Give the issues that read most alike, best first."""
    ws.require(Scope.ISSUES_READ)
    found = await engine.why.similar(ws.key, issue_id, limit, as_of)
    return Page(data=found, page=PageInfo(total=len(found)))
