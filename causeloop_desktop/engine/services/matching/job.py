"""The engine's half of matching: write where the worker put new issues, in small steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.services.patterns.moves import Belief, move
from causeloop_desktop.engine.services.reviews.rows import write_reviews
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore, Reach
from causeloop_desktop.engine.store.patterns.rows import PatternStore
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceStore
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow
from causeloop_desktop.engine.store.work.outbox import record_change


@dataclass
class _Going:
    """A job while it is written: the run it began with, and the keys of patterns it made."""

    run: int
    real: Mapping[int, int] = field(default_factory=dict)


class MatchingHandler:
    """Runs matching as jobs.

    Args:
        database: Where everything is.
        models: The directory of all models.
    """

    kind = JobKind.MATCHING

    def __init__(self, database: Database, models: Path) -> None:
        self._database = database
        self._models = models
        self._going: dict[int, _Going] = {}

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Say which issues wait, and where the model is."""
        reach, through, workspace_id = await self._database.read(partial(_span, job.workspace_key))
        self._going[job.key] = _Going(reach.run)
        return {
            "after": reach.matched_through,
            "through": through,
            "models": str(self._models / workspace_id),
        }

    async def on_rows(self, job: JobRow, message: dict[str, Any]) -> None:
        """Write where some issues belong, unless a detection has taken over."""
        going = self._going[job.key]
        await self._database.write(partial(_write, job.workspace_key, going, message))

    async def on_done(self, job: JobRow, result: dict[str, Any]) -> Ending:
        """Say how many found their pattern."""
        self._going.pop(job.key, None)
        message = f"{result['linked']:,} of {result['issues']:,} new issues found their pattern."
        return Ending(JobStatus.SUCCEEDED, message, result=result)

    async def on_stopped(self, job: JobRow, ending: Ending) -> Ending:
        """Leave what was written; the rest still waits."""
        self._going.pop(job.key, None)
        return ending


def _span(workspace_key: int, read: Read) -> tuple[Reach, int, str]:
    reach = MembershipStore(read, workspace_key).reach()
    newest = DocumentStore(read, workspace_key).newest()
    return reach, newest, WorkspaceStore(read).by_key(workspace_key).id


def _write(
    workspace_key: int, going: _Going, message: Mapping[str, Any], write: WriteTransaction
) -> None:
    memberships = MembershipStore(write.connection, workspace_key)
    if memberships.reach().run != going.run:
        return
    real = {**going.real, **_new_patterns(workspace_key, message["patterns"], write)}
    rows: Sequence[tuple[int, int, float | None, float]] = message["places"]
    places = {issue: real.get(pattern, pattern) for issue, pattern, _, _ in rows}
    beliefs = {issue: Belief(likeness, belonging) for issue, _, likeness, belonging in rows}
    move(write, workspace_key, places, beliefs)
    write_reviews(write, workspace_key, going.run, message["reviews"], real)
    memberships.advance(matched_through=message["through"])
    going.real = real


def _new_patterns(
    workspace_key: int, names: Sequence[tuple[int, str]], write: WriteTransaction
) -> Mapping[int, int]:
    """Make the patterns that matching found; the worker goes on with its provisional keys."""
    if not names:
        return {}
    revision = record_change(write, workspace_key, ChangeKind.PATTERNS, count=len(names))
    store = PatternStore(write.connection, workspace_key)
    made = store.add(write.now_us, [name for _, name in names], "matching", revision)
    return {key: real for (key, _), real in zip(names, made, strict=True)}
