"""Matching: a queue behind ingest that puts new issues into known patterns as they arrive."""

from functools import partial
from typing import NamedTuple

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.engine.services.foundation.commits import Commits
from causeloop_desktop.engine.services.jobs.service import JobService
from causeloop_desktop.engine.services.patterns.refresh import refresh_members
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.issues.documents import Change, DocumentStore
from causeloop_desktop.engine.store.patterns.memberships import NO_RUN, POOL, MembershipStore
from causeloop_desktop.engine.store.work.jobs import JobStore

MOST_WAITING = 5_000
"""Where more issues wait than this, they wait for the next detection."""

SETTLE_SECONDS = 0.5
"""Pushes that come together are matched together."""

READ_AT_ONCE = 5_000
REFRESHED_AT_ONCE = 200
NOTED_AT_ONCE = 10_000
LAST_OF_A_COMMIT = 2**63 - 1
"""No issue comes after this one among those that were written at one moment."""


class Queue(NamedTuple):
    """What waits in a workspace: issues to be matched, at most 5,001, and what holds them up."""

    waiting: int
    busy: bool

    @property
    def is_due(self) -> bool:
        """Whether issues wait for matching, and not for the next detection."""
        return 0 < self.waiting <= MOST_WAITING


class MatchingService:
    """Follows ingest: new issues are matched, changed ones bring their patterns up to date.

    Args:
        database: Where issues and patterns are.
        jobs: Runs the matching.
    """

    def __init__(self, database: Database, jobs: JobService) -> None:
        self._database = database
        self._jobs = jobs
        self._commits = Commits(database, ChangeKind.ISSUES)
        self._refreshed: dict[tuple[int, int], Change] = {}

    async def serve(self) -> None:
        """Follow ingest until cancelled; first comes what an earlier engine left waiting."""
        await self._commits.follow(self.look, SETTLE_SECONDS, "matching new issues failed")

    async def look(self, workspace_key: int) -> bool:
        """Renew the patterns of changed issues, and start matching where issues wait.

        Returns:
            Whether issues wait for the end of an import or of matching itself.
        """
        await self.refresh(workspace_key)
        queue = await self._database.read(partial(queue_of, workspace_key))
        if not queue.is_due:
            return False
        if not queue.busy:
            title = f"Matching of {queue.waiting:,} new issues"
            await self._jobs.enqueue_once(workspace_key, JobKind.MATCHING, title, {})
        return queue.busy

    async def refresh(self, workspace_key: int) -> int:
        """Bring changed issues into the numbers of their patterns; give how many were in one."""
        reach = await self._database.read(lambda read: MembershipStore(read, workspace_key).reach())
        # Another run knows nothing of what the one before it was told while it was being found.
        seen = workspace_key, reach.run
        # No two commits have one moment: what was read of one was all of it.
        kept = Change(reach.refreshed_us, LAST_OF_A_COMMIT)
        since = max(self._refreshed.get(seen, kept), kept)
        looked = linked = 0
        while page := await self._database.read(partial(_changed, workspace_key, since)):
            since, looked = page[-1], looked + len(page)
            # What nobody has matched yet is in no pattern; matching reads it as it stands then.
            matched = [one.issue for one in page if one.issue <= reach.matched_through]
            linked += await self._renew(workspace_key, matched)
        self._refreshed[seen] = since
        if linked or looked >= NOTED_AT_ONCE:
            await self._database.write(partial(_note, *seen, since.time_us))
        return linked

    async def _renew(self, workspace_key: int, issues: list[int]) -> int:
        linked = await self._database.read(partial(_linked, workspace_key, issues))
        for start in range(0, len(linked), REFRESHED_AT_ONCE):
            some = linked[start : start + REFRESHED_AT_ONCE]
            await self._database.write(partial(_refresh, workspace_key, some))
        return len(linked)


def queue_of(workspace_key: int, read: Read) -> Queue:
    """Give what waits in a workspace."""
    reach = MembershipStore(read, workspace_key).reach()
    waiting = DocumentStore(read, workspace_key).count(reach.matched_through, MOST_WAITING + 1)
    jobs = JobStore(read, workspace_key)
    awaited = [JobKind.IMPORT, JobKind.MATCHING]
    if reach.run == NO_RUN:
        awaited.append(JobKind.DETECTION)
    return Queue(waiting, any(jobs.open_of(kind) for kind in awaited))


def _changed(workspace_key: int, since: Change, read: Read) -> list[Change]:
    return DocumentStore(read, workspace_key).changed(since, READ_AT_ONCE)


def _linked(workspace_key: int, issues: list[int], read: Read) -> list[int]:
    places = MembershipStore(read, workspace_key).pattern_of(issues)
    return [issue for issue, pattern in places.items() if pattern != POOL]


def _refresh(workspace_key: int, issues: list[int], write: WriteTransaction) -> None:
    refresh_members(write, workspace_key, issues)


def _note(workspace_key: int, run: int, time_us: int, write: WriteTransaction) -> None:
    store = MembershipStore(write.connection, workspace_key)
    if store.reach().run == run:
        store.advance(refreshed_us=time_us)
