"""A database: the rows of tables or of a query, by the column that says when each changed."""

from datetime import datetime, timedelta

from causeloop_desktop.connectors import (
    Ask,
    Category,
    Connector,
    Field,
    FieldType,
    Place,
    Row,
    Scopes,
    Span,
    Stream,
    rows_at,
)
from causeloop_desktop.connectors.catalog.database.records import row_changed, row_to_record
from causeloop_desktop.connectors.databases.conventions import Role
from causeloop_desktop.connectors.databases.keyset import NextRows
from causeloop_desktop.connectors.databases.reader import DatabaseReader, machine_of


def _rows(span: Span, _place: Place) -> Ask:
    return Ask(path="query", params={"since": span.since.isoformat()})


def _key(row: Row) -> str:
    return str(row["key"])


def _changed(row: Row) -> datetime | None:
    return row_changed(row)


def _origin(_row: Row, place: Place) -> str:
    """Name the database and the table, so that two tables may have the same ids."""
    return f"{place.base_url}/{place.scope or 'query'}"


def _tables(_place: Place) -> Ask:
    return Ask(path="tables")


def _column(role: Role, label: str, help_: str) -> Field:
    return Field(name=role.setting, label=label, help=help_, rare=True)


CONNECTOR = Connector(
    type="database",
    title="Database",
    category=Category.DATA,
    summary="Rows of tables, or of a query.",
    ingests=(
        "Rows of the tables you pick or of one query, new ones and changed ones",
        "From PostgreSQL, MySQL, SQLite, or whatever SQLAlchemy reaches",
    ),
    settings=(
        Field(
            name="tables",
            label="Tables",
            help="Names, one each; pick them from a list once the address works.",
            type=FieldType.LIST,
        ),
        Field(
            name="query",
            label="Query",
            help="Instead of tables: one SELECT. It is read in a transaction that cannot write.",
            placeholder="SELECT id, title, updated_at FROM tickets",
            rare=True,
        ),
        _column(Role.ID, "Id column", "What tells the rows apart; empty for the key, or id."),
        _column(Role.UPDATED, "Updated column", "When a row last changed; empty for updated_at."),
        _column(Role.CREATED, "Created column", "When it happened; empty for created_at."),
        _column(Role.TITLE, "Title column", "What a row is called; empty for title or subject."),
        _column(Role.BODY, "Text column", "The long text; empty for body or description."),
        _column(Role.SEVERITY, "Severity column", "Words, p1 to p4, or 1 to 5."),
        _column(Role.STATUS, "Status column", "Open, closed and the like."),
        _column(Role.TEAM, "Team column", "Who looks after it."),
        _column(Role.SERVICE, "Service column", "What it happened in."),
        _column(Role.URL, "Link column", "Where the row can be opened."),
        Field(
            name="time_zone",
            label="Time zone",
            help="Of moments that are stored without one; UTC unless you say otherwise.",
            placeholder="Europe/Berlin",
            rare=True,
        ),
        Field(
            name="page_size",
            label="Rows at a time",
            help="1,000 unless you say otherwise.",
            type=FieldType.INTEGER,
            rare=True,
        ),
    ),
    credentials=(
        Field(
            name="url",
            label="Database URL",
            help="As SQLAlchemy writes it; use an account that may only read.",
            required=True,
            secret=True,
            placeholder="postgresql+psycopg://reader:…@db.example.com/shop",
        ),
    ),
    scopes=Scopes(
        setting="tables",
        title="Tables",
        ask=_tables,
        to_choice=lambda _row: None,
        instead="query",
    ),
    streams=(
        Stream(
            name="rows",
            title="Rows",
            ask=_rows,
            to_record=row_to_record,
            changed=_changed,
            key=_key,
            keys_of_scope=True,
            rows=rows_at("rows"),
            pager=NextRows(),
            overlap=timedelta(minutes=10),
            scoped=True,
            origin=_origin,
        ),
    ),
    reader=DatabaseReader,
    host=machine_of,
    docs_url="https://docs.sqlalchemy.org/core/engines.html",
)
