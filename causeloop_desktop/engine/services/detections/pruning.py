"""Delete what runs that nobody can see again have left behind, a little at a time."""

import asyncio
from functools import partial
from pathlib import Path

from causeloop_desktop.engine.services.patterns.models import ModelShelf
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.detections.changes import RunChangeStore
from causeloop_desktop.engine.store.detections.runs import NEVER_SEEN, RunRow, RunStore
from causeloop_desktop.engine.store.patterns.memberships import NO_RUN, MembershipStore
from causeloop_desktop.engine.store.patterns.rows import PatternStore
from causeloop_desktop.engine.store.reviews.rows import ReviewStore
from causeloop_desktop.engine.store.tenants.workspaces import (
    WorkspaceRow,
    WorkspaceStore,
    workspace_keys,
)

MEMBERSHIPS_AT_ONCE = 2_000
STATES_AT_ONCE = 100
REVIEWS_AT_ONCE = 500
CHANGES_AT_ONCE = 2_000
"""How much one transaction deletes: at most about 20 ms, so that ingest never waits."""

KEPT_DIFFS = 50
"""Of how many runs the diffs are kept."""


class Pruner:
    """Deletes memberships, patterns and models of runs that are neither visible nor waiting.

    Args:
        database: Where runs are.
        models: The directory of all models.
    """

    def __init__(self, database: Database, models: Path) -> None:
        self._database = database
        self._models = models

    async def prune(self, workspace_key: int) -> None:
        """Delete everything that is left of such runs; killed and called again, it goes on."""
        for run in await self._database.read(partial(_unseen, workspace_key)):
            while await self._database.write(partial(_prune, workspace_key, run.key, run)):
                pass
            await self._database.write(partial(_note, workspace_key, run.key))
        if await self._database.read(partial(_begun, workspace_key)):
            while await self._database.write(partial(_prune, workspace_key, NO_RUN, None)):
                pass
        while await self._database.write(partial(_prune_diffs, workspace_key)):
            pass
        await self._keep_models(workspace_key)

    async def _keep_models(self, workspace_key: int) -> None:
        workspace = await self._database.read(partial(_workspace, workspace_key))
        shelf = ModelShelf(self._models / workspace.id)
        # The files first: what a run that begins meanwhile writes is not among them.
        files = await asyncio.to_thread(shelf.files)
        kept = await self._database.read(partial(_kept, workspace_key))
        await asyncio.to_thread(shelf.keep_only, kept, files)


def untidy(read: Read) -> list[int]:
    """Give the workspaces in which runs that nobody can see again have left something."""
    return [key for key in workspace_keys(read) if RunStore(read, key).unseen()]


def _unseen(workspace_key: int, read: Read) -> list[RunRow]:
    return RunStore(read, workspace_key).unseen()


def _begun(workspace_key: int, read: Read) -> bool:
    """Tell whether what stood before the first run can be forgotten."""
    visible = MembershipStore(read, workspace_key).reach().run
    return NO_RUN not in (visible, RunStore(read, workspace_key).predecessor())


def _workspace(workspace_key: int, read: Read) -> WorkspaceRow:
    return WorkspaceStore(read).by_key(workspace_key)


def _kept(workspace_key: int, read: Read) -> frozenset[str]:
    return frozenset(RunStore(read, workspace_key).kept_ids())


def _prune(workspace_key: int, run: int, row: RunRow | None, write: WriteTransaction) -> int:
    memberships = MembershipStore(write.connection, workspace_key)
    patterns = PatternStore(write.connection, workspace_key)
    found = patterns.prune(run, STATES_AT_ONCE)
    if row is not None and row.status in NEVER_SEEN:
        patterns.drop_unused(found)
    reviews = ReviewStore(write.connection, workspace_key).prune(run, REVIEWS_AT_ONCE)
    return len(found) + memberships.prune(run, MEMBERSHIPS_AT_ONCE) + reviews


def _note(workspace_key: int, run: int, write: WriteTransaction) -> None:
    RunStore(write.connection, workspace_key).set_pruned(run)


def _prune_diffs(workspace_key: int, write: WriteTransaction) -> int:
    oldest = RunStore(write.connection, workspace_key).oldest_of_latest(KEPT_DIFFS)
    return RunChangeStore(write.connection, workspace_key).prune(oldest, CHANGES_AT_ONCE)
