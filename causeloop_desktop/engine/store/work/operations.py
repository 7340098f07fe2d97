"""Operations as rows: who changed what, and what takes it back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update

from causeloop_desktop.contract.base import ChangeKind, OperationId
from causeloop_desktop.contract.operations import Operation
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.schema import operations
from causeloop_desktop.engine.store.tenant import TenantStore
from causeloop_desktop.engine.store.work.outbox import record_change


@dataclass(frozen=True, slots=True)
class OperationRow:
    """An operation with its key and what takes it back."""

    key: int
    inverse: Mapping[str, Any]
    is_undo: bool
    model: Operation

    @property
    def id(self) -> OperationId:
        """The operation's id."""
        return self.model.id

    @property
    def kind(self) -> str:
        """What was done, such as ``issue.patch``."""
        return self.model.kind


@dataclass(frozen=True, slots=True)
class Act:
    """What a person does.

    Attributes:
        actor: Who.
        kind: What, as the undo of its kind was registered.
        summary: What, in words for people.
        inverse: What takes it back, as JSON can keep it.
    """

    actor: str
    kind: str
    summary: str
    inverse: Mapping[str, object] = field(default_factory=dict)


class OperationStore(TenantStore):
    """The operations of one workspace, through one connection."""

    def record(self, now_us: int, act: Act, *, undoes: int | None = None) -> OperationRow:
        """Note what a person does, in the transaction that does it.

        Args:
            now_us: When.
            act: What.
            undoes: The key of the operation that this one takes back.
        """
        values = {
            "id": new_id("op", now_us),
            "workspace_key": self._workspace,
            "kind": act.kind,
            "actor": act.actor,
            "summary": act.summary,
            "inverse": json.dumps(act.inverse),
            "undoes": undoes,
            "created_us": now_us,
        }
        key: int = self._connection.execute(
            insert(operations).values(**values).returning(operations.c.key)
        ).scalar_one()
        if undoes is not None:
            self._update(undoes, undone_by=key)
        return self.by_key(key)

    def set_inverse(self, key: int, inverse: Mapping[str, object]) -> None:
        """Write what takes an operation back, where that needed its key first."""
        self._update(key, inverse=json.dumps(inverse))

    def forget(self, key: int) -> None:
        """Drop an operation of the open transaction that turned out to change nothing."""
        mine = self._of(operations, operations.c.key == key)
        self._connection.execute(delete(operations).where(mine))

    def by_key(self, key: int) -> OperationRow:
        """Give an operation that is known to exist."""
        found = self._connection.execute(self._select().where(operations.c.key == key))
        return _to_operation(found.one())

    def find(self, operation_id: str) -> OperationRow | None:
        """Give an operation, if this workspace has it."""
        wanted = self._select().where(operations.c.id == operation_id)
        row = self._connection.execute(wanted).one_or_none()
        return None if row is None else _to_operation(row)

    def page(self, before_key: int | None, limit: int) -> list[OperationRow]:
        """Give ``limit`` operations, newest first, beginning after ``before_key``."""
        statement = self._select().order_by(operations.c.key.desc()).limit(limit)
        if before_key is not None:
            statement = statement.where(operations.c.key < before_key)
        return [_to_operation(row) for row in self._connection.execute(statement)]

    def count(self) -> int:
        """Count the operations of this workspace."""
        mine = self._of(operations)
        counted = select(func.count()).select_from(operations).where(mine)
        return self._connection.execute(counted).scalar_one()

    def latest_us(self) -> int:
        """Say when somebody last changed something; 0 where nobody has."""
        mine = self._of(operations)
        latest = select(operations.c.created_us).where(mine).order_by(operations.c.key.desc())
        return self._connection.scalar(latest.limit(1)) or 0

    def _select(self) -> Select[Any]:
        undone_by = operations.alias("undone_by")
        undoes = operations.alias("undoes")
        return (
            select(
                operations,
                undone_by.c.id.label("undone_by_id"),
                undoes.c.id.label("undoes_id"),
            )
            .outerjoin(undone_by, undone_by.c.key == operations.c.undone_by)
            .outerjoin(undoes, undoes.c.key == operations.c.undoes)
            .where(self._of(operations))
        )

    def _update(self, key: int, **values: object) -> None:
        mine = self._of(operations, operations.c.key == key)
        self._connection.execute(update(operations).where(mine).values(values))


def record_operation(transaction: WriteTransaction, workspace_key: int, act: Act) -> OperationRow:
    """Note what a person does, in the transaction that does it, and that operations changed."""
    store = OperationStore(transaction.connection, workspace_key)
    done = store.record(transaction.now_us, act)
    record_change(transaction, workspace_key, ChangeKind.OPERATIONS, [done.id])
    return done


def _to_operation(row: Row[Any]) -> OperationRow:
    model = Operation(
        id=row.id,
        kind=row.kind,
        actor=row.actor,
        summary=row.summary,
        created_at=from_micros(row.created_us),
        undone_by=row.undone_by_id,
        undoes=row.undoes_id,
    )
    return OperationRow(row.key, json.loads(row.inverse), row.undoes is not None, model)
