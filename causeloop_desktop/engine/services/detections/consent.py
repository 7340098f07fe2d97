"""Which runs wait for consent, and what a person then does with one."""

from collections.abc import Mapping

from causeloop_desktop.contract.base import ChangeKind, OperationId
from causeloop_desktop.contract.detections import (
    Consent,
    DetectionMode,
    DetectionResult,
    RunDecided,
    RunStatus,
)
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.services.detections.switching import Basis, show
from causeloop_desktop.engine.services.errors import ConflictError, NotFoundError
from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.detections.runs import RunRow, RunStore
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.patterns.rows import PatternStore
from causeloop_desktop.engine.store.work.jobs import JobStore
from causeloop_desktop.engine.store.work.operations import Act, OperationRow, record_operation
from causeloop_desktop.engine.store.work.outbox import changes_of, record_change

ACCEPT = "detection.accept"

MOST_MOVED = 0.05
"""A run that takes a larger share of the issues from one pattern to another asks first."""

ENDED = {
    RunStatus.RUNNING: "This detection is still running. Wait for its job.",
    RunStatus.CURRENT: "This detection is what you see already.",
    RunStatus.SUPERSEDED: "A newer detection has taken this one's place.",
    RunStatus.DISCARDED: "This detection was discarded. Run a new one.",
    RunStatus.EXPIRED: "A newer detection has run since, so this one can no longer be accepted.",
    RunStatus.FAILED: "This detection did not end. Run a new one.",
    RunStatus.CANCELLED: "This detection was cancelled. Run a new one.",
}
"""Why a run that does not wait for consent can be neither accepted nor discarded."""

BUSY = "A detection is running and will answer for all issues. Wait for it, or cancel it first."


def consent_for(
    mode: DetectionMode, before: RunRow | None, version: str, found: DetectionResult
) -> Consent | None:
    """Say why a run waits for consent, ``None`` where it may be shown at once.

    Args:
        mode: What was asked for.
        before: The run that was visible when it began; patterns that no run has found are
            nobody's habit yet.
        version: The grouping configuration that it used.
        found: What it found.
    """
    if mode is DetectionMode.PROPOSE:
        return Consent.ASKED
    if mode is DetectionMode.ACCEPT or before is None:
        return None
    if before.model.version != version:
        return Consent.CONFIGURATION
    return Consent.MOVES if found.reassigned_share > MOST_MOVED else None


def propose(
    write: WriteTransaction,
    workspace_key: int,
    run: RunRow,
    basis: Basis,
    names: Mapping[int, str],
) -> None:
    """Let a finished run wait; what was visible stays so.

    Args:
        write: The open write.
        workspace_key: Whose run it is.
        run: What waits.
        basis: What it rests on.
        names: The names that it found for patterns with another one.
    """
    store = RunStore(write.connection, workspace_key)
    store.set_basis(run.key, {"begun": basis.to_json(), "names": list(names.items())})
    record_change(write, workspace_key, ChangeKind.DETECTIONS, [run.id])


def accept(write: WriteTransaction, workspace_key: int, actor: str, run_id: str) -> RunDecided:
    """Show a run that waits, as an operation that can be undone.

    Raises:
        NotFoundError: The workspace has none of this id.
        ConflictError: It does not wait, or a detection is running.
    """
    run = _waiting(write, workspace_key, run_id)
    _refuse_while_running(write, workspace_key)
    store = RunStore(write.connection, workspace_key)
    basis = store.basis(run.key)
    accepted = {
        **basis,
        "accepted": Basis.now(write.connection, workspace_key).to_json(),
        "names_before": _names(write, workspace_key, [key for key, _ in basis.get("names", ())]),
    }
    act = Act(actor, ACCEPT, _summary(run), {"run": run.key, "before": run.base})
    operation = record_operation(write, workspace_key, act)
    show(write, workspace_key, run.key, Basis.from_json(basis["begun"]), _patterns(run))
    store.set_basis(run.key, accepted)
    store.decide(run.key, RunStatus.CURRENT, write.now_us)
    return _decided(write, workspace_key, run, operation.id)


def discard(write: WriteTransaction, workspace_key: int, run_id: str) -> RunDecided:
    """Drop a run that waits; its rows are deleted later, in small steps.

    Raises:
        NotFoundError: The workspace has none of this id.
        ConflictError: It does not wait.
    """
    run = _waiting(write, workspace_key, run_id)
    store = RunStore(write.connection, workspace_key)
    store.decide(run.key, RunStatus.DISCARDED, write.now_us)
    return _decided(write, workspace_key, run, None)


def undo_accept(write: WriteTransaction, workspace_key: int, operation: OperationRow) -> None:
    """Show the run again that an accept replaced; the accepted one waits once more.

    What people decided since stays decided, and so do the names that they gave.

    Raises:
        ConflictError: A newer detection stands on it, or is running.
    """
    store = RunStore(write.connection, workspace_key)
    run, before = store.find(operation.inverse["run"]), operation.inverse["before"]
    visible = MembershipStore(write.connection, workspace_key).reach().run
    if run is None or visible != run.key or store.predecessor() != before:
        raise ConflictError(
            "A newer detection has run since, and the patterns from before are no longer kept."
        )
    _refuse_while_running(write, workspace_key)
    basis = store.basis(run.key)
    show(write, workspace_key, before, Basis.from_json(basis["accepted"]), _patterns(run))
    PatternStore(write.connection, workspace_key).set_names(basis.get("names_before", ()))
    store.bring_back(before, instead_of=run.key)
    record_change(write, workspace_key, ChangeKind.DETECTIONS, [run.id])


def _names(write: WriteTransaction, workspace_key: int, keys: list[int]) -> list[tuple[int, str]]:
    store = PatternStore(write.connection, workspace_key)
    return [name for some in batches(keys) for name in store.names(some).items()]


def _waiting(write: WriteTransaction, workspace_key: int, run_id: str) -> RunRow:
    run = RunStore(write.connection, workspace_key).by_id(run_id)
    if run is None:
        raise NotFoundError("detection", run_id)
    if run.status is not RunStatus.PROPOSED:
        raise ConflictError(ENDED[run.status])
    return run


def _refuse_while_running(write: WriteTransaction, workspace_key: int) -> None:
    """A run compares itself with what is visible; that must not change beneath it."""
    jobs = JobStore(write.connection, workspace_key).open_of(JobKind.DETECTION)
    if any(job.model.status is JobStatus.RUNNING for job in jobs):
        raise ConflictError(BUSY)


def _decided(
    write: WriteTransaction, workspace_key: int, run: RunRow, operation: OperationId | None
) -> RunDecided:
    record_change(write, workspace_key, ChangeKind.DETECTIONS, [run.id])
    found = RunStore(write.connection, workspace_key).by_id(run.id) or run
    changes = changes_of(write, workspace_key)
    return RunDecided(run=found.model, operation_id=operation, changes=changes)


def _patterns(run: RunRow) -> int:
    return 0 if run.model.result is None else run.model.result.patterns


def _summary(run: RunRow) -> str:
    patterns = _patterns(run)
    shown = "1 pattern" if patterns == 1 else f"{patterns:,} patterns"
    return f"Accepted a detection with {shown}"
