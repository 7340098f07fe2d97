"""The engine's half of a detection: write what the worker finds, then switch to it at one stroke.

Until the switch everything stands under a run that nobody sees, so a kill at any moment leaves
the old patterns whole; the next start begins the detection anew.
"""

from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.detections import DetectionResult, RunStatus
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.domain.fingerprints import Attribute
from causeloop_desktop.engine.services.jobs import Ending, JobRow
from causeloop_desktop.engine.services.patterns.marks import MarkService
from causeloop_desktop.engine.services.patterns.models import ModelShelf
from causeloop_desktop.engine.services.patterns.moves import move
from causeloop_desktop.engine.store.constraints import ConstraintKind, ConstraintStore, Decision
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.documents import DocumentStore
from causeloop_desktop.engine.store.members import Members
from causeloop_desktop.engine.store.memberships import Membership, MembershipStore
from causeloop_desktop.engine.store.outbox import record_change
from causeloop_desktop.engine.store.patterns import PatternState, PatternStore
from causeloop_desktop.engine.store.runs import RunRow, RunStore
from causeloop_desktop.engine.store.workspaces import WorkspaceStore

MEMBERSHIPS_AT_ONCE = 2_000
STATES_AT_ONCE = 100
NAMES_AT_ONCE = 500
PRUNED_AT_ONCE = 2_000
"""How much one transaction writes: at most about 20 ms, so that ingest never waits."""


@dataclass
class _Going:
    """A run while it is written.

    Attributes:
        decisions: What people had decided when it began.
        changed_us: The last change of an issue that it can have seen.
        names: The name found for each pattern, by its real key.
        real: The real key of each provisional one.
        pieces: The beginnings of members that are too many for one line, by key as sent.
    """

    run: RunRow
    shelf: ModelShelf
    decisions: tuple[Decision, ...]
    changed_us: int
    names: dict[int, str] = field(default_factory=dict)
    real: dict[int, int] = field(default_factory=dict)
    pieces: dict[int, str] = field(default_factory=dict)


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
        self._going: dict[int, _Going] = {}

    async def spec(self, job: JobRow) -> dict[str, object]:
        """Begin a run and say how far it looks."""
        going, through = await self._database.write(partial(_begin, job, self._models))
        self._going[job.key] = going
        return {"through": through, "model": str(going.shelf.model(going.run.model.id))}

    async def on_rows(self, job: JobRow, message: dict[str, Any]) -> None:
        """Write patterns or memberships under the run."""
        going = self._going[job.key]
        if piece := message.get("piece"):
            going.pieces[piece["key"]] = going.pieces.get(piece["key"], "") + piece["members"]
        for rows in _cut(message.get("patterns", ()), STATES_AT_ONCE):
            await self._database.write(partial(_write_patterns, job.workspace_key, going, rows))
        for rows in _cut(message.get("memberships", ()), MEMBERSHIPS_AT_ONCE):
            await self._database.write(partial(_write_memberships, job.workspace_key, going, rows))

    async def on_done(self, job: JobRow, result: dict[str, Any]) -> Ending:
        """Switch to the run, then bring names and issues along and forget old runs."""
        going = self._going.pop(job.key)
        going.shelf.name_patterns(going.run.model.id, going.real)
        found = DetectionResult(run_id=going.run.model.id, **_counts(result))
        await self._database.write(partial(_switch, job.workspace_key, going, result, found))
        for names in _cut(list(going.names.items()), NAMES_AT_ONCE):
            await self._database.write(partial(_write_names, job.workspace_key, names))
        await self._marks.mark_all(job.workspace_key)
        await self._prune(job.workspace_key)
        going.shelf.keep_only(going.run.model.id)
        return Ending(JobStatus.SUCCEEDED, _sentence(found), result=found.model_dump(mode="json"))

    async def on_stopped(self, job: JobRow, ending: Ending) -> Ending:
        """Forget the run; what stood before it stands."""
        going = self._going.pop(job.key, None)
        if going is not None:
            cancelled = ending.status is JobStatus.CANCELLED
            status = RunStatus.CANCELLED if cancelled else RunStatus.FAILED
            await self._database.write(partial(_finish, job.workspace_key, going.run.key, status))
            await self._prune(job.workspace_key)
        return ending

    async def _prune(self, workspace_key: int) -> None:
        """Delete what runs that nobody sees have left behind."""
        for run in await self._database.read(partial(_unseen, workspace_key)):
            while await self._database.write(partial(_prune, workspace_key, run)):
                pass


