"""Brings a database to the schema of this program, or says why it cannot."""

import shutil
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, delete, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from causeloop_desktop.engine.store.database import Database, WriteTransaction, make_engine
from causeloop_desktop.engine.store.errors import DiskFullError, NewerDatabaseError
from causeloop_desktop.engine.store.migrations import REVISIONS, upgrades

VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
"""Where Alembic, too, looks for the revision."""

NEWEST = REVISIONS[-1]


def migrate(database: Database) -> Path | None:
    """Apply the revisions that are missing, all or none; give the backup that was made, if any.

    A database that is up to date costs one SELECT.

    Raises:
        NewerDatabaseError: A newer program wrote it.
        DiskFullError: There is no room for the backup.
    """
    found = revision_of(database)
    if found == NEWEST:
        return None
    if found is not None and found not in REVISIONS:
        raise NewerDatabaseError(found, NEWEST)
    kept = None if found is None else back_up(database, found)
    database.submit(lambda write: _apply(write, found)).result()
    return kept


def revision_of(database: Database) -> str | None:
    """Give the revision of a database, ``None`` for a new one."""
    try:
        return database.read_now(_read_revision)
    except DBAPIError:  # a new database has no such table
        return None


def back_up(database: Database, found: str) -> Path | None:
    """Copy a database file beside itself as it stands at revision ``found``.

    ``VACUUM INTO`` takes what is still in the write-ahead log along, which copying the file
    would leave behind.

    Raises:
        DiskFullError: There is no room for it.
    """
    name = make_url(database.url).database
    if not database.url.startswith("sqlite") or name is None:
        return None
    source = Path(name)
    target = source.with_name(f"{source.stem}-{found}-backup{source.suffix}")
    needed = source.stat().st_size
    if shutil.disk_usage(source.parent).free < needed:
        raise DiskFullError(f": a backup needs {needed // 1_000_000:,} MB before the upgrade")
    target.unlink(missing_ok=True)
    _vacuum_into(database.url, target)
    return target


def _vacuum_into(url: str, target: Path) -> None:
    engine = make_engine(url, begin="BEGIN IMMEDIATE", connections=1)
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()
        engine.dispose()


def _read_revision(connection: Connection) -> str | None:
    revision: str | None = connection.scalar(select(VERSION.c.version_num))
    return revision


def _apply(write: WriteTransaction, found: str | None) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    missing = REVISIONS if found is None else REVISIONS[REVISIONS.index(found) + 1 :]
    upgrade = upgrades()
    with Operations.context(MigrationContext.configure(write.connection)):
        for revision in missing:
            upgrade[revision]()
    VERSION.create(write.connection, checkfirst=True)
    write.connection.execute(delete(VERSION))
    write.connection.execute(insert(VERSION).values(version_num=NEWEST))
