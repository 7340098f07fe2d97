"""Makes a database ready before anything reads it, and tells whether it still answers."""

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.schema import metadata, workspaces


def prepare(database: Database) -> None:
    """Make the tables of a new database; called once, before the engine works."""
    database.submit(_make_tables).result()


def answers(database: Database) -> bool:
    """Tell whether a read comes back."""
    try:
        database.read_now(_touch)
    except SQLAlchemyError:
        return False
    return True


def _make_tables(write: WriteTransaction) -> None:
    metadata.create_all(write.connection)


def _touch(connection: Connection) -> None:
    connection.execute(select(workspaces.c.key).limit(1)).first()
