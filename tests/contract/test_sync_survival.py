"""Engines are killed in the middle of syncs and remaps, or meet on one directory: real processes.

Nothing is lost, nothing is there twice, and a recording is whole or says that it is not.
"""

import asyncio
import os
import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.errors import UnreachableError
from causeloop_desktop.client.finding.local import ChildEngine, local_engine
from causeloop_desktop.contract.cassettes import PlayResult, RecordRequest
from causeloop_desktop.contract.connectors import (
    Connector,
    ConnectorCreate,
    SyncRun,
    SyncStarted,
    SyncStatus,
)
from causeloop_desktop.contract.jobs import JobStatus
from causeloop_desktop.contract.remaps import RemapResult
from causeloop_desktop.engine.settings import DATABASE_NAME
from causeloop_desktop.engine.worker.remap import CHUNK
from tests.support.providers.github import TOKEN, GitHub
from tests.support.providers.server import Asked, Told, serving
from tests.support.waiting import PATIENCE, until, until_answered

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)
SHOP, TILL = "acme/shop", "acme/till"
ROWS = {SHOP: 7, TILL: 8}
PER_PAGE = 3
REMAPPED = "SELECT 1 FROM jobs WHERE kind = 'remap' AND checkpoint LIKE '%after%'"
WRONG = "SELECT count(*) FROM issues WHERE severity = 1 OR content_digest = x''"


@dataclass
class Held:
    """A GitHub that keeps one answer back until it is let go.

    Attributes:
        github: What answers.
        repository: Whose second page is held.
        is_asked: Set once somebody waits for it.
        is_free: Nobody waits any more.
    """

    github: GitHub
    repository: str
    is_asked: threading.Event = field(default_factory=threading.Event)
    is_free: threading.Event = field(default_factory=threading.Event)

    def respond(self, asked: Asked) -> Told:
        """Answer, but for the one page at once."""
        told = self.github.respond(asked)
        pages = [one for one in self.github.asked if one.path == f"/repos/{self.repository}/issues"]
        if len(pages) == 2 and not self.is_free.is_set():
            self.is_asked.set()
            self.is_free.wait(PATIENCE)
        return told

    def asked(self, repository: str) -> int:
        """Count the pages of a repository that were asked for."""
        return sum(one.path == f"/repos/{repository}/issues" for one in self.github.asked)


@pytest.fixture
def held() -> Held:
    github = GitHub(per_page=PER_PAGE)
    for repository, count in ROWS.items():
        github.fill(repository, count, NOW - timedelta(days=3))
    return Held(github, TILL)


@pytest.fixture
def address(held: Held) -> Iterator[str]:
    with serving(held.respond) as served:
        yield served
        held.is_free.set()


async def connect(client: CauseloopClient, address: str) -> Connector:
    settings = {"base_url": address, "repositories": list(ROWS)}
    credentials = {"api_key": TOKEN}
    return await client.connectors.create(
        ConnectorCreate(hold=True, type="github", credentials=credentials, settings=settings)
    )


async def kill(engine: ChildEngine) -> None:
    os.kill(engine.pid, signal.SIGKILL)
    await engine.ended()


async def ended(client: CauseloopClient, connector: Connector, started: SyncStarted) -> SyncRun:
    await client.jobs.wait(started.job_id)
    return await client.connectors.run(connector.id, started.sync_run_id)


def rows_of(run: SyncRun) -> int:
    return run.new + run.updated + run.unchanged


async def until_stored(
    client: CauseloopClient, connector: Connector, started: SyncStarted, rows: int
) -> None:
    """Wait until so many rows of a run are committed."""

    async def stored() -> bool:
        return rows_of(await client.connectors.run(connector.id, started.sync_run_id)) >= rows

    await until_answered(stored)


def locked_once(database: Path, reached: str) -> sqlite3.Connection:
    """Keep everybody from writing once a question has an answer, until closed."""
    connection = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    while connection.execute(reached).fetchone() is None:
        pass
    connection.execute("BEGIN IMMEDIATE")
    return connection


async def goes_on_whole(place: Path, connector: Connector, started: SyncStarted) -> None:
    """Start an engine anew: the run ends with every row once, and its cassette plays whole."""
    engine = await ChildEngine.start(place / "data")
    async with CauseloopClient(engine.backend()) as client:
        run = await ended(client, connector, started)
        assert (run.status, run.new) == (SyncStatus.SUCCESS, sum(ROWS.values()))
        assert (await client.issues.list()).page.total == sum(ROWS.values())

        await client.cassettes.save(connector.id, run.id, place / "sync.jsonl")
        playing = await client.cassettes.play(place / "sync.jsonl")
        played = PlayResult.model_validate((await client.jobs.wait(playing.job_id)).result)
        assert (played.failures, played.unasked, played.is_cut) == ((), 0, False)
        assert played.rows == played.recorded_rows == rows_of(run)
    await engine.stop()


