"""The keeper: fits forecasts when that is due, keeps one a week, and settles what has ended."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.contract.predictions import ForecastRefresh
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.domain.episodes import DAY_US, Episode, onsets
from causeloop_desktop.engine.domain.forecasts.league import QUIET_US, league_of, monday_before
from causeloop_desktop.engine.domain.forecasts.local.model import VERSION
from causeloop_desktop.engine.domain.forecasts.rates import HORIZONS
from causeloop_desktop.engine.services.foundation.guard import Guard
from causeloop_desktop.engine.services.jobs.service import JobService
from causeloop_desktop.engine.services.patterns.book import Snapshot
from causeloop_desktop.engine.services.patterns.service import PatternService
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.forecasts.packing import CAME, OPEN, QUIET, Kept
from causeloop_desktop.engine.store.forecasts.rows import (
    LIVE,
    ForecastStore,
    ForecastWeek,
    keep_live_weeks,
)
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.patterns.rows import PatternStore
from causeloop_desktop.engine.store.tenants.workspaces import workspace_keys
from causeloop_desktop.engine.store.work.jobs import JobStore

TITLE = "Fitting of the forecasts"

LOOK_SECONDS = 30.0
"""How often somebody looks what is due: soon after a start, a sleep or a Monday."""

REST_US = 20_000_000
"""Without a change of issues for so long, what came in has settled."""

REFIT_US = 7 * DAY_US
RETRY_US = 3_600_000_000
"""A fit that failed is not tried again sooner."""

FINAL_US = 7 * DAY_US
"""Events that arrive so long after a window's end still count for it."""

_AT_WORK = (JobKind.IMPORT, JobKind.DETECTION, JobKind.MATCHING, JobKind.FORECAST)


