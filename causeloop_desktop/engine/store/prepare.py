"""Makes a database ready before anything reads it, and tells whether it still answers."""

from sqlalchemy import Connection, make_url, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.errors import UnusableDatabaseError
from causeloop_desktop.engine.store.migrate import migrate
from causeloop_desktop.engine.store.schema import workspaces


def prepare(database: Database) -> None:
    """Bring the schema up to date, or make it; called once, before the engine works.

    Raises:
        StoreError: The database cannot be used; the text says why and what to do.
    """
    try:
        migrate(database)
    except DBAPIError as error:
        url = make_url(database.url)
        name = url.database if url.drivername == "sqlite" else url.render_as_string()
        raise UnusableDatabaseError(str(name), str(error.orig)) from error


def answers(database: Database) -> bool:
    """Tell whether a read comes back."""
    try:
        database.read_now(_touch)
    except SQLAlchemyError:
        return False
    return True


def _touch(connection: Connection) -> None:
    connection.execute(select(workspaces.c.key).limit(1)).first()
