"""What people change of issues: one value for one or many, and how that is taken back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.issues import Stage
from causeloop_desktop.engine.domain.records.stages import NUMBER_OF_STAGE
from causeloop_desktop.engine.services.errors import ConflictError
from causeloop_desktop.engine.services.patterns.links import link_issues, take_back, unlink_issues
from causeloop_desktop.engine.services.patterns.moves import Moves
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.issues.rows import Before, IssueStore
from causeloop_desktop.engine.store.work.operations import Act, OperationRow, OperationStore
from causeloop_desktop.engine.store.work.outbox import MAX_IDS, record_change, touch_issues

CREATE, PATCH, BULK = "issue.create", "issue.patch", "issue.bulk"
LINK, UNLINK = "issue.link", "issue.unlink"

_NEW, _FOUND = NUMBER_OF_STAGE[Stage.NEW], NUMBER_OF_STAGE[Stage.PATTERN_FOUND]
_BEFORE_A_PATTERN = tuple(
    NUMBER_OF_STAGE[stage] for stage in (Stage.NEW, Stage.ANALYZING, Stage.IN_LOOP)
)
_IN_A_PATTERN = tuple(NUMBER_OF_STAGE[stage] for stage in (Stage.PATTERN_FOUND, Stage.IN_LOOP))


@dataclass(frozen=True, slots=True)
class Edit:
    """A change as the store writes it.

    Attributes:
        kind: The kind of the operation that it becomes.
        summary: What is done, in words for people.
        values: Columns and their new values.
        pattern: The key of the pattern to link to.
        unlink: Whether issues leave their patterns.
    """

    kind: str
    summary: str
    values: Mapping[str, Any] = field(default_factory=dict)
    pattern: int | None = None
    unlink: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit did; ``operation`` is absent where everything was like that already."""

    changed: int
    operation: OperationRow | None = None


def apply(
    write: WriteTransaction, workspace_key: int, actor: str, keys: Sequence[int], edit: Edit
) -> Edited:
    """Make one change to some issues, as one operation."""
    operations = OperationStore(write.connection, workspace_key)
    operation = operations.record(write.now_us, Act(actor, edit.kind, edit.summary))
    moves = _move(write, workspace_key, keys, edit, operation.key)
    changes = _changes(IssueStore(write.connection, workspace_key), keys, edit, moves)
    touched = {key for change in changes for _, some in change.before for key in some}
    touched.update(moves.after)
    if not touched and edit.pattern is None:
        operations.forget(operation.key)
        return Edited(0)
    _write(write, workspace_key, [(one, one.after, _keys_of(one)) for one in changes])
    inverse = {"changes": changes, "moves": moves.to_json()}
    operations.set_inverse(operation.key, inverse)
    _tell(write, workspace_key, touched, operation)
    return Edited(len(touched), operation)


def undo(write: WriteTransaction, workspace_key: int, operation: OperationRow) -> None:
    """Give issues the values and places that they had before an edit.

    Raises:
        ConflictError: Some of them have been changed again since.
    """
    store = IssueStore(write.connection, workspace_key)
    changes = [Before(*one) for one in operation.inverse["changes"]]
    since = sum(store.unlike(change, _as_good_as(change)) for change in changes)
    if since:
        raise ConflictError(
            "The issue has been changed again since. Undo that change first."
            if since == 1
            else f"{since:,} of these issues have been changed again since. Undo that first."
        )
    moves = take_back(
        write, workspace_key, Moves.from_json(operation.inverse["moves"]), operation.key
    )
    back = [(change, value, keys) for change in changes for value, keys in change.before]
    _write(write, workspace_key, back)
    touched = {key for _, _, keys in back for key in keys}.union(moves.after)
    _tell(write, workspace_key, touched, None)


def keep_created(_write: WriteTransaction, _workspace: int, _operation: OperationRow) -> None:
    """Refuse to undo the making of an issue.

    Raises:
        ConflictError: Always.
    """
    raise ConflictError("An issue that was made stays on record. Set it to “won't fix” instead.")


def _as_good_as(change: Before) -> tuple[Any, ...]:
    """Give the values that nobody but the engine itself made of what a change wrote."""
    in_a_pattern = change.column == "stage" and change.after in _IN_A_PATTERN
    return _IN_A_PATTERN if in_a_pattern else (change.after,)


def _move(
    write: WriteTransaction, workspace_key: int, keys: Collection[int], edit: Edit, operation: int
) -> Moves:
    if edit.pattern is not None:
        return link_issues(write, workspace_key, keys, edit.pattern, operation)
    if edit.unlink:
        return unlink_issues(write, workspace_key, keys, operation)
    return Moves()


def _changes(store: IssueStore, keys: Sequence[int], edit: Edit, moves: Moves) -> list[Before]:
    changes = [store.before(keys, column, value) for column, value in edit.values.items()]
    moved = list(moves.after)
    if "stage" not in edit.values and edit.pattern is not None:
        changes.append(store.before(moved, "stage", _FOUND, _BEFORE_A_PATTERN))
    if "stage" not in edit.values and edit.unlink:
        changes.append(store.before(moved, "stage", _NEW, _IN_A_PATTERN))
    return [change for change in changes if change.before]


def _write(
    write: WriteTransaction,
    workspace_key: int,
    values: Sequence[tuple[Before, Any, Collection[int]]],
) -> None:
    store = IssueStore(write.connection, workspace_key)
    for change, value, keys in values:
        store.write(keys, write.stamp_us, {change.column: value})
        if change.column == "severity":
            store.weigh(keys)


def _tell(
    write: WriteTransaction,
    workspace_key: int,
    touched: Collection[int],
    operation: OperationRow | None,
) -> None:
    some = sorted(touched)[:MAX_IDS]
    ids = IssueStore(write.connection, workspace_key).ids_of(some)
    record_change(write, workspace_key, ChangeKind.ISSUES, ids, len(touched))
    touch_issues(write, workspace_key, touched)
    if operation is not None:
        record_change(write, workspace_key, ChangeKind.OPERATIONS, [operation.id])


def _keys_of(change: Before) -> list[int]:
    return [key for _, keys in change.before for key in keys]
