"""A database: the rows of a query, by the column that says when each changed."""

from datetime import datetime, timedelta

from causeloop_desktop.connectors import (
    Ask,
    Category,
    Connector,
    Field,
    FieldType,
    Place,
    Row,
    Span,
    Stream,
    rows_at,
)
from causeloop_desktop.connectors.catalog.database.records import row_changed, row_to_record
from causeloop_desktop.connectors.databases.keyset import NextRows
from causeloop_desktop.connectors.databases.reader import DatabaseReader, machine_of


def _rows(span: Span, _place: Place) -> Ask:
    return Ask(path="query", params={"since": span.since.isoformat()})


def _key(row: Row) -> str:
    return str(row["key"])


def _changed(row: Row) -> datetime | None:
    return row_changed(row)


def _origin(_row: Row, place: Place) -> str:
    """Name the database and the query, so that two tables may have the same ids."""
    return f"{place.base_url}/{place.settings.get('name') or 'query'}"


def _column(name: str, label: str, help_: str, *, required: bool = False) -> Field:
    return Field(name=f"{name}_column", label=label, help=help_, required=required)


CONNECTOR = Connector(
    type="database",
    title="Database",
    category=Category.DATA,
    summary="Rows of a query over PostgreSQL, MySQL, SQLite, or whatever SQLAlchemy reaches.",
    ingests=("Rows of one query, new ones and changed ones",),
    settings=(
        Field(
            name="query",
            label="Query",
            help="One SELECT. It is read in a transaction that cannot write.",
            required=True,
            placeholder="SELECT id, title, updated_at FROM tickets",
        ),
        _column("id", "Id column", "What tells the rows apart.", required=True),
        _column("updated", "Updated column", "When a row last changed.", required=True),
        _column("title", "Title column", "What a row is called; without one its id."),
        _column("body", "Text column", "The long text of a row."),
        _column("severity", "Severity column", "Words, p1 to p4, or 1 to 5."),
        _column("status", "Status column", "Open, closed and the like."),
        _column("team", "Team column", "Who looks after it."),
        _column("service", "Service column", "What it happened in."),
        _column("url", "Link column", "Where the row can be opened."),
        _column(
            "created",
            "Created column",
            "When it happened. Without one: when a row is first read, and nothing is forecast.",
        ),
        Field(
            name="time_zone",
            label="Time zone",
            help="Of moments that are stored without one; UTC unless you say otherwise.",
            placeholder="Europe/Berlin",
        ),
        Field(
            name="page_size",
            label="Rows at a time",
            help="1,000 unless you say otherwise.",
            type=FieldType.INTEGER,
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
    streams=(
        Stream(
            name="rows",
            title="Rows",
            ask=_rows,
            to_record=row_to_record,
            changed=_changed,
            key=_key,
            rows=rows_at("rows"),
            pager=NextRows(),
            overlap=timedelta(minutes=10),
            origin=_origin,
        ),
    ),
    reader=DatabaseReader,
    host=machine_of,
    docs_url="https://docs.sqlalchemy.org/core/engines.html",
)