def _begin(job: JobRow, models: Path, write: WriteTransaction) -> tuple[_Going, int]:
    connection, workspace_key = write.connection, job.workspace_key
    store = RunStore(connection, workspace_key)
    store.abandon(write.now_us)
    run = store.add(write.now_us, "", job.params)
    documents = DocumentStore(connection, workspace_key)
    workspace = WorkspaceStore(connection).by_key(workspace_key)
    going = _Going(
        run=run,
        shelf=ModelShelf(models / workspace.id),
        decisions=tuple(ConstraintStore(connection, workspace_key).all()),
        changed_us=documents.last_change_us(),
    )
    return going, documents.newest()


def _write_patterns(
    workspace_key: int, going: _Going, rows: Sequence[dict[str, Any]], write: WriteTransaction
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
    workspace_key: int, going: _Going, rows: Sequence[Sequence[Any]], write: WriteTransaction
) -> None:
    MembershipStore(write.connection, workspace_key).add(
        going.run.key,
        (
            Membership(issue, going.real.get(pattern, pattern), similarity)
            for issue, pattern, similarity in rows
        ),
    )


def _switch(
    workspace_key: int,
    going: _Going,
    result: Mapping[str, Any],
    found: DetectionResult,
    write: WriteTransaction,
) -> None:
    memberships = MembershipStore(write.connection, workspace_key)
    _replay(workspace_key, going, write)
    memberships.switch(
        going.run.key, matched_through=result["through"], refreshed_us=going.changed_us
    )
    store = RunStore(write.connection, workspace_key)
    store.see_through(going.run.key, result["through"], result["version"])
    store.finish(going.run.key, write.now_us, RunStatus.CURRENT, found)
    count = found.new_patterns + found.kept_patterns
    record_change(write, workspace_key, ChangeKind.PATTERNS, count=max(1, count))


def _replay(workspace_key: int, going: _Going, write: WriteTransaction) -> None:
    """Put issues about which people decided during the run where they are in the run before."""
    changed = {*going.decisions} ^ {*ConstraintStore(write.connection, workspace_key).all()}
    issues = {issue for decision in changed for issue in _named(decision)}
    memberships = MembershipStore(write.connection, workspace_key)
    places = memberships.find(memberships.reach().run, issues)
    wanted = {issue: row.pattern for issue, row in places.items()}
    move(write, workspace_key, wanted, run=going.run.key)


def _named(decision: Decision) -> Iterable[int]:
    for kind, issue, other in decision.constraints:
        yield issue
        if kind in (ConstraintKind.MUST, ConstraintKind.CANNOT):
            yield other


def _write_names(
    workspace_key: int, names: Sequence[tuple[int, str]], write: WriteTransaction
) -> None:
    store = PatternStore(write.connection, workspace_key)
    if changed := store.renamed(dict(names)):
        ids = list(store.ids(list(changed)).values())
        revision = record_change(write, workspace_key, ChangeKind.PATTERNS, ids)
        for key, name in changed.items():
            store.set_name(key, name, revision)


def _finish(workspace_key: int, run: int, status: RunStatus, write: WriteTransaction) -> None:
    RunStore(write.connection, workspace_key).finish(run, write.now_us, status)


def _unseen(workspace_key: int, read: Read) -> list[int]:
    current = MembershipStore(read, workspace_key).reach().run
    return RunStore(read, workspace_key).unseen(current)


def _prune(workspace_key: int, run: int, write: WriteTransaction) -> int:
    memberships = MembershipStore(write.connection, workspace_key)
    states = PatternStore(write.connection, workspace_key)
    return memberships.prune(run, PRUNED_AT_ONCE) + states.prune(run, STATES_AT_ONCE)


def _state(key: int, row: Mapping[str, Any], packed: bytes) -> PatternState:
    return PatternState(
        pattern=key,
        members=Members.unpack(packed),
        confidence=row["confidence"],
        summary=row["summary"],
        attributes=tuple(Attribute(*line) for line in row["attributes"]),
    )


def _counts(result: Mapping[str, Any]) -> dict[str, Any]:
    known = DetectionResult.model_fields.keys() - {"run_id"}
    return {name: value for name, value in result.items() if name in known}


def _sentence(found: DetectionResult) -> str:
    patterns = "1 pattern" if found.patterns == 1 else f"{found.patterns:,} patterns"
    return (
        f"{patterns} in {found.issues:,} issues: {found.new_patterns:,} new, "
        f"{found.kept_patterns:,} kept, {found.vanished_patterns:,} gone. "
        f"{found.pool:,} issues fit nowhere yet."
    )


def _cut(rows: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
