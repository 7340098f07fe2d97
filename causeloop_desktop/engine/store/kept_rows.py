"""Rows as sources sent them: how many are kept, and the old ones forgotten.

``store/sync_runs`` keeps them as they come, in the transaction of their page.
"""

from collections.abc import Sequence
from typing import TypeAlias

from sqlalchemy import Connection, and_, delete, func, literal, select, tuple_

from causeloop_desktop.engine.store.schema import raw_rows, skipped_rows, sync_runs

RowId: TypeAlias = tuple[int, str, str]
"""Connection, stream and key of a raw row."""

FIRST_ROW: RowId = (0, "", "")

_ROW_ID = (raw_rows.c.connector_key, raw_rows.c.stream, raw_rows.c.row_key)


def old_rows(
    connection: Connection, workspace_key: int, before_us: int, after: RowId, limit: int
) -> list[RowId]:
    """Give raw rows of a workspace that were last seen before a moment, after one of them."""
    mine = and_(raw_rows.c.workspace_key == workspace_key, raw_rows.c.seen_us < before_us)
    found = connection.execute(
        select(*_ROW_ID)
        .where(mine, tuple_(*_ROW_ID) > tuple_(*map(literal, after)))
        .order_by(*_ROW_ID)
        .limit(limit)
    )
    return [(row.connector_key, row.stream, row.row_key) for row in found]


def forget_rows(connection: Connection, before_us: int, rows: Sequence[RowId]) -> int:
    """Forget raw rows, but none that was seen again meanwhile; give how many went."""
    old = and_(tuple_(*_ROW_ID).in_(rows), raw_rows.c.seen_us < before_us)
    return connection.execute(delete(raw_rows).where(old)).rowcount


def forget_skipped(connection: Connection, workspace_key: int, before_us: int, limit: int) -> int:
    """Forget rows that runs before a moment could not take; give how many went."""
    runs = select(sync_runs.c.key).where(
        sync_runs.c.workspace_key == workspace_key, sync_runs.c.started_us < before_us
    )
    old = select(skipped_rows.c.key).where(skipped_rows.c.run_key.in_(runs)).limit(limit)
    return connection.execute(delete(skipped_rows).where(skipped_rows.c.key.in_(old))).rowcount


def kept_rows(connection: Connection, workspace_key: int) -> tuple[int, int]:
    """Count the raw rows of a workspace, and their bytes."""
    size = func.coalesce(func.sum(func.length(raw_rows.c.row)), 0)
    counted = select(func.count(), size).where(raw_rows.c.workspace_key == workspace_key)
    rows, stored = connection.execute(counted).one()
    return rows, stored
