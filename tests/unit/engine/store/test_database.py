"""What time a write has, whatever the machine's clock does between two of them."""

from pathlib import Path

from causeloop_desktop.engine.store.database import Database
from tests.support.databases import NOON_US, Clock, add_workspace, open_database
from tests.support.ingest import put, record, stored

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
YEAR_US = 365 * DAY_US


def _now(database: Database) -> int:
    return database.submit(lambda write: write.now_us).result()


def _stamp(database: Database) -> int:
    return database.submit(lambda write: write.stamp_us).result()


def test_a_clock_that_is_set_back_a_little_stands_still(database: Database, clock: Clock) -> None:
    before = _now(database)
    clock.now_us -= HOUR_US // 2
    assert before < _now(database) < before + 10


def test_a_clock_that_was_far_ahead_leaves_no_mark_on_what_comes(
    database: Database, clock: Clock
) -> None:
    clock.now_us += YEAR_US
    _now(database)
    clock.now_us -= YEAR_US
    assert _now(database) < NOON_US + DAY_US


def test_stamps_ascend_whatever_the_clock_does(database: Database, clock: Clock) -> None:
    stamps = []
    for leap in (0, YEAR_US, -YEAR_US, -DAY_US, 2 * DAY_US):
        clock.now_us += leap
        stamps += [_stamp(database), _stamp(database)]
    assert stamps == sorted({*stamps})


def test_stamps_go_on_after_a_restart_with_a_clock_that_was_set_back(tmp_path: Path) -> None:
    clock = Clock()
    database = open_database(tmp_path, clock)
    workspace = add_workspace(database)
    put(database, workspace, record("A-1"))
    database.close()

    clock.now_us -= DAY_US
    database = open_database(tmp_path, clock)
    put(database, workspace, record("A-2"), record("A-1", title="Disk full on db2"))
    first, second = stored(database, workspace, "updated_us", "ingested_us", "occurred_us")
    assert first.updated_us == second.updated_us > first.ingested_us
    assert second.occurred_us == second.ingested_us < first.ingested_us
    database.close()
