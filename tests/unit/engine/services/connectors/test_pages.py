"""Pages of a sync: in short transactions, and counted once wherever a kill falls."""

import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.services.connectors.syncs.going import Going, begin
from causeloop_desktop.engine.services.connectors.syncs.pages import (
    ROWS_AT_ONCE,
    parts_of,
    write_part,
)
from causeloop_desktop.engine.services.connectors.syncs.starting import BY_HAND, queue_run
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.sources.connectors import ConnectorStore
from causeloop_desktop.engine.store.work.jobs import JobRow, JobStore
from tests.support.engines import RunningEngine, running_engine

pytestmark = pytest.mark.anyio

COUNT = 2 * ROWS_AT_ONCE + 10
WORKER = (sys.executable, "-c", "import sys; sys.stdin.read()")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[RunningEngine]:
    async with running_engine(tmp_path, worker_command=WORKER, rate_limits=False) as engine:
        body = {"type": "github", "hold": True, "settings": {"repositories": ["acme/shop"]}}
        await engine.client.post("/v1/connectors", json=body)
        yield engine


def _queued(write: WriteTransaction) -> JobRow:
    (row,) = ConnectorStore(write.connection, 1).page(0, 2)
    _, job, _ = queue_run(row, BY_HAND, write)
    return job


def _going(key: int, write: WriteTransaction) -> tuple[JobRow, Going]:
    """Take up a run where its job was last committed."""
    job = JobStore(write.connection, 1).by_key(key)
    connector, run, _ = begin(job, write)
    return job, Going.of(job, connector, run)


def page_of(count: int) -> dict[str, Any]:
    records = [
        list(Record("github", "", f"{number}", f"Fault {number}", "")) for number in range(count)
    ]
    return {
        "stream": "issues",
        "scope": "acme/shop",
        "records": records,
        "raw": {f"{number}": {"id": number} for number in range(count)},
        "whole": {},
        "skipped": [{"row": {}, "reason": "odd"}],
        "learned": {},
        "contacts": [],
        "bookmark": {"watermark": "2026-03-01T00:00:00Z"},
        "is_last": True,
        "now": "2026-03-02T00:00:00Z",
    }


def test_a_page_is_cut_into_parts_and_none_of_it_is_left_out() -> None:
    parts = parts_of(page_of(COUNT))
    assert [len(part.records()) for part in parts] == [ROWS_AT_ONCE, ROWS_AT_ONCE, 10]
    assert sum(len(part.rows("raw")) for part in parts) == COUNT
    assert [part.is_last for part in parts] == [False, False, True]
    (only,) = parts_of(page_of(0))
    assert only.is_last


@pytest.mark.parametrize("written", [0, 1, 2])
async def test_a_page_that_a_kill_cut_short_is_counted_once(
    engine: RunningEngine, written: int
) -> None:
    database, parts = engine.context.database, parts_of(page_of(COUNT))
    key = (await database.write(_queued)).key
    for part in parts[:written]:
        job, going = await database.write(partial(_going, key))
        await database.write(partial(write_part, job, going, part))
    job, going = await database.write(partial(_going, key))
    assert (going.finished, going.read) == ((), {})
    assert await database.read(lambda read: ConnectorStore(read, 1).bookmarks(1)) == []

    for part in parts:
        going = await database.write(partial(write_part, job, going, part))
    wanted = {"new": COUNT, "skipped": 1, "requests": 1}
    assert {name: going.counts[name] for name in wanted} == wanted
    assert going.counts["unchanged"] == 0
    assert going.read == {"rows": COUNT, "skipped": 1}
    assert going.finished == ("issues acme/shop",)
    assert len(await database.read(lambda read: ConnectorStore(read, 1).bookmarks(1))) == 1
