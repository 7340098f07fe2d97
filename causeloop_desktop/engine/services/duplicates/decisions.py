"""What people say of duplicates: that two issues tell of one occurrence, or that they do not."""

from causeloop_desktop.contract.duplicates import (
    DuplicatesChanged,
)
from causeloop_desktop.engine.domain.duplicates.joins import Join
from causeloop_desktop.engine.services.duplicates.faces import face_of, key_of, occurrence_of
from causeloop_desktop.engine.services.duplicates.job import note_joined
from causeloop_desktop.engine.services.errors import ConflictError, NotFoundError
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.duplicates.rows import DuplicateStore, Pair
from causeloop_desktop.engine.store.work.operations import Act, OperationRow, record_operation
from causeloop_desktop.engine.store.work.outbox import changes_of

JOIN, PART = "duplicates.join", "duplicates.part"


def join(
    workspace_key: int, actor: str, issue_id: str, other_id: str, write: WriteTransaction
) -> DuplicatesChanged:
    """Say that two issues tell of one occurrence.

    Raises:
        NotFoundError: There is no such issue.
        ConflictError: They do already, or are the same issue.
    """
    one, other = (key_of(write.connection, workspace_key, id_) for id_ in (issue_id, other_id))
    store, pair = DuplicateStore(write.connection, workspace_key), Pair.of(one, other)
    group = {end for row in store.around(one) for end in row.pair} | {one}
    if other in group:
        raise ConflictError("The two tell of one occurrence already. There is nothing to join.")
    told, by = (face_of(write.connection, workspace_key, key).external_id for key in (one, other))
    act = Act(actor, JOIN, f"Joined {told} and {by}", {"pair": list(pair)})
    operation = record_operation(write, workspace_key, act)
    revision = note_joined(write, workspace_key, pair)
    row = store.of_pair(pair)
    if row is None:
        store.add([Join(*pair, "person", 1.0, "a person joined them")], write.now_us, revision)
    else:
        store.set_joined([row.key], revision, joined=True)
    return _changed(write, workspace_key, issue_id, operation)


def part(
    workspace_key: int, actor: str, duplicate_id: str, write: WriteTransaction
) -> DuplicatesChanged:
    """Say that a pair does not tell of one occurrence; it is never joined again.

    Raises:
        NotFoundError: There is no such pair, or it is parted already.
    """
    store = DuplicateStore(write.connection, workspace_key)
    row = store.find(duplicate_id)
    if row is None or not row.joined:
        raise NotFoundError("duplicate", duplicate_id)
    one, other = (face_of(write.connection, workspace_key, key) for key in row.pair)
    summary = f"Parted {one.external_id} and {other.external_id}"
    act = Act(actor, PART, summary, {"pair": list(row.pair)})
    operation = record_operation(write, workspace_key, act)
    store.set_joined([row.key], note_joined(write, workspace_key, row.pair), joined=False)
    return _changed(write, workspace_key, one.id, operation)


def _changed(
    write: WriteTransaction, workspace_key: int, issue_id: str, operation: OperationRow
) -> DuplicatesChanged:
    return DuplicatesChanged(
        occurrence=occurrence_of(workspace_key, issue_id, write.connection),
        operation_id=operation.id,
        changes=changes_of(write, workspace_key),
    )


def undo_join(write: WriteTransaction, workspace_key: int, operation: OperationRow) -> None:
    """Part a pair that a person joined; it stays parted, for a person thought about it."""
    _restore(write, workspace_key, operation, joined=False)


def undo_part(write: WriteTransaction, workspace_key: int, operation: OperationRow) -> None:
    """Join a pair again."""
    _restore(write, workspace_key, operation, joined=True)


def _restore(
    write: WriteTransaction, workspace_key: int, operation: OperationRow, *, joined: bool
) -> None:
    store = DuplicateStore(write.connection, workspace_key)
    pair = Pair(*operation.inverse["pair"])
    row = store.of_pair(pair)
    if row is None or row.joined is joined:
        raise ConflictError("The two were joined or parted again since. Undo that first.")
    store.set_joined([row.key], note_joined(write, workspace_key, pair), joined=joined)
