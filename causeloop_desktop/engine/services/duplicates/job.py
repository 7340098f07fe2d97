"""The engine's half of the search for duplicates: write the joins that the worker found."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.domain.duplicates.joins import Join
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.duplicates.rows import DuplicateStore, Pair
from causeloop_desktop.engine.store.issues.documents import Change, DocumentStore
from causeloop_desktop.engine.store.patterns.memberships import POOL, MembershipStore
from causeloop_desktop.engine.store.patterns.rows import PatternStore
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceStore
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow
from causeloop_desktop.engine.store.work.outbox import record_change


class DuplicatesHandler:
    """Runs searches for duplicates as jobs.

    Args:
        database: Where everything is.
        models: The directory of all models.
    """

    kind = JobKind.DUPLICATES

    def __init__(self, database: Database, models: Path) -> None:
        self._database = database
        self._models = models

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Say from which change on issues have not been looked at."""
        return await self._database.read(partial(_spec, job.workspace_key, self._models))

    async def on_rows(self, job: JobRow, message: dict[str, Any]) -> None:
        """Write some joins and how far the search has come."""
        await self._database.write(partial(_write, job.workspace_key, message))

    async def on_done(self, job: JobRow, result: dict[str, Any]) -> Ending:
        """Say how many were joined."""
        message = f"{result['joined']:,} of {result['issues']:,} issues tell what another tells."
        return Ending(JobStatus.SUCCEEDED, message, result=result)

    async def on_stopped(self, job: JobRow, ending: Ending) -> Ending:
        """Leave what was written; the rest is looked at later."""
        return ending


def _spec(workspace_key: int, models: Path, read: Read) -> dict[str, object]:
    since = DuplicateStore(read, workspace_key).searched()
    workspace = WorkspaceStore(read).by_key(workspace_key)
    issues = DocumentStore(read, workspace_key).count_changed(since)
    return {"since": tuple(since), "issues": issues, "models": str(models / workspace.id)}


def _write(workspace_key: int, message: Mapping[str, Any], write: WriteTransaction) -> None:
    store = DuplicateStore(write.connection, workspace_key)
    joins = {Pair(join.left, join.right): join for join in (Join(*row) for row in message["joins"])}
    known = {row.pair for row in store.touching({end for pair in joins for end in pair})}
    fresh = {pair: join for pair, join in joins.items() if pair not in known}
    if fresh:
        revision = note_joined(write, workspace_key, {end for pair in fresh for end in pair})
        store.add(list(fresh.values()), write.now_us, revision)
    store.note_searched(Change(*message["through"]))


def note_joined(write: WriteTransaction, workspace_key: int, issues: Collection[int]) -> int:
    """Note that issues are joined or parted: they and their patterns look different."""
    memberships = MembershipStore(write.connection, workspace_key)
    run = memberships.reach().run
    places = memberships.find(run, issues).values()
    patterns = PatternStore(write.connection, workspace_key)
    touched = {row.pattern for row in places if row.pattern != POOL}
    heads: Sequence[Any] = DocumentStore(write.connection, workspace_key).heads(issues)
    ids = [head.id for head in heads]
    revision = record_change(write, workspace_key, ChangeKind.ISSUES, ids)
    if touched:
        names = list(patterns.ids(touched).values())
        record_change(write, workspace_key, ChangeKind.PATTERNS, names)
        patterns.touch(run, touched, revision)
    return revision
