"""Duplicates are looked for behind matching, listed, and judged by people."""

from functools import partial

from causeloop_desktop.contract.base import ChangeKind, Page
from causeloop_desktop.contract.duplicates import (
    Duplicate,
    DuplicateJoin,
    DuplicatesChanged,
    SameOccurrence,
)
from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.engine.services.duplicates import decisions
from causeloop_desktop.engine.services.duplicates.faces import occurrence_of, to_duplicates
from causeloop_desktop.engine.services.foundation.commits import Commits
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.jobs.service import JobService
from causeloop_desktop.engine.services.matching.service import queue_of
from causeloop_desktop.engine.services.operations import OperationService
from causeloop_desktop.engine.store.database import Database, Read
from causeloop_desktop.engine.store.duplicates.rows import DuplicateRow, DuplicateStore
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.work.jobs import JobStore

SETTLE_SECONDS = 1.0
"""What arrives together is searched together."""

AWAITED = (JobKind.IMPORT, JobKind.MATCHING, JobKind.DETECTION, JobKind.DUPLICATES)
"""Jobs whose end the search waits for: likeness is asked within patterns alone, and only once.
For the same reason it waits for issues that matching has yet to look at."""


class DuplicateService:
    """Looks for duplicates behind matching, and does what people say about them.

    Args:
        database: Where issues are.
        jobs: Runs the search.
        operations: Learns how to undo joins and partings.
        cursors: Signs the pages of the list.
    """

    def __init__(
        self, database: Database, jobs: JobService, operations: OperationService, cursors: Cursors
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._cursors = cursors
        self._commits = Commits(database, ChangeKind.ISSUES)
        operations.register(decisions.JOIN, decisions.undo_join)
        operations.register(decisions.PART, decisions.undo_part)

    async def serve(self) -> None:
        """Follow changes of issues until cancelled; first comes what an earlier engine left."""
        await self._commits.follow(self.look, SETTLE_SECONDS, "looking for duplicates failed")

    async def look(self, workspace_key: int) -> bool:
        """Start a search where issues have changed; say whether one has to wait."""
        changed, busy = await self._database.read(partial(_waiting, workspace_key))
        if not changed:
            return False
        if not busy:
            title = "Search for duplicates"
            await self._jobs.enqueue_once(workspace_key, JobKind.DUPLICATES, title, {})
        return busy

    async def list(self, workspace_key: int, limit: int, cursor: str | None) -> Page[Duplicate]:
        """Give a page of pairs, those joined last first."""
        scope = f"{workspace_key}:duplicates"
        before = self._cursors.after(scope, cursor)
        rows, total, data = await self._database.read(partial(_page, workspace_key, before, limit))
        info = self._cursors.info(scope, [row.key for row in rows], limit, total)
        return Page(data=data, page=info)

    async def of_issue(
        self, workspace_key: int, issue_id: str, as_of_us: int | None = None
    ) -> SameOccurrence:
        """Give all that had told the same as one issue by a moment.

        Raises:
            NotFoundError: There is no such issue.
        """
        return await self._database.read(
            lambda read: occurrence_of(workspace_key, issue_id, read, as_of_us)
        )

    async def join(
        self, workspace_key: int, actor: str, request: DuplicateJoin
    ) -> DuplicatesChanged:
        """Say that two issues tell of one occurrence.

        Raises:
            NotFoundError: There is no such issue.
            ConflictError: They do already, or are the same issue.
        """
        return await self._database.write(
            partial(decisions.join, workspace_key, actor, request.issue_id, request.other_id)
        )

    async def part(self, workspace_key: int, actor: str, duplicate_id: str) -> DuplicatesChanged:
        """Say that a pair does not tell of one occurrence; it is never joined again.

        Raises:
            NotFoundError: There is no such pair, or it is parted already.
        """
        return await self._database.write(
            partial(decisions.part, workspace_key, actor, duplicate_id)
        )


def _waiting(workspace_key: int, read: Read) -> tuple[bool, bool]:
    since = DuplicateStore(read, workspace_key).searched()
    changed = DocumentStore(read, workspace_key).count_changed(since, 1) > 0
    jobs = JobStore(read, workspace_key)
    busy = any(jobs.open_of(kind) for kind in AWAITED)
    return changed, busy or queue_of(workspace_key, read).is_due


def _page(
    workspace_key: int, before: int | None, limit: int, read: Read
) -> tuple[list[DuplicateRow], int, tuple[Duplicate, ...]]:
    store = DuplicateStore(read, workspace_key)
    rows = store.page(before, limit + 1)
    return rows, store.count(), to_duplicates(read, workspace_key, rows[:limit])
