"""Makes a database ready before anything reads it, and tells whether it still answers."""

import shutil
from pathlib import Path

from sqlalchemy import Connection, func, make_url, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.errors import (
    DiskFullError,
    StoreError,
    UnusableDatabaseError,
)
from causeloop_desktop.engine.store.migrate import migrate
from causeloop_desktop.engine.store.schema import issues, workspaces

LEAST_FREE = 256 * 1024
"""Bytes; with less not even the files beside a database can be made, with which it is read."""


def prepare(database: Database) -> None:
    """Bring the schema up to date, or make it; called once, before the engine works.

    Raises:
        StoreError: The database cannot be used; the text says why and what to do.
    """
    try:
        migrate(database)
        database.begin_after(database.read_now(_latest_stamp))
    except DBAPIError as error:
        url = make_url(database.url)
        if url.drivername != "sqlite" or url.database is None:
            raise UnusableDatabaseError(url.render_as_string(), str(error.orig)) from error
        free = shutil.disk_usage(Path(url.database).parent).free
        raise refusal_of(url.database, str(error.orig), free) from error


def refusal_of(name: str, reason: str, free: int) -> StoreError:
    """Say why a file cannot be used: on a full disk SQLite speaks of an error of input and output.

    Args:
        name: The file.
        reason: What the database says.
        free: Bytes that the disk has left.
    """
    return DiskFullError() if free < LEAST_FREE else UnusableDatabaseError(name, reason)


def answers(database: Database) -> bool:
    """Tell whether a read comes back."""
    try:
        database.read_now(_touch)
    except SQLAlchemyError:
        return False
    return True


def _latest_stamp(connection: Connection) -> int:
    """Give the latest moment by which changes are known, whatever the clock says by now."""
    theirs = select(func.max(issues.c.updated_us)).where(issues.c.workspace_key == workspaces.c.key)
    latest = select(theirs.scalar_subquery(), workspaces.c.refreshed_us)
    return max((moment or 0 for row in connection.execute(latest) for moment in row), default=0)


def _touch(connection: Connection) -> None:
    connection.execute(select(workspaces.c.key).limit(1)).first()
