"""The dashboard: one answer from one look at the issues and one at the patterns."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from causeloop_desktop.contract.dashboard import Dashboard, TeamLoad
from causeloop_desktop.contract.patterns import (
    PatternFilter,
    PatternSort,
    PatternStatus,
    SeriesPoint,
)
from causeloop_desktop.contract.predictions import PredictionSummary
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.domain.forecasts.counts import Bucket, Step, past_buckets
from causeloop_desktop.engine.services.dashboard.activity import Lately, activity, read_lately
from causeloop_desktop.engine.services.patterns.book import Snapshot
from causeloop_desktop.engine.services.patterns.faces import summary
from causeloop_desktop.engine.services.patterns.listing import chosen, sort_key
from causeloop_desktop.engine.services.patterns.numbers import PatternNumbers
from causeloop_desktop.engine.services.patterns.service import PatternService
from causeloop_desktop.engine.services.predictions.service import PredictionService
from causeloop_desktop.engine.store.columns.catalog import IssueCatalog
from causeloop_desktop.engine.store.columns.looks import Outlook, Overview, TeamCount, Wanted
from causeloop_desktop.engine.store.database import Database

TOP_PATTERNS = 12
"""As many as the map of what keeps coming back has room for."""


class DashboardService:
    """Sums up a workspace.

    Args:
        database: Where it is kept what was done lately.
        catalog: Counts issues.
        patterns: The source of every number about patterns.
        predictions: Says how many of them are expected back.
        clock: Says what "now" is.
    """

    def __init__(
        self,
        database: Database,
        catalog: IssueCatalog,
        patterns: PatternService,
        predictions: PredictionService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._patterns = patterns
        self._predictions = predictions
        self._clock = clock

    async def get(
        self, workspace_key: int, window_days: int, as_of_us: int | None = None
    ) -> Dashboard:
        """Sum up a workspace as of a moment, looking back over whole days of its own zone.

        Args:
            workspace_key: Whose dashboard.
            window_days: How many days to look back, today among them, and for predictions ahead.
            as_of_us: Nothing after this is seen; ``None`` is now.
        """
        moment_us = self._clock() if as_of_us is None else as_of_us
        snapshot = await self._patterns.snapshot(workspace_key, as_of_us)
        days = past_buckets(moment_us, snapshot.zone, Step.DAY, window_days)
        found = await self._catalog.overview(workspace_key, _outlook(snapshot, days, as_of_us))
        lately = await self._database.read(
            lambda read: read_lately(read, workspace_key, found.newest, moment_us)
        )
        prediction = await self._predictions.summary_of(workspace_key, window_days, snapshot)
        parts = _Parts(moment_us, days, snapshot, found, lately, prediction)
        # Thousands of patterns are sorted by risk: not on the loop.
        return await asyncio.to_thread(_put_together, parts)


@dataclass(frozen=True, slots=True)
class _Parts:
    """All that was read for one dashboard."""

    moment_us: int
    days: Sequence[Bucket]
    snapshot: Snapshot
    found: Overview
    lately: Lately
    prediction: PredictionSummary


def _put_together(parts: _Parts) -> Dashboard:
    living = chosen(parts.snapshot.entries, PatternFilter())
    living.sort(key=sort_key(PatternSort.RISK_SCORE), reverse=True)
    found = parts.found
    return Dashboard(
        as_of=from_micros(parts.moment_us),
        window_days=len(parts.days),
        facets=found.facets,
        issues_this_window=sum(found.between),
        open_loops=found.open_loops,
        open_loops_new=found.new_loops,
        patterns=len(living),
        patterns_emerging=sum(one.status is PatternStatus.EMERGING for one in living),
        prediction=parts.prediction,
        issues_per_day=_per_day(parts.days, found),
        teams=_teams(found.teams, living),
        top_patterns=tuple(map(summary, living[:TOP_PATTERNS])),
        activity=activity(parts.lately, parts.snapshot),
    )


def _outlook(snapshot: Snapshot, days: Sequence[Bucket], as_of_us: int | None) -> Outlook:
    return Outlook(
        wanted=Wanted(as_of_us=as_of_us),
        bounds=(*(day.start_us for day in days), days[-1].end_us),
        recurring=snapshot.recurring_keys,
    )


def _per_day(days: Sequence[Bucket], found: Overview) -> tuple[SeriesPoint, ...]:
    counted = zip(days, found.between, strict=True)
    return tuple(SeriesPoint(at=from_micros(day.start_us), count=count) for day, count in counted)


def _teams(counts: Iterable[TeamCount], patterns: Iterable[PatternNumbers]) -> tuple[TeamLoad, ...]:
    """Add to each team the first of the patterns that it is in; they come by risk."""
    worst: dict[str, str] = {}
    for pattern in patterns:
        for team in pattern.teams:
            worst.setdefault(team, pattern.name)
    return tuple(
        TeamLoad(
            team=count.team,
            issues=count.issues,
            open_issues=count.open_issues,
            in_patterns=count.in_patterns,
            top_pattern=worst.get(count.team),
        )
        for count in counts
    )
