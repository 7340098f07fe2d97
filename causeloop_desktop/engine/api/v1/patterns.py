"""``/v1/patterns``: issues that are one failure, how often it comes, and what people decide."""

from enum import StrEnum
from functools import partial
from typing import Annotated

from fastapi import Depends, Query, Response

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import Page, PatternId
from causeloop_desktop.contract.issues import IssueFilter, IssueSort, IssueSummary
from causeloop_desktop.contract.patterns import (
    Counting,
    Frequency,
    Pattern,
    PatternChanged,
    PatternFilter,
    PatternMerge,
    PatternPatch,
    PatternSort,
    PatternSplit,
    PatternSummary,
    PatternWhy,
)
from causeloop_desktop.engine.api.filters import read_filter
from causeloop_desktop.engine.api.v1.dependencies import AsOf, Engine, Ws
from causeloop_desktop.engine.api.v1.lists import SortedListed
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("patterns", "/patterns")


class Window(StrEnum):
    """The spans that a frequency chart can show."""

    WEEK = "7d"
    MONTH = "30d"
    QUARTER = "90d"

    @property
    def days(self) -> int:
        """The span in days."""
        return int(self.value.removesuffix("d"))


def pattern_filter(
    status: str | None = None,
    q: str | None = None,
    domain: str | None = None,
    team: str | None = None,
    risk_min: int | None = None,
    risk_max: int | None = None,
) -> PatternFilter:
    """Read which patterns are meant; alternatives are separated by commas."""
    return read_filter(
        PatternFilter,
        status=status,
        q=q,
        domain=domain,
        team=team,
        risk_min=risk_min,
        risk_max=risk_max,
    )


@router.get("", response_model=Page[PatternSummary])
async def list_patterns(
    engine: Engine,
    ws: Ws,
    wanted: Annotated[PatternFilter, Depends(pattern_filter)],
    asked: SortedListed,
    sort: str = f"-{PatternSort.RISK_SCORE}",
) -> Page[PatternSummary] | Response:
    """The patterns, riskiest first; resolved ones only where ``status`` asks for them."""
    ws.require(Scope.PATTERNS_READ)
    fetch = partial(engine.patterns.list, ws.key, wanted)
    return await asked.answer_sorted(PatternSummary, PatternSort, sort, fetch)


@router.get("/{pattern_id}")
async def get_pattern(engine: Engine, ws: Ws, pattern_id: str, as_of: AsOf) -> Pattern:
    """One pattern with everything that explains it."""
    ws.require(Scope.PATTERNS_READ)
    pattern = await engine.patterns.get(ws.key, pattern_id, as_of)
    terms = await engine.pattern_why.top_terms(ws.key, pattern.id, as_of)
    return pattern.model_copy(update={"top_terms": terms})


@router.get("/{pattern_id}/why")
async def why_together(engine: Engine, ws: Ws, pattern_id: str, as_of: AsOf) -> PatternWhy:
    """Say why its issues are together: what they share, and what the nearest other one lacks."""
    ws.require(Scope.PATTERNS_READ, Scope.ISSUES_READ)
    return await engine.pattern_why.why(ws.key, pattern_id, as_of)


@router.get("/{pattern_id}/members", response_model=Page[IssueSummary])
async def list_members(
    engine: Engine,
    ws: Ws,
    pattern_id: PatternId,
    asked: SortedListed,
    above_median: Annotated[bool | None, Query()] = None,
    sort: str = f"-{IssueSort.CREATED_AT}",
) -> Page[IssueSummary] | Response:
    """The issues that belong to it, newest first; ``above_median`` keeps to the severe ones."""
    ws.require(Scope.PATTERNS_READ, Scope.ISSUES_READ)
    pattern = await engine.patterns.get(ws.key, pattern_id, asked.as_of)
    wanted = IssueFilter(pattern_id=pattern.id, above_median=above_median)
    fetch = partial(engine.issues.list, ws.key, wanted)
    return await asked.answer_sorted(IssueSummary, IssueSort, sort, fetch)


@router.get("/{pattern_id}/frequency")
async def get_frequency(
    engine: Engine,
    ws: Ws,
    pattern_id: str,
    as_of: AsOf,
    window: Window = Window.MONTH,
    counting: Counting = Counting.EPISODES,
) -> Frequency:
    """How often it came, in days or weeks of the workspace, and the band for what comes."""
    ws.require(Scope.PATTERNS_READ)
    return await engine.patterns.frequency(ws.key, pattern_id, window.days, counting, as_of)


@router.patch("/{pattern_id}")
async def patch_pattern(
    engine: Engine, ws: Ws, pattern_id: str, patch: PatternPatch
) -> PatternChanged:
    """Rename a pattern, say where it stands or what parts its episodes; a preview only tries."""
    ws.require(Scope.PATTERNS_WRITE)
    return await engine.patterns.patch(ws.key, ws.actor, pattern_id, patch)


@router.post("/{pattern_id}/merge")
async def merge_patterns(
    engine: Engine, ws: Ws, pattern_id: str, merge: PatternMerge
) -> PatternChanged:
    """Fold another pattern into this one; detections obey that until it is undone."""
    ws.require(Scope.PATTERNS_WRITE)
    return await engine.patterns.merge(ws.key, ws.actor, pattern_id, merge)


@router.post("/{pattern_id}/split")
async def split_pattern(
    engine: Engine, ws: Ws, pattern_id: str, split: PatternSplit
) -> PatternChanged:
    """Take issues out into a pattern of their own; detections obey that until it is undone."""
    ws.require(Scope.PATTERNS_WRITE)
    return await engine.patterns.split(ws.key, ws.actor, pattern_id, split)