class ForecastKeeper:
    """Keeps the forecasts of every workspace honest.

    Args:
        database: Where models and weeks are kept.
        jobs: Runs the fits.
        patterns: The source of every number.
        clock: Says which week it is.
    """

    def __init__(
        self, database: Database, jobs: JobService, patterns: PatternService, clock: Clock
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._patterns = patterns
        self._clock = clock
        self._tried: dict[int, int] = {}

    async def serve(self) -> None:
        """Look after every workspace until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with Guard("what is due for forecasts could not be looked up; trying again"):
                for workspace_key in await self._database.read(workspace_keys):
                    await self._look(workspace_key)

    async def look(self, workspace_key: int) -> None:
        """Do what is due in one workspace."""
        now_us = self._clock()
        if await self._database.read(partial(self._is_due, workspace_key, now_us)):
            self._tried[workspace_key] = now_us
            await self.refresh(workspace_key)
        await self.keep(workspace_key)
        await self.settle(workspace_key)

    async def refresh(self, workspace_key: int) -> ForecastRefresh:
        """Queue a fit, or join the one that waits."""
        job, joined = await self._jobs.enqueue_once(workspace_key, JobKind.FORECAST, TITLE, {})
        return ForecastRefresh(job_id=job.id, joined=joined)

    async def keep(self, workspace_key: int) -> int:
        """Keep this week's forecasts unless that is done; give how many there are.

        They are made for the moment at which they are kept, so that each was said before the
        fact also where the engine slept through Monday; weeks that were missed stay empty.
        """
        now_us = self._clock()
        week_us = monday_before(now_us)
        if not await self._database.read(partial(_wants_week, workspace_key, week_us)):
            return 0
        snapshot = await self._patterns.snapshot(workspace_key, now_us)
        weeks = await asyncio.to_thread(_weeks_of, snapshot, week_us)
        if not weeks or not weeks[0].rows:
            return 0
        kept = await self._database.write(
            lambda write: keep_live_weeks(write, workspace_key, weeks)
        )
        return len(weeks[0].rows) if kept else 0

    async def settle(self, workspace_key: int) -> int:
        """Look up what came of windows that have ended; give how many there were."""
        now_us = self._clock()
        ended = await self._database.read(partial(_unsettled, workspace_key, now_us))
        if not ended:
            return 0
        snapshot = await self._patterns.snapshot(workspace_key)
        merged = await self._database.read(partial(_signposts, workspace_key))
        for week in ended:
            rows = await asyncio.to_thread(_outcomes, week, snapshot, merged)
            settled = week.settled(now_us, rows)
            await self._database.write(partial(_settle, workspace_key, settled))
        return len(ended)

    async def _look(self, workspace_key: int) -> None:
        with Guard("forecasts could not be looked after; trying again"):
            await self.look(workspace_key)

    def _is_due(self, workspace_key: int, now_us: int, read: Read) -> bool:
        """Tell whether a fit is due and nothing is at work.

        It is with other patterns, other methods, or a week later.
        """
        fitted = ForecastStore(read, workspace_key).fitted()
        run = MembershipStore(read, workspace_key).reach().run
        same = fitted.run == run and fitted.version == VERSION
        # What lies in the future was written while the clock was wrong, and is no reason to wait.
        if same and abs(now_us - fitted.fitted_us) < REFIT_US:
            return False
        if abs(now_us - self._tried.get(workspace_key, 0)) < RETRY_US:
            return False
        if abs(now_us - DocumentStore(read, workspace_key).last_change_us()) < REST_US:
            return False
        jobs = JobStore(read, workspace_key)
        if any(jobs.open_of(kind) for kind in _AT_WORK):
            return False
        return PatternStore(read, workspace_key).any_in(run)


def _wants_week(workspace_key: int, week_us: int, read: Read) -> bool:
    """Tell whether a week is still to be kept; the first waits for the first fit."""
    store = ForecastStore(read, workspace_key)
    return store.fitted_us() > 0 and not store.has_week(week_us)


def _unsettled(workspace_key: int, now_us: int, read: Read) -> list[ForecastWeek]:
    """Give ended windows; late events are looked for once a day."""
    found = ForecastStore(read, workspace_key).unsettled(now_us, FINAL_US)
    return [week for week in found if now_us - (week.settled_us or 0) >= DAY_US]


def _signposts(workspace_key: int, read: Read) -> dict[int, int]:
    return PatternStore(read, workspace_key).signposts()


def _settle(workspace_key: int, week: ForecastWeek, write: WriteTransaction) -> None:
    ForecastStore(write.connection, workspace_key).settle(week)


def _weeks_of(snapshot: Snapshot, week_us: int) -> list[ForecastWeek]:
    """Take what is said of every pattern now, one week for each horizon."""
    now_us = snapshot.as_of_us
    rows: list[list[Kept]] = [[] for _ in HORIZONS]
    for entry in snapshot.entries:
        made = entry.forecast
        if made is None or now_us - made.last_us > QUIET_US:
            continue
        leagues = league_of(made.activity, onsets(entry.episodes), now_us, made.model)
        for at, (said, league) in enumerate(zip(made.probabilities, leagues, strict=True)):
            rows[at].append(Kept(entry.key, made.episodes, said, league))
    return [
        ForecastWeek(
            origin=LIVE,
            days=days,
            week_us=week_us,
            cutoff_us=now_us,
            ends_us=now_us + days * DAY_US,
            method=snapshot.model.method(days),
            rows=tuple(kept),
            model=snapshot.model.of(days),
        )
        for days, kept in zip(HORIZONS, rows, strict=True)
    ]


def _outcomes(
    week: ForecastWeek, snapshot: Snapshot, merged: Mapping[int, int]
) -> tuple[Kept, ...]:
    return tuple(
        row._replace(outcome=_outcome(week, snapshot, merged.get(row.pattern, row.pattern)))
        for row in week.rows
    )


def _outcome(week: ForecastWeek, snapshot: Snapshot, pattern: int) -> int:
    """Say what came of one pattern; of one that is gone nothing can be said."""
    entry = snapshot.by_key.get(pattern)
    if entry is None:
        return OPEN
    return CAME if _began(entry.episodes, week.cutoff_us, week.ends_us) else QUIET


def _began(episodes: Sequence[Episode], after_us: int, until_us: int) -> bool:
    return any(after_us < episode.start_us <= until_us for episode in reversed(episodes))
