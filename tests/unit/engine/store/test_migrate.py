import asyncio
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, inspect, update
from sqlalchemy.engine.interfaces import ReflectedIndex

from causeloop_desktop.engine.store.database import Database, sqlite_url
from causeloop_desktop.engine.store.errors import NewerDatabaseError
from causeloop_desktop.engine.store.migrate import NEWEST, VERSION, back_up, migrate, revision_of
from causeloop_desktop.engine.store.schema import metadata
from tests.support.databases import Clock


def _index(index: ReflectedIndex) -> dict[str, object]:
    """Write the condition of an index as text, which can be compared."""
    options = {key: str(value) for key, value in index.get("dialect_options", {}).items()}
    return {**index, "dialect_options": options}


def _describe(connection: Connection) -> dict[str, list[str]]:
    """Tell every table's columns, keys and indexes, in words that can be compared."""
    look = inspect(connection)
    ours = [name for name in look.get_table_names() if name in metadata.tables]
    return {
        name: sorted(
            repr(part)
            for part in (
                *look.get_columns(name),
                *map(_index, look.get_indexes(name)),
                *look.get_unique_constraints(name),
                *look.get_foreign_keys(name),
                look.get_pk_constraint(name),
            )
        )
        for name in ours
    }


def test_revisions_make_what_the_schema_says(database: Database) -> None:
    drawn = create_engine("sqlite://")
    with drawn.begin() as connection:
        metadata.create_all(connection)
        expected = _describe(connection)
    drawn.dispose()
    assert database.read_now(_describe) == expected
    assert set(expected) == set(metadata.tables)


def test_what_is_up_to_date_is_left_alone(database: Database) -> None:
    assert revision_of(database) == NEWEST
    assert migrate(database) is None


def test_new_database_is_ready_at_once(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "new.db"), Clock())
    began = time.perf_counter()
    assert migrate(database) is None
    database.close()
    assert time.perf_counter() - began < 0.5


def test_newer_database_is_refused_with_advice(database: Database) -> None:
    database.submit(
        lambda write: write.connection.execute(update(VERSION).values(version_num="9999"))
    ).result()
    with pytest.raises(NewerDatabaseError, match=r"schema 9999.*Update the program"):
        migrate(database)


def test_backup_holds_what_is_still_in_the_log(
    database: Database, workspace: int, tmp_path: Path
) -> None:
    kept = back_up(database, "0001")
    assert kept == tmp_path / "causeloop-0001-backup.db"
    copy = sqlite3.connect(kept)
    found = copy.execute("SELECT key FROM workspaces").fetchall()
    copy.close()
    assert found == [(workspace,)]


def test_looking_up_the_revision_does_not_import_alembic(database: Database) -> None:
    program = (
        "import sys\n"
        "from causeloop_desktop.engine.store.database import Database\n"
        "from causeloop_desktop.engine.store.migrate import migrate\n"
        "migrate(Database(sys.stdin.read(), lambda: 1))\n"
        "sys.exit('alembic' in sys.modules)\n"
    )
    assert asyncio.run(_exit_code_of(program, database.url)) == 0


async def _exit_code_of(program: str, given: str) -> int | None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdin=PIPE)
    await process.communicate(given.encode())
    return process.returncode
