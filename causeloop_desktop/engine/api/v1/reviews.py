"""``/v1/reviews``: what is doubtful, one question after the other, and what people decide of it."""

from functools import partial
from typing import Annotated

from fastapi import Depends, Query, Response

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.reviews import (
    Review,
    ReviewCount,
    ReviewDecided,
    ReviewDecision,
    ReviewFilter,
    ReviewSummary,
    ReviewThresholds,
)
from causeloop_desktop.engine.api.filters import read_filter
from causeloop_desktop.engine.api.v1.dependencies import AsOf, Engine, Ws
from causeloop_desktop.engine.api.v1.lists import Listed
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("reviews", "/reviews")

Text = Annotated[str | None, Query()]


def review_filter(
    kind: Text = None,
    pattern_id: Text = None,
    issue_id: Text = None,
    skipped: Annotated[bool | None, Query()] = None,
) -> ReviewFilter:
    """Read which questions are meant; alternatives are separated by commas."""
    return read_filter(
        ReviewFilter, kind=kind, pattern_id=pattern_id, issue_id=issue_id, skipped=skipped
    )


@router.get("", response_model=Page[ReviewSummary])
async def list_reviews(
    engine: Engine,
    ws: Ws,
    as_of: AsOf,
    wanted: Annotated[ReviewFilter, Depends(review_filter)],
    asked: Listed,
) -> Page[ReviewSummary] | Response:
    """The queue: what tells most first, what was put off last."""
    ws.require(Scope.ISSUES_READ, Scope.PATTERNS_READ)
    fetch = partial(engine.reviews.list, ws.key, wanted, as_of_us=as_of)
    return await asked.answer(ReviewSummary, fetch)


@router.get("/count")
async def count_reviews(engine: Engine, ws: Ws, as_of: AsOf) -> ReviewCount:
    """How many questions wait."""
    ws.require(Scope.ISSUES_READ)
    return await engine.reviews.count(ws.key, as_of)


@router.get("/thresholds")
async def learned_thresholds(engine: Engine, ws: Ws) -> ReviewThresholds:
    """From which score on issues are attached unasked, and how many decisions taught that."""
    ws.require(Scope.PATTERNS_READ)
    return await engine.reviews.thresholds(ws.key)


@router.get("/{review_id}")
async def get_review(engine: Engine, ws: Ws, review_id: str, pattern_id: Text = None) -> Review:
    """One question with both sides; ``pattern_id`` looks at another of its candidates."""
    ws.require(Scope.ISSUES_READ, Scope.PATTERNS_READ)
    return await engine.reviews.get(ws.key, review_id, pattern_id)


@router.post("/{review_id}/decision")
async def decide_review(
    engine: Engine, ws: Ws, review_id: str, decision: ReviewDecision
) -> ReviewDecided:
    """Say whether an issue belongs to a pattern, or put the question off; can be undone."""
    ws.require(Scope.ISSUES_WRITE)
    return await engine.reviews.decide(ws.key, ws.actor, review_id, decision)
