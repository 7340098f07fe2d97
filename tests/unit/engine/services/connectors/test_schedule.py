"""Runs come when their schedule says so: on both days of the clock change, and after a sleep."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from causeloop_desktop.contract.connectors import ScheduleUpdate
from causeloop_desktop.contract.times import from_micros, to_micros
from causeloop_desktop.engine.services.connectors.catalog import description_of
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.sources.connectors import ConnectorStore
from tests.support.engines import RunningEngine, running_engine

pytestmark = pytest.mark.anyio

AUCKLAND = "Pacific/Auckland"
SHORT_DAY = datetime(2026, 9, 26, tzinfo=UTC)
"""The day in UTC on which Auckland's clock goes from 02:00 to 03:00, at 14:00."""

LONG_DAY = datetime(2026, 4, 4, tzinfo=UTC)
"""The day in UTC on which it goes from 03:00 back to 02:00, at 14:00."""

WORKER = (sys.executable, "-c", "")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@asynccontextmanager
async def scheduled(
    folder: Path, begin: datetime, cron: str, timezone: str
) -> AsyncIterator[RunningEngine]:
    """Run an engine with one connection that syncs by a schedule, and workers that read nothing."""
    async with running_engine(
        folder, now_us=to_micros(begin), worker_command=WORKER, rate_limits=False
    ) as engine:
        body = {"type": "github", "hold": True, "settings": {"repositories": ["acme/shop"]}}
        made = (await engine.client.post("/v1/connectors", json=body)).json()
        await engine.context.database.write(_connect)
        wanted = ScheduleUpdate(cron=cron, timezone=timezone).model_dump(mode="json")
        answer = await engine.client.put(f"/v1/connectors/{made['id']}/schedule", json=wanted)
        assert answer.status_code == 200, answer.text
        yield engine


def _connect(write: WriteTransaction) -> None:
    (row,) = ConnectorStore(write.connection, 1).page(0, 2)
    assert description_of(row.type).streams
    ConnectorStore(write.connection, 1).change(row.key, status="connected")


async def due_between(engine: RunningEngine, begin: datetime, end: datetime) -> list[datetime]:
    """Look every ten minutes; give when a run was due."""
    found, now = [], begin
    while now < end:
        engine.clock.now_us = max(engine.clock.now_us, to_micros(now))
        if await engine.context.syncs.start_due():
            found.append(now)
        now += timedelta(minutes=10)
    return found


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        # 02:30 is 14:30 the day before by winter time, 13:30 by summer time; on the short day it
        # does not come, and the run comes with 03:00.
        (SHORT_DAY, [(-1, 14, 30), (0, 14, 0), (1, 13, 30)]),
        # On the long day it comes twice, at 13:30 and 14:30.
        (LONG_DAY, [(-1, 13, 30), (0, 13, 30), (1, 14, 30)]),
    ],
    ids=["short", "long"],
)
async def test_a_nightly_run_comes_once_a_night_when_the_clock_changes(
    tmp_path: Path, day: datetime, hours: list[tuple[int, int, int]]
) -> None:
    begin = day - timedelta(days=1)
    async with scheduled(tmp_path, begin, "30 2 * * *", AUCKLAND) as engine:
        found = await due_between(engine, begin, day + timedelta(days=2))
    wanted = [day + timedelta(days=d, hours=h, minutes=m) for d, h, m in hours]
    assert found == wanted


@pytest.mark.parametrize("day", [SHORT_DAY, LONG_DAY], ids=["short", "long"])
async def test_half_hourly_runs_go_on_through_the_change(tmp_path: Path, day: datetime) -> None:
    begin, end = day + timedelta(hours=11, minutes=50), day + timedelta(hours=17)
    async with scheduled(tmp_path, begin, "*/30 * * * *", AUCKLAND) as engine:
        found = await due_between(engine, begin, end)
    assert found == [day + timedelta(hours=12, minutes=30 * half) for half in range(10)]


async def test_a_machine_that_slept_over_five_runs_makes_up_for_them_by_one(
    tmp_path: Path,
) -> None:
    async with scheduled(tmp_path, LONG_DAY, "*/30 * * * *", "UTC") as engine:
        engine.clock.now_us = to_micros(LONG_DAY + timedelta(hours=2, minutes=40))
        assert await engine.context.syncs.start_due() == 1
        assert await engine.context.syncs.start_due() == 0
        (row,) = await engine.context.database.read(lambda read: ConnectorStore(read, 1).page(0, 2))
        assert row.next_run_us is not None
        assert from_micros(row.next_run_us) == LONG_DAY + timedelta(hours=3)
        runs = (await engine.client.get(f"/v1/connectors/{row.id}/sync-runs")).json()
        assert [run["reason"] for run in runs["data"]] == ["schedule"]


async def test_a_time_that_a_wrong_clock_has_set_is_not_waited_for(tmp_path: Path) -> None:
    begin, year = SHORT_DAY, timedelta(days=365)
    async with scheduled(tmp_path, begin, "0 3 * * 1", "UTC") as engine:
        engine.clock.now_us = to_micros(begin + year)
        assert await engine.context.syncs.start_due() == 1
        engine.clock.now_us = to_micros(begin)
        assert await engine.context.syncs.start_due() == 1
        assert await engine.context.syncs.start_due() == 0
