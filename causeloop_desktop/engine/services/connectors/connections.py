"""Connections as they stand: found, shown, changed, and each change told."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from causeloop_desktop.connectors.description.addresses import destination_of
from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.connectors import Connector
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.services.connectors.catalog import description_of
from causeloop_desktop.engine.services.connectors.faces import to_connector
from causeloop_desktop.engine.services.connectors.transitions import tell_transition
from causeloop_desktop.engine.services.errors import ConflictError, NotFoundError
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.sources.connectors import ConnectorRow, ConnectorStore
from causeloop_desktop.engine.store.sources.sync_runs import SyncRunRow, SyncRunStore
from causeloop_desktop.engine.store.work.outbox import record_change

MEANWHILE = "The address was changed meanwhile. Enter the credentials of the new one."

Standing = tuple[ConnectorRow, SyncRunRow | None]
"""A connection and its latest run."""


class Connections:
    """Finds and changes connections for all that is done with them.

    Args:
        database: Where they are.
        clock: The time, in UTC microseconds.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def row(self, workspace_key: int, connector_id: str) -> ConnectorRow:
        """Give a connection as it is kept.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        return await self._database.read(partial(find_row, workspace_key, connector_id))

    async def shown(self, workspace_key: int, connector_id: str) -> Connector:
        """Give a connection as people see it.

        Raises:
            NotFoundError: The workspace has none of this id.
        """
        standing = await self._database.read(partial(_standing, workspace_key, connector_id))
        return to_connector(*standing, self._clock())

    async def change(self, row: ConnectorRow, **values: Any) -> ConnectorRow:
        """Change a connection, tell it, and give it as it is now.

        Raises:
            ConflictError: Credentials are set, and its address was changed since ``row`` was read.
        """
        return await self._database.write(partial(_change, row, values))


def same_destination(one: ConnectorRow, other: ConnectorRow) -> bool:
    """Tell whether the credentials of one state of a connection are meant for the other too."""
    description = description_of(one.type)
    return destination_of(description, one.settings) == destination_of(description, other.settings)


def find_row(workspace_key: int, connector_id: str, read: Read) -> ConnectorRow:
    """Find a connection.

    Raises:
        NotFoundError: The workspace has none of this id.
    """
    row = ConnectorStore(read, workspace_key).find(connector_id)
    if row is None:
        raise NotFoundError("connector", connector_id)
    return row


def _standing(workspace_key: int, connector_id: str, read: Read) -> Standing:
    row = find_row(workspace_key, connector_id, read)
    return row, SyncRunStore(read, workspace_key).latest_of([row.key]).get(row.key)


def _change(row: ConnectorRow, values: Mapping[str, Any], write: WriteTransaction) -> ConnectorRow:
    store = ConnectorStore(write.connection, row.workspace_key)
    before = store.by_key(row.key) or row
    if _sets_credentials(values) and not same_destination(before, row):
        raise ConflictError(MEANWHILE, {"credentials": "are for another address"})
    changed = store.change(row.key, **values)
    tell_transition(write, before, changed)
    record_change(write, row.workspace_key, ChangeKind.CONNECTORS, [row.id], 1)
    return changed


def _sets_credentials(values: Mapping[str, Any]) -> bool:
    return bool(values.get("credentials") or values.get("candidate"))
