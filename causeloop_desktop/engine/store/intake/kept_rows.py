"""Rows as sources sent them: kept beside what they became, read again, in the end forgotten."""

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
)

from causeloop_desktop.engine.store.schema import raw_rows, skipped_rows, sync_runs
from causeloop_desktop.engine.store.tenant import TenantStore

RowId: TypeAlias = tuple[int, str, str]
"""Connection, stream and key of a raw row."""

FIRST_ROW: RowId = (0, "", "")

_ROW_ID = (raw_rows.c.connector_key, raw_rows.c.stream, raw_rows.c.row_key)


_KEPT = (raw_rows.c.row_key, raw_rows.c.scope, raw_rows.c.row)


class KeptRow(NamedTuple):
    """A row with its key, and the scope in which it was read."""

    key: str
    scope: str
    row: dict[str, Any]


class KeptRowStore(TenantStore):
    """The kept rows of one connection."""

    def __init__(self, connection: Connection, workspace_key: int, connector_key: int) -> None:
        super().__init__(connection, workspace_key)
        self._connector = connector_key
        self._mine = (
            raw_rows.c.workspace_key == workspace_key,
            raw_rows.c.connector_key == connector_key,
        )

    def count(self) -> int:
        """Count them."""
        counted = select(func.count()).select_from(raw_rows).where(*self._mine)
        return self._connection.execute(counted).scalar_one()

    def page(self, stream: str, after: str, limit: int) -> list[KeptRow]:
        """Give rows of a stream by key, after one."""
        wanted = (*self._mine, raw_rows.c.stream == stream, raw_rows.c.row_key > after)
        statement = select(*_KEPT).where(*wanted).order_by(raw_rows.c.row_key).limit(limit)
        return self._read(statement)

    def row(self, stream: str, key: str) -> dict[str, Any]:
        """Give a row as it was last seen; empty where none is kept."""
        found = self._among(stream, [key])
        return found[0].row if found else {}

    def known(self, stream: str, keys: Sequence[str]) -> set[str]:
        """Tell which of some keys have a row."""
        return {row.key for row in self._among(stream, keys)}

    def keep(self, now_us: int, stream: str, scope: str, rows: Mapping[str, Any]) -> None:
        """Keep rows as the provider sent them, by their keys; the newest state wins."""
        if not rows:
            return
        self._connection.execute(delete(raw_rows).where(*self._are(stream, list(rows))))
        self._connection.execute(
            insert(raw_rows),
            [
                {
                    "connector_key": self._connector,
                    "stream": stream,
                    "row_key": key,
                    "workspace_key": self._workspace,
                    "scope": scope,
                    "row": zlib.compress(json.dumps(row, ensure_ascii=False).encode()),
                    "seen_us": now_us,
                }
                for key, row in rows.items()
            ],
        )

    def lay_over(self, now_us: int, stream: str, told: Mapping[str, Mapping[str, Any]]) -> None:
        """Bring rows up to what is told of them; those that are not kept are left alone."""
        for key, scope, row in self._among(stream, list(told)):
            self.keep(now_us, stream, scope, {key: {**row, **told[key]}})

    def _among(self, stream: str, keys: Sequence[str]) -> list[KeptRow]:
        return self._read(select(*_KEPT).where(*self._are(stream, keys)))

    def _read(self, statement: Select[tuple[str, str, bytes]]) -> list[KeptRow]:
        return [
            KeptRow(key, scope, json.loads(zlib.decompress(row)))
            for key, scope, row in self._connection.execute(statement)
        ]

    def _are(self, stream: str, keys: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
        return (*self._mine, raw_rows.c.stream == stream, raw_rows.c.row_key.in_(keys))


def old_rows(
    connection: Connection, workspace_key: int, before_us: int, after: RowId, limit: int
) -> list[RowId]:
    """Give the ids of raw rows of a workspace that were last seen before a moment, in their order.

    Args:
        connection: The database.
        workspace_key: Whose rows.
        before_us: The moment.
        after: The id behind which to begin.
        limit: How many at most.
    """
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
