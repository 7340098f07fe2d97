"""What is asked of a database: the rows of a query that a person wrote, or of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from causeloop_desktop.connectors.asking.places import zone_of
from causeloop_desktop.connectors.databases.conventions import Role, column_of
from causeloop_desktop.connectors.errors import AskOperatorError

if TYPE_CHECKING:
    from collections.abc import Collection
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection, FromClause, Select

    from causeloop_desktop.connectors.asking.places import Settings

PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Question:
    """Rows that can be read by keyset.

    Attributes:
        rows: All of them, to be asked further.
        id_column: What tells them apart.
        updated_column: When each last changed.
        zone: Of moments that are stored without one.
        page_size: How many are read at a time.
    """

    rows: Select[Any]
    id_column: str
    updated_column: str
    zone: ZoneInfo
    page_size: int = PAGE


def page_size_of(settings: Settings) -> int:
    """Give how many rows are read at a time."""
    return int(settings.get("page_size") or PAGE)


def asked_query(connection: Connection, settings: Settings) -> Question:
    """Give the question that a person wrote.

    Raises:
        AskOperatorError: It is no single SELECT, or its columns are not told.
        DBAPIError: The database refuses it.
    """
    from sqlalchemy import text

    query = str(settings.get("query") or "").strip().rstrip(";")
    if query.split(None, 1)[:1] not in (["SELECT"], ["select"], ["WITH"], ["with"]):
        message = "The query must be one SELECT. Correct it in the settings of this source."
        raise AskOperatorError(message)
    rows = _all_of(text(f"({query}) AS source"))
    return _question(rows, list(connection.execute(rows.limit(0)).keys()), settings)


def asked_table(source: FromClause, columns: Collection[str], settings: Settings) -> Question:
    """Give the question for all rows of a table.

    Raises:
        AskOperatorError: Its columns do not say what tells rows apart and when they changed.
    """
    return _question(_all_of(source), columns, settings)


def _question(rows: Select[Any], columns: Collection[str], settings: Settings) -> Question:
    changed = column_of(Role.UPDATED, columns, settings) or column_of(
        Role.CREATED, columns, settings
    )
    return Question(
        rows,
        id_column=_demand(Role.ID, column_of(Role.ID, columns, settings)),
        updated_column=_demand(Role.UPDATED, changed),
        zone=zone_of(settings),
        page_size=page_size_of(settings),
    )


def _demand(role: Role, column: str | None) -> str:
    if column is None:
        message = f"The setting {role.setting} is missing. Name the column."
        raise AskOperatorError(message)
    return column


def _all_of(source: Any) -> Select[Any]:
    from sqlalchemy import literal_column, select

    return select(literal_column("*")).select_from(source)
