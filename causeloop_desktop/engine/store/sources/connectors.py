"""Connections as rows, and how far each of their streams has been read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from causeloop_desktop.connectors.description.pages import Bookmark
from causeloop_desktop.contract.connectors import ConnectorId, ConnectorStatus
from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.schema import (
    authorisations,
    bookmarks,
    connectors,
    raw_rows,
    skipped_rows,
    sync_runs,
    webhooks,
)
from causeloop_desktop.engine.store.tenant import TenantStore


@dataclass(frozen=True, slots=True)
class ConnectorRow:
    """A connection; ``credentials`` and ``candidate`` are sealed.

    Attributes:
        candidate: New credentials that failed their test while the old ones are in use.
        learned: What the source told of the account: ``settings``, and the ``base_url`` of rows.
    """

    key: int
    workspace_key: int
    id: ConnectorId
    type: str
    display_name: str
    status: ConnectorStatus
    status_reason: str
    settings: Mapping[str, Any]
    credentials: str | None
    candidate: str | None
    oauth_app: str | None
    account: str
    learned: Mapping[str, Any]
    cron: str
    timezone: str
    requests_per_minute: int | None
    backfill_days: int
    paused_by: str | None
    next_run_us: int | None
    last_synced_us: int | None
    created_us: int


class ConnectorStore(TenantStore):
    """The connections of one workspace, through one connection to the database."""

    def add(
        self, now_us: int, type_: str, status: ConnectorStatus, values: Mapping[str, Any]
    ) -> ConnectorRow:
        """Make a connection.

        Args:
            now_us: The time.
            type_: What source it is to.
            status: Where it stands.
            values: Other columns, as ``change`` takes them.
        """
        row = self._connection.execute(
            insert(connectors)
            .values(
                id=new_id("con", now_us),
                workspace_key=self._workspace,
                type=type_,
                status=status,
                created_us=now_us,
                **_columns(values),
            )
            .returning(*connectors.c)
        ).one()
        return _to_connector(row)

    def find(self, connector_id: str) -> ConnectorRow | None:
        """Give a connection by its id, if this workspace has it."""
        return self._one(connectors.c.id == connector_id)

    def by_key(self, key: int) -> ConnectorRow | None:
        """Give a connection by its key, if it is still there."""
        return self._one(connectors.c.key == key)

    def page(self, after: int, limit: int) -> list[ConnectorRow]:
        """Give connections, oldest first, after the one of a key."""
        statement = (
            select(connectors)
            .where(self._mine(connectors.c.key > after))
            .order_by(connectors.c.key)
            .limit(limit)
        )
        return [_to_connector(row) for row in self._connection.execute(statement)]

    def count(self) -> int:
        """Count the connections."""
        counted = select(func.count()).select_from(connectors).where(self._mine())
        return self._connection.execute(counted).scalar_one()

    def change(self, key: int, **values: Any) -> ConnectorRow:
        """Write columns of a connection; ``settings`` and ``learned`` are mappings."""
        self._connection.execute(
            update(connectors).where(self._mine(connectors.c.key == key)).values(**_columns(values))
        )
        return _to_connector(
            self._connection.execute(
                select(connectors).where(self._mine(connectors.c.key == key))
            ).one()
        )

    def remove(self, key: int) -> None:
        """Forget a connection with its bookmarks, runs and raw rows; its issues stay."""
        runs = select(sync_runs.c.key).where(sync_runs.c.connector_key == key)
        self._connection.execute(delete(skipped_rows).where(skipped_rows.c.run_key.in_(runs)))
        for table in (bookmarks, raw_rows, sync_runs, authorisations, webhooks):
            self._connection.execute(
                delete(table).where(self._of(table), table.c.connector_key == key)
            )
        self._connection.execute(delete(connectors).where(self._mine(connectors.c.key == key)))

    def bookmarks(self, key: int) -> list[dict[str, Any]]:
        """Give how far each stream of a connection has been read, at each scope."""
        rows = self._connection.execute(select(bookmarks).where(bookmarks.c.connector_key == key))
        return [
            {"stream": row.stream, "scope": row.scope, "bookmark": json.loads(row.bookmark)}
            for row in rows
        ]

    def set_bookmark(self, key: int, stream: str, scope: str, bookmark: Bookmark) -> None:
        """Note how far a stream has been read."""
        text = bookmark.model_dump_json(exclude_none=True)
        changed = self._connection.execute(
            update(bookmarks).where(*_at(key, stream, scope)).values(bookmark=text)
        )
        if not changed.rowcount:
            self._connection.execute(
                insert(bookmarks).values(
                    connector_key=key,
                    stream=stream,
                    scope=scope,
                    workspace_key=self._workspace,
                    bookmark=text,
                )
            )

    def _one(self, condition: ColumnElement[bool]) -> ConnectorRow | None:
        row = self._connection.execute(
            select(connectors).where(self._mine(condition))
        ).one_or_none()
        return None if row is None else _to_connector(row)

    def _mine(self, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return self._of(connectors, *conditions)


def due(connection: Connection, now_us: int, farthest_us: int) -> list[tuple[int, int]]:
    """Give workspace and key of every connection whose next run has come, or seems far away."""
    statement = select(connectors.c.workspace_key, connectors.c.key).where(
        ~connectors.c.next_run_us.between(now_us + 1, farthest_us),
        connectors.c.status.in_([ConnectorStatus.CONNECTED, ConnectorStatus.ERROR]),
    )
    return [(row.workspace_key, row.key) for row in connection.execute(statement)]


def _at(key: int, stream: str, scope: str) -> tuple[ColumnElement[bool], ...]:
    return (
        bookmarks.c.connector_key == key,
        bookmarks.c.stream == stream,
        bookmarks.c.scope == scope,
    )


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(values)
    for name in ("settings", "learned"):
        if name in found:
            found[name] = json.dumps(found[name], ensure_ascii=False)
    return found


def to_connector_row(values: Mapping[str, Any]) -> ConnectorRow:
    """Read a connection from the columns of its row."""
    return ConnectorRow(
        **{
            **values,
            "id": ConnectorId(values["id"]),
            "status": ConnectorStatus(values["status"]),
            "settings": json.loads(values["settings"]),
            "learned": json.loads(values["learned"]),
        }
    )


def _to_connector(row: Row[Any]) -> ConnectorRow:
    return to_connector_row(dict(zip(row._fields, row, strict=True)))
