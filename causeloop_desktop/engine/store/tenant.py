"""What every store of a tenant's rows begins with: one connection, one workspace."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, and_


class TenantStore:
    """Rows of one workspace; whoever holds it can neither see nor change those of another.

    Args:
        connection: Where to read and, in an open write, to write.
        workspace_key: Whose rows.
    """

    def __init__(self, connection: Connection, workspace_key: int) -> None:
        self._connection = connection
        self._workspace = workspace_key

    def _of(self, table: FromClause, *conditions: Any) -> ColumnElement[bool]:
        """Match the workspace's rows of a table, as far as conditions hold."""
        return and_(table.c.workspace_key == self._workspace, *conditions)
