"""A database that cannot be used says what stands in the way."""

from pathlib import Path

import pytest

from causeloop_desktop.engine.store.database import Database, sqlite_url
from causeloop_desktop.engine.store.errors import DiskFullError, UnusableDatabaseError
from causeloop_desktop.engine.store.prepare import LEAST_FREE, prepare, refusal_of


def test_what_is_no_database_is_told_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "causeloop.db"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(UnusableDatabaseError, match="cannot be used: file is not a database"):
        prepare(Database(sqlite_url(path), lambda: 0))


def test_on_a_full_disk_nobody_is_sent_for_a_backup() -> None:
    full = refusal_of("causeloop.db", "disk I/O error", LEAST_FREE - 1)
    assert isinstance(full, DiskFullError)
    assert "Free some space" in str(full)
    damaged = refusal_of("causeloop.db", "disk I/O error", LEAST_FREE)
    assert isinstance(damaged, UnusableDatabaseError)
