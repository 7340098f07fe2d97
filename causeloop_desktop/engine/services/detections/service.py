"""Detections: asked for, or begun by themselves; what each changed, and whether it is shown."""

import asyncio
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

from causeloop_desktop.contract.base import Page, PageInfo
from causeloop_desktop.contract.detections import (
    DetectionMode,
    DetectionRun,
    DetectionSettings,
    DetectionSettingsChanged,
    DetectionSettingsPatch,
    DetectionStarted,
    RunChange,
    RunChangeKind,
    RunDecided,
    RunStatus,
)
from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.services.detections import choices, consent
from causeloop_desktop.engine.services.detections.diffs import DiffPage, diff_page
from causeloop_desktop.engine.services.detections.due import is_due
from causeloop_desktop.engine.services.detections.pruning import Pruner, untidy
from causeloop_desktop.engine.services.detections.writing import NAMES_AT_ONCE, write_names
from causeloop_desktop.engine.services.errors import NotFoundError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.foundation.guard import Guard, insist
from causeloop_desktop.engine.services.jobs.service import JobService
from causeloop_desktop.engine.services.operations import OperationService
from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.database import Database, Read
from causeloop_desktop.engine.store.detections.runs import RunRow, RunStore
from causeloop_desktop.engine.store.tenants.workspaces import workspace_keys

TITLE = "Detection of patterns"

LOOK_SECONDS = 5.0
"""How often somebody looks whether a detection is due."""


class DetectionService:
    """Starts detections, tells of those that were, and shows those that waited for consent.

    Args:
        database: Where runs are kept.
        jobs: Runs them.
        operations: Learns how to undo an accept and a change of settings.
        cursors: Signs the pages of lists.
        clock: Says how long a workspace has been at rest.
        models: The directory of all models.
    """

    def __init__(
        self,
        database: Database,
        jobs: JobService,
        operations: OperationService,
        cursors: Cursors,
        clock: Clock,
        models: Path,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._cursors = cursors
        self._clock = clock
        self._pruner = Pruner(database, models)
        self._untidy: set[int] = set()
        operations.register(consent.ACCEPT, consent.undo_accept)
        operations.register(choices.PATCH, choices.undo_settings)

    async def start(
        self, workspace_key: int, reason: str, mode: DetectionMode = DetectionMode.AUTO
    ) -> DetectionStarted:
        """Queue a detection, or join the one of its mode that waits."""
        params = {"reason": reason, "mode": mode}
        job, joined = await self._jobs.enqueue_once(
            workspace_key, JobKind.DETECTION, TITLE, params, alike=("mode",)
        )
        return DetectionStarted(job_id=job.id, joined=joined)

    async def list(
        self,
        workspace_key: int,
        limit: int,
        cursor: str | None,
        statuses: Collection[RunStatus] = (),
    ) -> Page[DetectionRun]:
        """Give a page of runs, newest first."""
        scope = f"{workspace_key}:detections:{sorted(statuses)}"
        before = self._cursors.after(scope, cursor)
        rows, total = await self._database.read(
            lambda read: _page(RunStore(read, workspace_key), before, limit + 1, statuses)
        )
        info = self._cursors.info(scope, [row.key for row in rows], limit, total)
        return Page(data=tuple(row.model for row in rows[:limit]), page=info)

    async def get(self, workspace_key: int, run_id: str) -> DetectionRun:
        """Give one run.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        return (await self._find(workspace_key, run_id)).model

    async def diff(
        self,
        workspace_key: int,
        run_id: str,
        limit: int,
        cursor: str | None,
        kinds: Sequence[RunChangeKind] = (),
    ) -> Page[RunChange]:
        """Give a page of what a run changed against what was visible when it began.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        run = await self._find(workspace_key, run_id)
        scope = f"{workspace_key}:detections:{run_id}:{sorted(kinds)}"
        after = self._cursors.after(scope, cursor) or 0
        asked = DiffPage(run.key, after, limit, tuple(kinds))
        found = await self._database.read(partial(diff_page, workspace_key, asked))
        following = None if found.last is None else self._cursors.sign(scope, [found.last])
        info = PageInfo(next_cursor=following, has_more=following is not None, total=found.total)
        return Page(data=found.changes, page=info)

    async def accept(self, workspace_key: int, actor: str, run_id: str) -> RunDecided:
        """Show a run that waits for consent.

        Raises:
            NotFoundError: The workspace has none of this id.
            ConflictError: It does not wait, or a detection is running.
        """
        decided = await self._database.write(
            lambda write: consent.accept(write, workspace_key, actor, run_id)
        )
        await self._name(workspace_key, run_id)
        self._untidy.add(workspace_key)
        return decided

    async def discard(self, workspace_key: int, run_id: str) -> RunDecided:
        """Drop a run that waits for consent; its rows are deleted in the background.

        Raises:
            NotFoundError: The workspace has none of this id.
            ConflictError: It does not wait.
        """
        decided = await self._database.write(
            lambda write: consent.discard(write, workspace_key, run_id)
        )
        self._untidy.add(workspace_key)
        return decided

    async def settings(self, workspace_key: int) -> DetectionSettings:
        """Give what the workspace chose for its patterns."""
        found = await self._database.read(lambda read: choices.Choices.of(read, workspace_key))
        return found.model

    async def change_settings(
        self, workspace_key: int, actor: str, patch: DetectionSettingsPatch
    ) -> DetectionSettingsChanged:
        """Write what a person chose; patterns follow with the next detection."""
        return await self._database.write(
            lambda write: choices.patch_settings(write, workspace_key, actor, patch)
        )

    async def serve(self) -> None:
        """Start detections that are due and delete what is left of old ones, until cancelled."""
        everywhere = partial(self._database.read, workspace_keys)
        self._untidy.update(await insist(everywhere, "the workspaces could not be read"))
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with Guard("looking for due detections failed"):
                await self.start_due()
            with Guard("deleting what old detections left failed"):
                await self.tidy()

    async def start_due(self) -> int:
        """Start a detection in every workspace that is due; give how many were."""
        due = await self._database.read(self._due)
        for workspace_key in due:
            await self.start(workspace_key, "new issues")
        return len(due)

    async def tidy(self) -> None:
        """Delete what runs that nobody can see again have left, cancelled ones among them."""
        self._untidy.update(await self._database.read(untidy))
        while self._untidy:
            workspace_key = min(self._untidy)
            await self._pruner.prune(workspace_key)
            self._untidy.discard(workspace_key)

    async def _name(self, workspace_key: int, run_id: str) -> None:
        """Give patterns the names that an accepted run found for them."""
        run = await self._find(workspace_key, run_id)
        basis = await self._database.read(lambda read: RunStore(read, workspace_key).basis(run.key))
        names = [(key, name) for key, name in basis.get("names", ())]
        for some in batches(names, NAMES_AT_ONCE):
            await self._database.write(partial(write_names, workspace_key, some))

    async def _find(self, workspace_key: int, run_id: str) -> RunRow:
        run = await self._database.read(lambda read: RunStore(read, workspace_key).by_id(run_id))
        if run is None:
            raise NotFoundError("detection", run_id)
        return run

    def _due(self, read: Read) -> tuple[int, ...]:
        now_us = self._clock()
        return tuple(key for key in workspace_keys(read) if is_due(read, key, now_us))


def _page(
    store: RunStore, before: int | None, limit: int, statuses: Collection[RunStatus]
) -> tuple[list[RunRow], int]:
    return store.page(before, limit, statuses), store.count(statuses)
