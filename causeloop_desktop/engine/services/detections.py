"""Detections: asked for, or begun by themselves once enough issues wait for a pattern."""

import asyncio

from causeloop_desktop.contract.base import Page, PageInfo
from causeloop_desktop.contract.detections import DetectionRun, DetectionStarted
from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.contract.times import to_micros
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.services.cursors import Cursors
from causeloop_desktop.engine.services.guard import Guard
from causeloop_desktop.engine.services.jobs import JobService
from causeloop_desktop.engine.store.database import Database, Read
from causeloop_desktop.engine.store.documents import DocumentStore
from causeloop_desktop.engine.store.jobs import JobStore
from causeloop_desktop.engine.store.memberships import MembershipStore
from causeloop_desktop.engine.store.runs import RunRow, RunStore
from causeloop_desktop.engine.store.workspaces import WorkspaceStore

TITLE = "Detection of patterns"

LOOK_SECONDS = 5.0
"""How often somebody looks whether a detection is due."""

QUIET_US = 60_000_000
"""Without ingest for so long, a workspace is at rest."""

LEAST_WAITING = 50
WAITING_SHARE = 0.01
"""A detection is due where more issues than this, and than this share, have no pattern."""


class DetectionService:
    """Starts detections and tells of those that were.

    Args:
        database: Where runs are kept.
        jobs: Runs them.
        cursors: Signs the pages of the list.
        clock: Says how long a workspace has been at rest.
    """

    def __init__(
        self, database: Database, jobs: JobService, cursors: Cursors, clock: Clock
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._cursors = cursors
        self._clock = clock

    async def start(self, workspace_key: int, reason: str) -> DetectionStarted:
        """Queue a detection, or join the one that waits."""
        job, joined = await self._jobs.enqueue_once(
            workspace_key, JobKind.DETECTION, TITLE, {"reason": reason}
        )
        return DetectionStarted(job_id=job.id, joined=joined)

    async def list(self, workspace_key: int, limit: int, cursor: str | None) -> Page[DetectionRun]:
        """Give a page of runs, newest first."""
        scope = f"{workspace_key}:detections"
        before = None if cursor is None else int(self._cursors.read(scope, cursor)[0] or 0)
        rows, total = await self._database.read(
            lambda read: _page(RunStore(read, workspace_key), before, limit + 1)
        )
        more = len(rows) > limit
        following = self._cursors.sign(scope, [rows[limit - 1].key]) if more else None
        info = PageInfo(next_cursor=following, has_more=more, total=total)
        return Page(data=tuple(row.model for row in rows[:limit]), page=info)

    async def serve(self) -> None:
        """Start detections that are due, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with Guard("looking for due detections failed"):
                await self.start_due()

    async def start_due(self) -> int:
        """Start a detection in every workspace that is due; give how many were."""
        due = await self._database.read(self._due)
        for workspace_key in due:
            await self.start(workspace_key, "new issues")
        return len(due)

    def _due(self, read: Read) -> tuple[int, ...]:
        now_us = self._clock()
        keys = (row.key for row in WorkspaceStore(read).all())
        return tuple(key for key in keys if _is_due(read, key, now_us))


def _page(store: RunStore, before: int | None, limit: int) -> tuple[list[RunRow], int]:
    return store.page(before, limit), store.count()


def _is_due(read: Read, workspace_key: int, now_us: int) -> bool:
    """Tell whether enough came in since the last run, all is quiet, and nothing is at work."""
    documents = DocumentStore(read, workspace_key)
    changed_us = documents.last_change_us()
    if now_us - changed_us < QUIET_US or _tried_since(read, workspace_key, changed_us):
        return False
    if _waiting(read, workspace_key) <= LEAST_WAITING:
        return False
    if _waiting(read, workspace_key) <= WAITING_SHARE * documents.count():
        return False
    jobs = JobStore(read, workspace_key)
    return not any(jobs.open_of(kind) for kind in (JobKind.IMPORT, JobKind.DETECTION))


def _tried_since(read: Read, workspace_key: int, moment_us: int) -> bool:
    """Tell whether a run began after a moment; one that failed or was cancelled counts too."""
    latest = RunStore(read, workspace_key).page(None, 1)
    return any(to_micros(run.model.created_at) > moment_us for run in latest)


def _waiting(read: Read, workspace_key: int) -> int:
    """Count what came since the last run and is in no pattern: the pool, and what nobody saw."""
    memberships = MembershipStore(read, workspace_key)
    reach = memberships.reach()
    run = RunStore(read, workspace_key).find(reach.run)
    through = 0 if run is None else run.through_issue
    unseen = DocumentStore(read, workspace_key).count(max(through, reach.matched_through))
    return unseen + memberships.count_pool(reach.run, through)
