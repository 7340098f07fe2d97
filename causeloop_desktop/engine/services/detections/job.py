"""The engine's half of a detection: write what the worker finds, then switch to it at one stroke.

Until the switch everything stands under a run that nobody sees, so a kill at any moment leaves
the old patterns whole; the next start begins the detection anew. A run that asks for consent is
left beside the visible one.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from causeloop_desktop.contract.detections import RunStatus
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.contract.times import to_micros
from causeloop_desktop.engine.services.detections import writing
from causeloop_desktop.engine.services.detections.carrying import (
    Cancelled,
    carry_memberships,
    carry_patterns,
)
from causeloop_desktop.engine.services.detections.pruning import Pruner
from causeloop_desktop.engine.services.detections.words import sentence
from causeloop_desktop.engine.services.detections.writing import Going
from causeloop_desktop.engine.services.patterns.marks import MarkService
from causeloop_desktop.engine.services.reviews.rows import REVIEWS_AT_ONCE
from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow

_Step = Callable[[int, Going, Sequence[Any], WriteTransaction], None]

_STEPS: Mapping[str, tuple[_Step, int]] = {
    "patterns": (writing.add_patterns, writing.STATES_AT_ONCE),
    "memberships": (writing.add_memberships, writing.MEMBERSHIPS_AT_ONCE),
    "reviews": (writing.add_doubts, REVIEWS_AT_ONCE),
}
"""How rows of each kind are written and how many at once; patterns first, as others name them."""


class DetectionHandler:
    """Runs detections as jobs.

    Args:
        database: Where everything is.
        marks: Brings stage and risk of issues up to date after the switch.
        models: The directory of all models.
    """

    kind = JobKind.DETECTION

    def __init__(self, database: Database, marks: MarkService, models: Path) -> None:
        self._database = database
        self._marks = marks
        self._models = models
        self._pruner = Pruner(database, models)
        self._going: dict[int, Going] = {}
        self._interrupted: set[int] = set()

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Begin a run and say how far it looks."""
        going, through = await self._database.write(partial(writing.begin, job, self._models))
        self._going[job.key] = going
        if going.carriage is not None:
            await carry_memberships(self._database, going.carriage, self._asked(job))
        return {
            "through": through,
            "run": going.run.id,
            "models": str(going.shelf.model(going.run.id).parent),
            "settings": going.choices.for_worker(),
            "now_us": to_micros(going.run.model.created_at),
            **writing.where_to_begin(going),
        }

    async def on_rows(self, job: JobRow, message: dict[str, Any]) -> None:
        """Write patterns or memberships under the run, unless it was cancelled."""
        going, asked = self._going[job.key], self._asked(job)
        if asked():
            return
        if going.carriage is not None and "without" in message:
            await carry_patterns(self._database, going.carriage, message["without"], asked)
        if piece := message.get("piece"):
            going.pieces[piece["key"]] = going.pieces.get(piece["key"], "") + piece["members"]
        for kind, (step, at_once) in _STEPS.items():
            for rows in batches(message.get(kind, ()), at_once):
                await self._database.write(partial(step, job.workspace_key, going, rows))
        going.changes.extend(message.get("changes", ()))

    async def on_done(self, job: JobRow, result: dict[str, Any]) -> Ending:
        """Switch to the run, or let it wait; then forget runs that nobody can see again."""
        going = self._going[job.key]
        await asyncio.to_thread(going.shelf.name_patterns, going.run.id, going.real)
        await self._write_changes(job.workspace_key, going)
        found = writing.result_of(job, going, result)
        going.names = await self._changed_names(job.workspace_key, going.names)
        await self._database.write(partial(writing.end, job.workspace_key, going, result, found))
        del self._going[job.key]
        if found.consent is None:
            await self._follow_switch(job.workspace_key, going.names)
        await self._pruner.prune(job.workspace_key)
        return Ending(JobStatus.SUCCEEDED, sentence(found), result=found.model_dump(mode="json"))

    def interrupt(self, job: JobRow) -> None:
        """Copy and write no more for a job that was cancelled."""
        self._interrupted.add(job.key)

    async def on_stopped(self, job: JobRow, ending: Ending) -> Ending:
        """Forget the run; what stood before it stands, and its rows are deleted by and by."""
        self._interrupted.discard(job.key)
        going = self._going.pop(job.key, None)
        if going is not None:
            cancelled = ending.status is JobStatus.CANCELLED
            status = RunStatus.CANCELLED if cancelled else RunStatus.FAILED
            await self._database.write(partial(writing.stop, job.workspace_key, going.run, status))
        return ending

    def _asked(self, job: JobRow) -> Cancelled:
        return lambda: job.key in self._interrupted

    async def _write_changes(self, workspace_key: int, going: Going) -> None:
        for some in batches(going.changes, writing.CHANGES_AT_ONCE):
            rows = await self._database.read(partial(writing.diff_rows, workspace_key, going, some))
            await self._database.write(
                partial(writing.add_diff, workspace_key, going.run.key, rows)
            )

    async def _changed_names(self, workspace_key: int, names: Mapping[int, str]) -> dict[int, str]:
        """Give those names that would change."""
        found: dict[int, str] = {}
        for some in batches(names.items(), writing.NAMES_AT_ONCE):
            found.update(await self._database.read(partial(writing.renamed, workspace_key, some)))
        return found

    async def _follow_switch(self, workspace_key: int, names: Mapping[int, str]) -> None:
        for some in batches(names.items(), writing.NAMES_AT_ONCE):
            await self._database.write(partial(writing.write_names, workspace_key, some))
        await self._marks.follow(workspace_key)
