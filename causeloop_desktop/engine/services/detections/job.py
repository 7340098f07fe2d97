"""The engine's half of a detection: write what the worker finds, then switch to it at one stroke.

Until the switch everything stands under a run that nobody sees, so a kill at any moment leaves
the old patterns whole; the next start begins the detection anew. A run that asks for consent is
left beside the visible one.
"""

from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.detections import (
    DetectionMode,
    DetectionResult,
    RunChangeKind,
    RunStatus,
)
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.contract.times import to_micros
from causeloop_desktop.engine.domain.fingerprints import Attribute
from causeloop_desktop.engine.services.detections.carrying import (
    Carriage,
    can_carry,
    carry_memberships,
    carry_patterns,
)
from causeloop_desktop.engine.services.detections.choices import Choices
from causeloop_desktop.engine.services.detections.consent import consent_for, propose
from causeloop_desktop.engine.services.detections.pruning import Pruner
from causeloop_desktop.engine.services.detections.switching import Basis, show
from causeloop_desktop.engine.services.detections.words import sentence
from causeloop_desktop.engine.services.jobs import Ending, JobRow
from causeloop_desktop.engine.services.patterns.marks import MarkService
from causeloop_desktop.engine.services.patterns.models import ModelShelf
from causeloop_desktop.engine.services.reviews.rows import REVIEWS_AT_ONCE, write_reviews
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.documents import DocumentStore
from causeloop_desktop.engine.store.members import Members
from causeloop_desktop.engine.store.memberships import Membership, MembershipStore
from causeloop_desktop.engine.store.outbox import record_change
from causeloop_desktop.engine.store.patterns import PatternState, PatternStore
from causeloop_desktop.engine.store.reviews import ReviewStore
from causeloop_desktop.engine.store.run_changes import ChangeRow, RunChangeStore
from causeloop_desktop.engine.store.runs import RunRow, RunStore
from causeloop_desktop.engine.store.workspaces import WorkspaceStore

MEMBERSHIPS_AT_ONCE = 2_000
STATES_AT_ONCE = 100
NAMES_AT_ONCE = 500
CHANGES_AT_ONCE = 500
"""How much one transaction writes: at most about 20 ms, so that ingest never waits."""


