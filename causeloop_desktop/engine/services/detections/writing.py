"""The writes of a detection, each a short transaction; none shows before the last one.

They work on a ``Going``, the state of a run that is being written.
"""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.detections import (
    DetectionMode,
    DetectionResult,
    RunChangeKind,
    RunStatus,
)
from causeloop_desktop.engine.domain.patterns.fingerprints import Attribute
from causeloop_desktop.engine.services.detections.carrying import (
    Carriage,
    can_carry,
)
from causeloop_desktop.engine.services.detections.choices import Choices
from causeloop_desktop.engine.services.detections.consent import consent_for, propose
from causeloop_desktop.engine.services.detections.switching import Basis, show
from causeloop_desktop.engine.services.patterns.models import ModelShelf
from causeloop_desktop.engine.services.reviews.rows import write_reviews
from causeloop_desktop.engine.store.database import Read, WriteTransaction
from causeloop_desktop.engine.store.detections.changes import ChangeRow, RunChangeStore
from causeloop_desktop.engine.store.detections.runs import RunRow, RunStore
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.patterns.members import Members
from causeloop_desktop.engine.store.patterns.memberships import Membership, MembershipStore
from causeloop_desktop.engine.store.patterns.rows import PatternState, PatternStore
from causeloop_desktop.engine.store.reviews.rows import ReviewStore
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceStore
from causeloop_desktop.engine.store.work.jobs import JobRow
from causeloop_desktop.engine.store.work.outbox import record_change

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


def begin(job: JobRow, models: Path, write: WriteTransaction) -> tuple[Going, int]:
    """Add a run that knows what stands now; give it with the newest issue it is to look at."""
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


def where_to_begin(going: Going) -> dict[str, object]:
    """Say where the worker may begin, and in which run it reads where issues are."""
    if going.carriage is None or going.before is None:
        return {"base": None, "places": 0 if going.before is None else going.before.key}
    return {"base": going.before.id, "places": going.run.key}


def add_patterns(
    workspace_key: int, going: Going, rows: Sequence[dict[str, Any]], write: WriteTransaction
) -> None:
    """Give new patterns their keys and write what was found; none is visible before the switch."""
    store = PatternStore(write.connection, workspace_key)
    new = [row for row in rows if row["key"] < 0]
    made = store.add(write.now_us, [row["name"] for row in new], "detection", 0)
    going.real.update((row["key"], key) for row, key in zip(new, made, strict=True))
    states = []
    for row in rows:
        key = going.key(row["key"])
        packed = going.pieces.pop(row["key"], "") + row["members"]
        going.names[key] = row["name"]
        states.append(_state(key, row, b64decode(packed)))
    store.add_states(going.run.key, states, 0)


def add_memberships(
    workspace_key: int, going: Going, rows: Sequence[Sequence[Any]], write: WriteTransaction
) -> None:
    """Write where issues are under the run."""
    found = [Membership(issue, going.key(pattern), likeness) for issue, pattern, likeness in rows]
    store = MembershipStore(write.connection, workspace_key)
    if going.carriage is None:
        store.add(going.run.key, found)
        return
    store.put(going.run.key, found)
    ReviewStore(write.connection, workspace_key).remove(going.run.key, [row.issue for row in found])


def add_doubts(
    workspace_key: int, going: Going, rows: Sequence[Sequence[Any]], write: WriteTransaction
) -> None:
    """Write what the run leaves for people to decide."""
    write_reviews(write, workspace_key, going.run.key, rows, going.real)


def diff_rows(
    workspace_key: int, going: Going, sent: Sequence[Sequence[Any]], read: Read
) -> list[ChangeRow]:
    """Give lines of what the run changes, with real keys and the names that patterns have now."""
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


def add_diff(
    workspace_key: int, run: int, rows: Sequence[ChangeRow], write: WriteTransaction
) -> None:
    """Write lines of what the run changes."""
    RunChangeStore(write.connection, workspace_key).add(run, rows)


def result_of(job: JobRow, going: Going, result: Mapping[str, Any]) -> DetectionResult:
    """Give what was found, with the reason to wait for consent if there is one."""
    known = DetectionResult.model_fields.keys() - {"run_id"}
    counts = {name: value for name, value in result.items() if name in known}
    found = DetectionResult(run_id=going.run.id, **counts)
    share = found.reassigned_issues / max(1, found.issues)
    found = found.model_copy(update={"reassigned_share": share})
    mode = DetectionMode(job.params.get("mode", DetectionMode.AUTO))
    consent = consent_for(mode, going.before, result["version"], found)
    return found.model_copy(update={"consent": consent})


def end(
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


def renamed(workspace_key: int, names: Sequence[tuple[int, str]], read: Read) -> dict[int, str]:
    """Give those of some names that differ from what patterns are called now."""
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


def stop(workspace_key: int, run: RunRow, status: RunStatus, write: WriteTransaction) -> None:
    """End a run that found nothing to show."""
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
