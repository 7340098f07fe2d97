"""Rename a pattern or say where it stands, and take that back."""

from dataclasses import replace

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.patterns import PatternPatch, PatternStatus
from causeloop_desktop.engine.domain.episodes import HOUR_US
from causeloop_desktop.engine.services.errors import ConflictError
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.patterns.rows import Face, PatternStore
from causeloop_desktop.engine.store.work.operations import Act, OperationRow, record_operation
from causeloop_desktop.engine.store.work.outbox import record_change

PATCH = "pattern.patch"

CLOSING = frozenset({PatternStatus.WATCHING, PatternStatus.RESOLVED})
"""What a person can say; the other statuses follow from what happens."""


def patch_pattern(
    write: WriteTransaction, workspace_key: int, actor: str, pattern: int, patch: PatternPatch
) -> OperationRow:
    """Write what a person changed of a pattern, as an operation."""
    store = PatternStore(write.connection, workspace_key)
    before = store.face(pattern)
    after = patched(before, patch, write.now_us)
    inverse = {"pattern": pattern, "before": _kept(before), "after": _kept(after)}
    act = Act(actor, PATCH, _summary(before, after), inverse)
    operation = record_operation(write, workspace_key, act)
    _write_face(write, workspace_key, pattern, after)
    return operation


def undo_patch(write: WriteTransaction, workspace_key: int, operation: OperationRow) -> None:
    """Give a pattern the name and status that it had before.

    Raises:
        ConflictError: Somebody has changed them again since.
    """
    pattern = operation.inverse["pattern"]
    face = PatternStore(write.connection, workspace_key).face(pattern)
    if face != _face(operation.inverse["after"]):
        raise ConflictError(f"“{face.name}” has been changed again since. Undo that change first.")
    _write_face(write, workspace_key, pattern, _face(operation.inverse["before"]))


def patched(face: Face, patch: PatternPatch, now_us: int) -> Face:
    """Give what a patch makes of a pattern; reopening means that the rules decide again."""
    if patch.name is not None:
        face = replace(face, name=patch.name, name_by_person=True)
    if "gap_hours" in patch.model_fields_set:
        gap = patch.gap_hours
        face = replace(face, own_gap_us=None if gap is None else round(gap * HOUR_US))
    if patch.status in CLOSING:
        return replace(face, status_override=patch.status, status_override_us=now_us)
    if patch.status is not None:
        return replace(face, status_override=None, status_override_us=None)
    return face


def _write_face(write: WriteTransaction, workspace_key: int, pattern: int, face: Face) -> None:
    store = PatternStore(write.connection, workspace_key)
    ids = list(store.ids([pattern]).values())
    revision = record_change(write, workspace_key, ChangeKind.PATTERNS, ids)
    store.set_face(pattern, face, revision)


def _summary(before: Face, after: Face) -> str:
    if before.name != after.name:
        return f"Renamed “{before.name}” to “{after.name}”"
    if before.own_gap_us != after.own_gap_us:
        if after.own_gap_us is None:
            return f"Gave “{after.name}” the gap of the workspace again"
        return f"Set the gap of “{after.name}” to {after.own_gap_us / HOUR_US:g} hours"
    status = "open again" if after.status_override is None else after.status_override.value
    return f"Marked “{after.name}” as {status}"


def _kept(face: Face) -> list[object]:
    kept = [face.name, face.name_by_person, face.status_override, face.status_override_us]
    return [*kept, face.own_gap_us]


def _face(kept: list[object]) -> Face:
    name, by_person, status, status_us, *later = kept
    own_gap_us = next(iter(later), None)
    return Face(
        name=str(name),
        name_by_person=bool(by_person),
        status_override=None if status is None else PatternStatus(str(status)),
        status_override_us=None if status_us is None else int(str(status_us)),
        own_gap_us=None if own_gap_us is None else int(str(own_gap_us)),
    )