PAST = RecordRequest.model_validate({"from": NOW - timedelta(days=9)})


@pytest.mark.parametrize("request_", [RecordRequest(), PAST], ids=["new", "past"])
async def test_a_recorded_sync_that_was_killed_goes_on_and_plays_as_a_whole(
    tmp_path: Path, held: Held, address: str, request_: RecordRequest
) -> None:
    first = await ChildEngine.start(tmp_path / "data")
    async with CauseloopClient(first.backend()) as client:
        connector = await connect(client, address)
        started = await client.cassettes.record(connector.id, request_)
        await until(held.is_asked.is_set)
        # The worker asks ahead of what the engine has written; only what is written is finished.
        await until_stored(client, connector, started, ROWS[SHOP] + PER_PAGE)
        await kill(first)
    shop = held.asked(SHOP)
    held.is_free.set()
    await goes_on_whole(tmp_path, connector, started)
    assert held.asked(SHOP) == shop  # what was read to its end is not asked for again


async def test_a_recorded_sync_killed_before_its_pages_were_written_asks_for_them_again(
    tmp_path: Path, held: Held, address: str
) -> None:
    database = tmp_path / "data" / DATABASE_NAME
    first = await ChildEngine.start(tmp_path / "data")
    async with CauseloopClient(first.backend()) as client:
        connector = await connect(client, address)
        started = await client.cassettes.record(connector.id, RecordRequest())
        locked = await asyncio.to_thread(locked_once, database, "SELECT 1 FROM issues")
        await until(held.is_asked.is_set)
        await kill(first)
    locked.close()
    held.is_free.set()
    await goes_on_whole(tmp_path, connector, started)


async def test_a_recording_of_a_cancelled_sync_says_that_it_was_cut(
    tmp_path: Path, held: Held, address: str
) -> None:
    engine = await ChildEngine.start(tmp_path / "data")
    async with CauseloopClient(engine.backend()) as client:
        connector = await connect(client, address)
        started = await client.cassettes.record(connector.id, RecordRequest())
        await until(held.is_asked.is_set)
        await client.connectors.cancel(connector.id)
        run = await ended(client, connector, started)
        assert run.status is SyncStatus.CANCELLED

        await client.cassettes.save(connector.id, run.id, tmp_path / "sync.jsonl")
        playing = await client.cassettes.play(tmp_path / "sync.jsonl")
        job = await client.jobs.wait(playing.job_id)
        assert PlayResult.model_validate(job.result).is_cut
        assert "ends before the sync did" in job.message
    await engine.stop()


async def test_a_second_engine_is_refused_and_its_programs_join_the_sync_of_the_first(
    tmp_path: Path, held: Held, address: str
) -> None:
    data_dir = tmp_path / "data"
    first = await ChildEngine.start(data_dir)
    async with CauseloopClient(first.backend()) as client:
        connector = await connect(client, address)
        started = await client.connectors.sync(connector.id)
        await until(held.is_asked.is_set)

        with pytest.raises(UnreachableError, match="already holds"):
            await ChildEngine.start(data_dir)
        async with local_engine(data_dir) as found, CauseloopClient(found) as program:
            joined = await program.connectors.sync(connector.id)
        assert (joined.joined, joined.sync_run_id) == (True, started.sync_run_id)
        held.is_free.set()

        run = await ended(client, connector, started)
        assert (run.status, run.new) == (SyncStatus.SUCCESS, sum(ROWS.values()))
        assert (await client.connectors.runs(connector.id)).page.total == 1
    await first.stop()


async def test_a_remap_that_was_killed_goes_on_and_changes_each_row_once(
    tmp_path: Path, held: Held, address: str
) -> None:
    count, database = 3 * CHUNK, tmp_path / "data" / DATABASE_NAME
    held.is_free.set()
    held.github.per_page = 100
    held.github.issues = {SHOP: {}, TILL: {}}
    held.github.fill(SHOP, count, NOW - timedelta(days=30))
    first = await ChildEngine.start(tmp_path / "data")
    async with CauseloopClient(first.backend()) as client:
        connector = await connect(client, address)
        run = await ended(client, connector, await client.connectors.sync(connector.id))
        assert run.new == count
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("UPDATE issues SET severity = 1, content_digest = x''")
        started = await client.remaps.start(connector.id, preview=False)
        blocking = await asyncio.to_thread(locked_once, database, REMAPPED)
        left = blocking.execute(WRONG).fetchone()[0]
        await kill(first)
        blocking.close()
    assert 0 < left < count

    second = await ChildEngine.start(tmp_path / "data")
    async with CauseloopClient(second.backend()) as client:
        job = await client.jobs.wait(started.job_id)
        result = RemapResult.model_validate(job.result)
        assert (job.status, result.rows, result.new) == (JobStatus.SUCCEEDED, count, 0)
        assert result.changed + result.same == count
    await second.stop()
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute(WRONG).fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM issues").fetchone() == (count,)
