"""The engine's half of an import, batch by batch."""

from pathlib import Path
from typing import Any

import pytest

from causeloop_desktop.contract.imports import ImportResult
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.services.foundation.spool import Spool
from causeloop_desktop.engine.services.imports.job import ImportHandler
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.intake.refused import RejectionStore
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow, JobStore
from tests.support.databases import add_workspace, open_database

pytestmark = pytest.mark.anyio


def batch(*titles: str, rows: int, rejected: int = 0) -> dict[str, Any]:
    """Make a message as the worker sends it."""
    records = [list(Record("custom_api", "a.csv", title, title)) for title in titles]
    bad = [[line, "odd", ""] for line in range(rejected)]
    mendings = {"severities_defaulted": len(titles)}
    return {
        "records": records,
        "rejections": bad,
        "rows": rows,
        "bytes": 10 * rows,
        "mendings": mendings,
    }


def queue_import(database: Database, workspace: int) -> JobRow:
    params = {"file": "a", "size": 100, "options": {"name": "a.csv"}}
    return database.submit(
        lambda write: JobStore(write.connection, workspace).add(
            write.now_us, JobKind.IMPORT, "Import of a.csv", params
        )
    ).result()


def read_again(database: Database, job: JobRow) -> JobRow:
    return database.read_now(lambda read: JobStore(read, job.workspace_key).by_key(job.key))


async def test_batches_add_up_and_the_file_goes_in_the_end(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    job = queue_import(database, add_workspace(database))
    (tmp_path / "a").write_bytes(b"rows")
    handler = ImportHandler(database, Spool(tmp_path))

    await handler.spec(job)
    await handler.on_rows(job, batch("one", "two", rows=3, rejected=1))
    await handler.on_rows(job, batch("two", "three", rows=5))
    ending = await handler.on_done(job, {})

    result = ImportResult.model_validate(ending.result)
    assert ending.status is JobStatus.PARTIAL
    assert (result.rows, result.created, result.unchanged, result.rejected) == (5, 3, 1, 1)
    assert result.severities_defaulted == 4
    assert (result.bytes_done, result.bytes_total) == (50, 100)
    assert not (tmp_path / "a").exists()
    kept = database.read_now(lambda read: RejectionStore(read, job.workspace_key).count(job.key))
    assert kept == 1
    database.close()


async def test_after_a_kill_the_worker_goes_on_after_the_last_commit(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    job = queue_import(database, add_workspace(database))
    first = ImportHandler(database, Spool(tmp_path))
    await first.spec(job)
    await first.on_rows(job, batch("one", rows=1))

    second = ImportHandler(database, Spool(tmp_path))
    spec = await second.spec(read_again(database, job))
    await second.on_rows(job, batch("two", rows=2))
    ending = await second.on_done(job, {})

    assert spec["rows_done"] == 1
    assert ending.result["created"] == 2
    spec = await ImportHandler(database, Spool(tmp_path)).spec(read_again(database, job))
    assert spec["complete"] is True
    database.close()


async def test_a_cancelled_import_says_what_stays(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    job = queue_import(database, add_workspace(database))
    handler = ImportHandler(database, Spool(tmp_path))
    await handler.spec(job)
    await handler.on_rows(job, batch("one", "two", rows=2))

    ending = await handler.on_stopped(job, Ending(JobStatus.CANCELLED, "Cancelled."))

    assert ending.message == "Cancelled. 2 rows: 2 new, 0 updated, 0 unchanged."
    assert ending.result["created"] == 2
    database.close()