@dataclass
class Going:
    """A run while it is written.

    Attributes:
        before: The run that was visible when it began, ``None`` for what stood before the first.
        choices: The workspace's settings then.
        basis: What it rests on; how far it looked is known at its end.
        names: The name found for each pattern, by its real key.
        real: The real key of each provisional one.
        pieces: The beginnings of members that are too many for one line, by key as sent.
        changes: What it changes, as the worker told it.
        carriage: What it carries over from the visible run; ``None`` where it finds all anew.
    """

    run: RunRow
    before: RunRow | None
    shelf: ModelShelf
    choices: Choices
    basis: Basis
    names: dict[int, str] = field(default_factory=dict)
    real: dict[int, int] = field(default_factory=dict)
    pieces: dict[int, str] = field(default_factory=dict)
    changes: list[Sequence[Any]] = field(default_factory=list)
    carriage: Carriage | None = None

    def key(self, sent: int) -> int:
        """Give the real key of a pattern that the worker named."""
        return self.real.get(sent, sent)


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

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Begin a run and say how far it looks."""
        going, through = await self._database.write(partial(_begin, job, self._models))
        self._going[job.key] = going
        if going.carriage is not None:
            await carry_memberships(self._database, going.carriage)
        return {
            "through": through,
            "run": going.run.id,
            "models": str(going.shelf.model(going.run.id).parent),
            "settings": going.choices.for_worker(),
            "now_us": to_micros(going.run.model.created_at),
            **_beginning(going),
        }

    async def on_rows(self, job: JobRow, message: dict[str, Any]) -> None:
        """Write patterns or memberships under the run."""
        going = self._going[job.key]
        if going.carriage is not None and "without" in message:
            await carry_patterns(self._database, going.carriage, message["without"])
        if piece := message.get("piece"):
            going.pieces[piece["key"]] = going.pieces.get(piece["key"], "") + piece["members"]
        for rows in _cut(message.get("patterns", ()), STATES_AT_ONCE):
            await self._database.write(partial(_write_patterns, job.workspace_key, going, rows))
        for rows in _cut(message.get("memberships", ()), MEMBERSHIPS_AT_ONCE):
            await self._database.write(partial(_write_memberships, job.workspace_key, going, rows))
        for rows in _cut(message.get("reviews", ()), REVIEWS_AT_ONCE):
            await self._database.write(partial(_write_doubts, job.workspace_key, going, rows))
        going.changes.extend(message.get("changes", ()))

    async def on_done(self, job: JobRow, result: dict[str, Any]) -> Ending:
        """Switch to the run, or let it wait; then forget runs that nobody can see again."""
        going = self._going.pop(job.key)
        going.shelf.name_patterns(going.run.id, going.real)
        await self._write_changes(job.workspace_key, going)
        found = _found(job, going, result)
        if found.consent is not None:
            going.names = await self._renamed(job.workspace_key, going.names)
        await self._database.write(partial(_end, job.workspace_key, going, result, found))
        if found.consent is None:
            await self._follow_switch(job.workspace_key, going.names)
        await self._pruner.prune(job.workspace_key)
        return Ending(JobStatus.SUCCEEDED, sentence(found), result=found.model_dump(mode="json"))

    async def on_stopped(self, job: JobRow, ending: Ending) -> Ending:
        """Forget the run; what stood before it stands."""
        going = self._going.pop(job.key, None)
        if going is not None:
            cancelled = ending.status is JobStatus.CANCELLED
            status = RunStatus.CANCELLED if cancelled else RunStatus.FAILED
            await self._database.write(partial(_finish, job.workspace_key, going.run, status))
            await self._pruner.prune(job.workspace_key)
        return ending

    async def _write_changes(self, workspace_key: int, going: Going) -> None:
        for some in _cut(going.changes, CHANGES_AT_ONCE):
            rows = await self._database.read(partial(_changes, workspace_key, going, some))
            await self._database.write(partial(_add_changes, workspace_key, going.run.key, rows))

    async def _renamed(self, workspace_key: int, names: Mapping[int, str]) -> dict[int, str]:
        """Give those names that would change."""
        found: dict[int, str] = {}
        for some in _cut(list(names.items()), NAMES_AT_ONCE):
            found.update(await self._database.read(partial(_renamed, workspace_key, some)))
        return found

    async def _follow_switch(self, workspace_key: int, names: Mapping[int, str]) -> None:
        for some in _cut(list(names.items()), NAMES_AT_ONCE):
            await self._database.write(partial(write_names, workspace_key, some))
        await self._marks.mark_all(workspace_key)


def _begin(job: JobRow, models: Path, write: WriteTransaction) -> tuple[Going, int]:
    connection, workspace_key = write.connection, job.workspace_key
    store = RunStore(connection, workspace_key)
    store.abandon(write.now_us)
    choices = Choices.of(connection, workspace_key)
    base = MembershipStore(connection, workspace_key).reach().run
    run = store.add(write.now_us, "", {**job.params, **choices.for_worker()}, base)
    documents = DocumentStore(connection, workspace_key)
    workspace = WorkspaceStore(connection).by_key(workspace_key)
    basis = Basis.now(connection, workspace_key)
    going = Going(
        run=run,
        before=store.find(base),
        shelf=ModelShelf(models / workspace.id),
        choices=choices,
        basis=replace(basis, refreshed_us=documents.last_change_us()),
    )
    record_change(write, workspace_key, ChangeKind.DETECTIONS, [run.id])
    if not job.params.get("whole") and can_carry(going.before, going.shelf, choices):
        reach = MembershipStore(connection, workspace_key).reach()
        going.carriage = Carriage(
            workspace_key, base, run.key, reach.matched_through, reach.sequence
        )
    return going, documents.newest()


def _beginning(going: Going) -> dict[str, object]:
    """Say where the worker may begin, and in which run it reads where issues are."""
    if going.carriage is None or going.before is None:
        return {"base": None, "places": 0 if going.before is None else going.before.key}
    return {"base": going.before.id, "places": going.run.key}


def _write_patterns(
    workspace_key: int, going: Going, rows: Sequence[dict[str, Any]], write: WriteTransaction
) -> None:
    """Give new patterns their keys and write what was found; none is visible before the switch."""
    store = PatternStore(write.connection, workspace_key)
    states = []
    for row in rows:
        key = row["key"]
        packed = going.pieces.pop(key, "") + row["members"]
        if key < 0:
            going.real[key] = store.add(write.now_us, row["name"], "detection", 0)
            key = going.real[key]
        going.names[key] = row["name"]
        states.append(_state(key, row, b64decode(packed)))
    store.add_states(going.run.key, states, 0)


def _write_memberships(
    workspace_key: int, going: Going, rows: Sequence[Sequence[Any]], write: WriteTransaction
) -> None:
    found = [Membership(issue, going.key(pattern), likeness) for issue, pattern, likeness in rows]
    store = MembershipStore(write.connection, workspace_key)
    if going.carriage is None:
        store.add(going.run.key, found)
        return
    store.put(going.run.key, found)
    ReviewStore(write.connection, workspace_key).remove(going.run.key, [row.issue for row in found])


def _write_doubts(
    workspace_key: int, going: Going, rows: Sequence[Sequence[Any]], write: WriteTransaction
) -> None:
    write_reviews(write, workspace_key, going.run.key, rows, going.real)


def _changes(
    workspace_key: int, going: Going, sent: Sequence[Sequence[Any]], read: Read
) -> list[ChangeRow]:
    """Give lines of the diff with real keys, under the names that patterns have now."""
    named = {going.key(key) for line in sent for key in line[1:3] if key is not None}
    names = PatternStore(read, workspace_key).names(named)
    return [
        ChangeRow(
            kind=RunChangeKind(kind),
            pattern=going.key(pattern),
            other=None if other is None else going.key(other),
            name=names.get(going.key(pattern), ""),
            other_name=None if other is None else names.get(going.key(other), ""),
            issues=issues,
            size=size,
            samples=tuple(samples),
        )
        for kind, pattern, other, issues, size, samples in sent
    ]


def _add_changes(
    workspace_key: int, run: int, rows: Sequence[ChangeRow], write: WriteTransaction
) -> None:
    RunChangeStore(write.connection, workspace_key).add(run, rows)


def _found(job: JobRow, going: Going, result: Mapping[str, Any]) -> DetectionResult:
    """Give what was found, with the reason to wait for consent if there is one."""
    known = DetectionResult.model_fields.keys() - {"run_id"}
    counts = {name: value for name, value in result.items() if name in known}
    found = DetectionResult(run_id=going.run.id, **counts)
    share = found.reassigned_issues / max(1, found.issues)
    found = found.model_copy(update={"reassigned_share": share})
    mode = DetectionMode(job.params.get("mode", DetectionMode.AUTO))
    consent = consent_for(mode, going.before, result["version"], found)
    return found.model_copy(update={"consent": consent})


def _end(
    workspace_key: int,
    going: Going,
    result: Mapping[str, Any],
    found: DetectionResult,
    write: WriteTransaction,
) -> None:
    """Show the run, or let it wait; a proposal that waited until now has expired."""
    store = RunStore(write.connection, workspace_key)
    store.expire()
    store.see_through(going.run.key, result["through"], result["version"])
    basis = replace(going.basis, matched_through=result["through"])
    if found.consent is not None:
        store.finish(going.run.key, write.now_us, RunStatus.PROPOSED, found)
        propose(write, workspace_key, going.run, basis, going.names)
        return
    show(write, workspace_key, going.run.key, basis, found.new_patterns + found.kept_patterns)
    store.finish(going.run.key, write.now_us, RunStatus.CURRENT, found)
    record_change(write, workspace_key, ChangeKind.DETECTIONS, [going.run.id])


def _renamed(workspace_key: int, names: Sequence[tuple[int, str]], read: Read) -> dict[int, str]:
    return PatternStore(read, workspace_key).renamed(dict(names))


def write_names(
    workspace_key: int, names: Sequence[tuple[int, str]], write: WriteTransaction
) -> None:
    """Write the names that a detection found, except where a person has named the pattern."""
    store = PatternStore(write.connection, workspace_key)
    if changed := store.renamed(dict(names)):
        ids = list(store.ids(list(changed)).values())
        revision = record_change(write, workspace_key, ChangeKind.PATTERNS, ids)
        for key, name in changed.items():
            store.set_name(key, name, revision)


def _finish(workspace_key: int, run: RunRow, status: RunStatus, write: WriteTransaction) -> None:
    RunStore(write.connection, workspace_key).finish(run.key, write.now_us, status)
    record_change(write, workspace_key, ChangeKind.DETECTIONS, [run.id])


def _state(key: int, row: Mapping[str, Any], packed: bytes) -> PatternState:
    return PatternState(
        pattern=key,
        members=Members.unpack(packed),
        confidence=row["confidence"],
        summary=row["summary"],
        attributes=tuple(Attribute(*line) for line in row["attributes"]),
    )


def _cut(rows: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
