"""Retention: how long the rows that sources sent are kept beside the issues they became."""

from functools import partial

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.retention import (
    RAW_ROW_DAYS,
    Retention,
    RetentionChanged,
    RetentionPatch,
)
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.services.errors import ConflictError
from causeloop_desktop.engine.services.operations import OperationService
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.intake.kept_rows import (
    FIRST_ROW,
    RowId,
    forget_rows,
    forget_skipped,
    kept_rows,
    old_rows,
)
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceStore, workspace_keys
from causeloop_desktop.engine.store.work.operations import Act, OperationRow, record_operation
from causeloop_desktop.engine.store.work.outbox import changes_of, record_change

SETTINGS, DAYS = "retention", "raw_row_days"
PATCH = "retention.patch"

AT_ONCE = 70
"""So many rows go in a transaction; most compute for 10 ms."""


class RetentionService:
    """Keeps what workspaces chose, and forgets what is older.

    Args:
        database: Where the rows are.
        operations: Takes a choice back.
        clock: The time, in UTC microseconds.
    """

    def __init__(self, database: Database, operations: OperationService, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        operations.register(PATCH, _undo)

    async def get(self, workspace_key: int) -> Retention:
        """Give what holds, and what is kept."""
        return await self._database.read(partial(_retention, workspace_key))

    async def change(
        self, workspace_key: int, actor: str, request: RetentionPatch
    ) -> RetentionChanged:
        """Write what a person chose; older rows go within the hour."""
        changed = await self._database.write(partial(_change, workspace_key, actor, request))
        return changed.model_copy(update={"retention": await self.get(workspace_key)})

    async def prune(self) -> int:
        """Forget what is older than was chosen, in every workspace; give how many rows went."""
        gone = 0
        for key in await self._database.read(workspace_keys):
            days = await self._database.read(partial(_days, key))
            before_us = self._clock() - days * DAY_US
            gone += await self._prune(key, before_us)
        return gone

    async def _prune(self, workspace_key: int, before_us: int) -> int:
        gone, last = 0, FIRST_ROW
        while rows := await self._database.read(partial(_old, workspace_key, before_us, last)):
            gone += await self._database.write(partial(_forget, before_us, rows))
            last = rows[-1]
        while some := await self._database.write(partial(_skipped, workspace_key, before_us)):
            gone += some
        return gone


def _old(workspace_key: int, before_us: int, after: RowId, read: Read) -> list[RowId]:
    return old_rows(read, workspace_key, before_us, after, AT_ONCE)


def _forget(before_us: int, rows: list[RowId], write: WriteTransaction) -> int:
    return forget_rows(write.connection, before_us, rows)


def _skipped(workspace_key: int, before_us: int, write: WriteTransaction) -> int:
    return forget_skipped(write.connection, workspace_key, before_us, AT_ONCE)


def _days(workspace_key: int, read: Read) -> int:
    return int(WorkspaceStore(read).settings(workspace_key, SETTINGS).get(DAYS, RAW_ROW_DAYS))


def _retention(workspace_key: int, read: Read) -> Retention:
    rows, stored = kept_rows(read, workspace_key)
    return Retention(raw_row_days=_days(workspace_key, read), raw_rows=rows, raw_row_bytes=stored)


def _change(
    workspace_key: int, actor: str, request: RetentionPatch, write: WriteTransaction
) -> RetentionChanged:
    before = _days(workspace_key, write.connection)
    after = before if request.raw_row_days is None else request.raw_row_days
    if after == before:
        return RetentionChanged(retention=Retention(raw_row_days=after))
    summary = f"Keep the rows of sources for {after} days"
    act = Act(actor, PATCH, summary, {"before": before, "after": after})
    operation = record_operation(write, workspace_key, act)
    _keep(write, workspace_key, after)
    return RetentionChanged(
        retention=Retention(raw_row_days=after),
        operation_id=operation.id,
        changes=changes_of(write, workspace_key),
    )


def _undo(write: WriteTransaction, workspace_key: int, operation: OperationRow) -> None:
    """Let hold what held before; what was forgotten meanwhile does not come back.

    Raises:
        ConflictError: Somebody has changed it again since.
    """
    if _days(workspace_key, write.connection) != operation.inverse["after"]:
        raise ConflictError("The retention has been changed again since. Undo that change first.")
    _keep(write, workspace_key, operation.inverse["before"])


def _keep(write: WriteTransaction, workspace_key: int, days: int) -> None:
    WorkspaceStore(write.connection).set_settings(workspace_key, SETTINGS, {DAYS: days})
    record_change(write, workspace_key, ChangeKind.CONNECTORS, count=1)
