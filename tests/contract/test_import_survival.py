"""An import is killed, resumed and cancelled: nothing is lost, nothing is there twice."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.finding.local import ChildEngine
from causeloop_desktop.contract.base import JobId
from causeloop_desktop.contract.imports import ImportResult
from causeloop_desktop.contract.jobs import JobStatus

pytestmark = pytest.mark.anyio

ROWS = 30_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file without ids in which every row stands ten times."""
    path = tmp_path / "alerts.csv"
    lines = (
        f"alert {row % (ROWS // 10)},the disk of a host is full again\n" for row in range(ROWS)
    )
    path.write_text("title,body\n" + "".join(lines))
    return path


async def some_rows(client: CauseloopClient, job_id: JobId) -> None:
    """Wait until an import has committed a part of its rows."""
    while not 0 < (job := await client.jobs.get(job_id)).done < ROWS:
        assert job.status is not JobStatus.SUCCEEDED
        await asyncio.sleep(0.02)


async def test_a_killed_engine_goes_on_where_its_last_commit_ended(
    tmp_path: Path, file: Path
) -> None:
    first = await ChildEngine.start(tmp_path / "data")
    async with CauseloopClient(first.backend()) as client:
        started = await client.imports.start(file)
        await some_rows(client, started.job_id)
        os.kill(first.pid, signal.SIGKILL)
        await first.ended()

    second = await ChildEngine.start(tmp_path / "data")
    async with CauseloopClient(second.backend()) as client:
        job = await client.jobs.wait(started.job_id)
        info = await client.engine.info()
    await second.stop()

    result = ImportResult.model_validate(job.result)
    assert job.status is JobStatus.SUCCEEDED
    assert (result.rows, result.created, result.derived_ids) == (ROWS, ROWS, ROWS)
    assert info.issue_count == ROWS
    assert list((tmp_path / "data" / "spool").iterdir()) == []


async def test_cancel_keeps_what_was_committed_and_says_how_much(
    tmp_path: Path, file: Path
) -> None:
    engine = await ChildEngine.start(tmp_path / "data")
    async with CauseloopClient(engine.backend()) as client:
        started = await client.imports.start(file)
        await some_rows(client, started.job_id)
        await client.jobs.cancel(started.job_id)
        job = await client.jobs.wait(started.job_id)
        info = await client.engine.info()
    await engine.stop()

    result = ImportResult.model_validate(job.result)
    assert job.status is JobStatus.CANCELLED
    assert 0 < result.created < ROWS
    assert info.issue_count == result.created
    assert f"{result.created:,} new" in job.message
