"""The tables of a database: which can be read, and how many rows they have."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from causeloop_desktop.connectors.databases.conventions import Role, column_of
from causeloop_desktop.connectors.databases.questions import Question, asked_table
from causeloop_desktop.connectors.description.scopes import Choice, counted
from causeloop_desktop.connectors.errors import AskOperatorError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Inspector

    from causeloop_desktop.connectors.asking.places import Settings

MOST_COUNTED = 100_000
COUNT_SECONDS = 3.0
"""So long a person waits for numbers; tables after that come without."""

SYSTEM = frozenset(
    {"information_schema", "performance_schema", "mysql", "sys", "pg_catalog", "pg_toast"}
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table or a view.

    Attributes:
        schema: Where it is; ``None`` for the schema that the account begins in.
        columns: What it has.
        primary_key: The column that is it alone, where there is one.
    """

    schema: str | None
    name: str
    columns: tuple[str, ...]
    primary_key: str | None = None

    @property
    def label(self) -> str:
        """What a person calls it, and what the settings hold."""
        return self.name if self.schema is None else f"{self.schema}.{self.name}"

    def question(self, settings: Settings) -> Question:
        """Give the question for its rows.

        Raises:
            AskOperatorError: It has no id, or no time of change.
        """
        from sqlalchemy import table

        named = settings.get(Role.ID.setting) in self.columns
        known = {} if named or not self.primary_key else {Role.ID.setting: self.primary_key}
        source = table(self.name, schema=self.schema)
        return asked_table(source, self.columns, {**settings, **known})

    @property
    def only_grows(self) -> bool:
        """Whether nothing says when a row changed after it was made."""
        return column_of(Role.UPDATED, self.columns, {}) is None


def find_table(connection: Connection, label: str) -> Table:
    """Give the table that a person picked.

    Raises:
        NotFoundError: There is none of this name.
    """
    from sqlalchemy import inspect
    from sqlalchemy.exc import NoSuchTableError

    inspector = inspect(connection)
    schema, _, name = label.rpartition(".")
    for place, called in ((None, label), (schema or None, name)):
        try:
            columns = [str(one["name"]) for one in inspector.get_columns(called, place)]
            key = inspector.get_pk_constraint(called, place)["constrained_columns"]
        except NoSuchTableError:
            continue
        return Table(place, called, tuple(columns), _alone(key))
    message = f"The table {label} is gone. Pick the tables of this source again."
    raise NotFoundError(message)


def choices_of(connection: Connection, settings: Settings) -> list[Choice]:
    """Give the tables that can be read, each with how many rows it has.

    Raises:
        AskOperatorError: There is none.
    """
    found: list[Choice] = []
    deadline = monotonic() + COUNT_SECONDS
    for one in _tables(connection):
        try:
            question = one.question(settings)
        except AskOperatorError:
            continue
        size = _size(connection, question) if monotonic() < deadline else ""
        if size is not None:
            found.append(Choice(one.label, one.label, _hint(one), size))
    if not found:
        message = (
            "No table of this database has an id and a time of change. "
            "Write a query in the settings of this source."
        )
        raise AskOperatorError(message)
    return found


def _tables(connection: Connection) -> Iterator[Table]:
    from sqlalchemy import inspect

    inspector = inspect(connection)
    default = inspector.default_schema_name
    yield from _tables_in(inspector, None)
    for schema in inspector.get_schema_names():
        if schema != default and schema.lower() not in SYSTEM and not schema.startswith("pg_"):
            yield from _tables_in(inspector, schema)


def _tables_in(inspector: Inspector, schema: str | None) -> Iterator[Table]:
    from sqlalchemy.engine.reflection import ObjectKind

    columns = inspector.get_multi_columns(schema, kind=ObjectKind.ANY)
    keys = inspector.get_multi_pk_constraint(schema, kind=ObjectKind.TABLE)
    for place in sorted(columns, key=lambda one: one[1]):
        key = keys.get(place)
        names = tuple(str(one["name"]) for one in columns[place])
        yield Table(schema, place[1], names, _alone(key["constrained_columns"] if key else ()))


def _alone(key: Sequence[str]) -> str | None:
    return key[0] if len(key) == 1 else None


def _hint(one: Table) -> str:
    return "New rows are read; changed ones are not seen." if one.only_grows else ""


def _size(connection: Connection, question: Question) -> str | None:
    """Say how many rows there are, exactly where that is cheap; ``None`` where none may be read."""
    from sqlalchemy import func, select
    from sqlalchemy.exc import DBAPIError

    some = question.rows.limit(MOST_COUNTED + 1).subquery()
    try:
        # A refusal must not end the transaction in which the other tables are asked.
        with connection.begin_nested():
            count = int(connection.execute(select(func.count()).select_from(some)).scalar_one())
    except DBAPIError:
        return None
    if count > MOST_COUNTED:
        return f"more than {MOST_COUNTED:,} rows"
    return counted(count, "row", "rows")
