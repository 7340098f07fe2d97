"""Operations: what people did, newest first, and how it is taken back."""

from collections.abc import Callable

from causeloop_desktop.contract.base import ChangeKind, Page
from causeloop_desktop.contract.operations import Operation, OperationUndone
from causeloop_desktop.engine.services.errors import ConflictError, NotFoundError
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.work.operations import Act, OperationRow, OperationStore
from causeloop_desktop.engine.store.work.outbox import changes_of, record_change

Undo = Callable[[WriteTransaction, int, OperationRow], None]
"""Takes an operation back in an open write of its workspace and records what that changes.

It raises ``ConflictError`` with the reason where something newer depends on the operation.
"""


class OperationService:
    """Lists operations and takes them back.

    Args:
        database: Where they are kept.
        cursors: Signs the pages of the list.
    """

    def __init__(self, database: Database, cursors: Cursors) -> None:
        self._database = database
        self._cursors = cursors
        self._undos: dict[str, Undo] = {}

    def register(self, kind: str, undo: Undo) -> None:
        """Say how operations of a kind are taken back; done once, by the service that does them."""
        self._undos[kind] = undo

    async def list(self, workspace_key: int, limit: int, cursor: str | None) -> Page[Operation]:
        """Give a page of operations, newest first."""
        scope = f"{workspace_key}:operations"
        before = self._cursors.after(scope, cursor)
        rows, total = await self._database.read(
            lambda read: _page(OperationStore(read, workspace_key), before, limit + 1)
        )
        info = self._cursors.info(scope, [row.key for row in rows], limit, total)
        return Page(data=tuple(row.model for row in rows[:limit]), page=info)

    async def undo(self, workspace_key: int, actor: str, operation_id: str) -> OperationUndone:
        """Take an operation back, as an operation of its own.

        Raises:
            NotFoundError: The workspace has none of this id.
            ConflictError: It was taken back already, or something newer depends on it.
        """
        return await self._database.write(
            lambda write: self._undo(write, workspace_key, actor, operation_id)
        )

    def _undo(
        self, write: WriteTransaction, workspace_key: int, actor: str, operation_id: str
    ) -> OperationUndone:
        store = OperationStore(write.connection, workspace_key)
        operation = store.find(operation_id)
        if operation is None:
            raise NotFoundError("operation", operation_id)
        undo = self._undo_of(operation)
        undo(write, workspace_key, operation)
        act = Act(actor, f"{operation.kind}.undo", f"Undid: {operation.model.summary}")
        done = store.record(write.now_us, act, undoes=operation.key)
        record_change(write, workspace_key, ChangeKind.OPERATIONS, [done.id, operation.id])
        return OperationUndone(operation=done.model, changes=changes_of(write, workspace_key))

    def _undo_of(self, operation: OperationRow) -> Undo:
        if operation.model.undone_by is not None:
            raise ConflictError("This has been undone already.")
        undo = self._undos.get(operation.kind)
        if operation.is_undo or undo is None:
            raise ConflictError("This cannot be undone. Make the change again instead.")
        return undo


def _page(store: OperationStore, before: int | None, limit: int) -> tuple[list[OperationRow], int]:
    return store.page(before, limit), store.count()
