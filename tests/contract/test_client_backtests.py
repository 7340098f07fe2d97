"""Backtests through the client against the real application, with a real worker process."""

import csv
import io
from pathlib import Path

import pytest
from pydantic import SecretStr

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.errors import InvalidError, NotFoundError
from causeloop_desktop.contract.backtests import BacktestRequest, BacktestResult
from causeloop_desktop.contract.base import JobId
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.store.intake.ingest import upsert
from tests.support.databases import NOON_US
from tests.support.engines import BASE_URL, LOCAL_TOKEN, RunningEngine, running_engine

pytestmark = pytest.mark.anyio

DAY_US = 86_400_000_000


def client_of(engine: RunningEngine) -> CauseloopClient:
    return CauseloopClient(Backend(BASE_URL, SecretStr(LOCAL_TOKEN)), engine.transport)


async def fill(engine: RunningEngine) -> None:
    """Let the same thing happen every ten days for two hundred days."""
    own = await engine.context.workspaces.find("own")
    records = [
        Record("jira", "", f"A-{n}", "Full", fingerprint="disk", created_us=NOON_US - n * DAY_US)
        for n in range(0, 200, 10)
    ]
    await engine.context.database.write(lambda write: upsert(write, own.key, records))


def kept_in(folder: Path) -> list[Path]:
    return list(folder.glob("backtests/*"))


async def test_what_was_said_is_paged_saved_and_scored(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        await fill(engine)
        started = await client.backtests.start(BacktestRequest(horizons=(7,)))
        job = await client.jobs.wait(started.job_id)
        page = await client.backtests.rows(started.job_id, limit=10)
        rest = await client.backtests.rows(started.job_id, cursor=page.page.next_cursor)
        chunks = client.backtests.rows_csv(started.job_id, ("group_id", "cutoff", "horizon", "p"))
        saved = b"".join([chunk async for chunk in chunks]).decode()

    result = BacktestResult.model_validate(job.result)
    assert (job.kind, job.status) == (JobKind.BACKTEST, JobStatus.SUCCEEDED)
    assert (result.groups, result.events, result.matched_groups) == (1, 20, 0)
    assert (page.page.total, len(page.data) + len(rest.data)) == (result.rows, result.rows)
    assert result.horizons[0].forecasts == result.rows
    rows = list(csv.DictReader(io.StringIO(saved)))
    assert list(rows[0]) == ["group_id", "cutoff", "horizon", "p"]
    assert [float(row["p"]) for row in rows] == [row.p for row in (*page.data, *rest.data)]


async def test_nothing_after_the_chosen_moment_is_seen(tmp_path: Path) -> None:
    moment = from_micros(NOON_US - 100 * DAY_US)
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        await fill(engine)
        started = await client.backtests.start(as_of=moment)
        await client.jobs.wait(started.job_id)
        page = await client.backtests.rows(started.job_id, limit=100)
    assert page.data
    assert all(row.cutoff < moment for row in page.data)


async def test_rows_that_are_not_there_say_why(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        own = await engine.context.workspaces.find("own")
        started = await client.backtests.start()
        await client.jobs.wait(started.job_id)
        next((tmp_path / "backtests").rglob(f"{started.job_id}.jsonl")).unlink()
        other = await engine.context.jobs.enqueue(own.key, JobKind.INGEST, "Another", {})
        with pytest.raises(InvalidError, match="Run it again"):
            await client.backtests.rows(started.job_id)
        with pytest.raises(NotFoundError):
            await client.backtests.rows(other.id)
        with pytest.raises(NotFoundError):
            await client.backtests.rows(JobId("job_none"))


async def test_a_cancelled_backtest_leaves_nothing(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        started = await client.backtests.start()
        await client.jobs.cancel(started.job_id)
        job = await client.jobs.wait(started.job_id)
        with pytest.raises(InvalidError, match="did not end"):
            await client.backtests.rows(started.job_id)
    assert job.status is JobStatus.CANCELLED
    assert kept_in(tmp_path) == []
