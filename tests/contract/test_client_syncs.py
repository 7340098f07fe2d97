"""What a sync tells of itself: side by side, waiting, failing, working again, and whom it asked."""

import asyncio
import threading
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.errors import ConflictError, InvalidError
from causeloop_desktop.contract.connectors import (
    BackfillRequest,
    Connector,
    ConnectorCreate,
    ConnectorStatus,
    EstimateCertainty,
    SyncAdvice,
    SyncStatus,
)
from causeloop_desktop.contract.events import ConnectorEvent, Event, EventType
from causeloop_desktop.contract.hosts import HostPurpose
from causeloop_desktop.contract.retention import RAW_ROW_DAYS, RetentionPatch
from causeloop_desktop.engine.domain.episodes import DAY_US
from causeloop_desktop.engine.services.connectors.estimating import seconds_for
from causeloop_desktop.engine.services.connectors.syncs.starting import BY_HAND, start_run
from causeloop_desktop.engine.store.work.outbox import events_since
from tests.support.connections import SHOP, client_of, connect, synced
from tests.support.engines import RunningEngine, running_engine
from tests.support.providers.github import TOKEN, GitHub
from tests.support.providers.server import Asked, Told, serving
from tests.support.waiting import PATIENCE, until_answered

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)


@pytest.fixture
def github() -> GitHub:
    provider = GitHub()
    provider.fill(SHOP, 5, NOW - timedelta(days=3))
    return provider


async def _waiting(client: CauseloopClient, connector: Connector) -> Connector:
    """Give a connection as it is seen while it waits."""

    async def is_waiting() -> bool:
        return bool((await client.connectors.get(connector.id)).waiting)

    await until_answered(is_waiting)
    return await client.connectors.get(connector.id)


async def events_of(engine: RunningEngine) -> tuple[Event, ...]:
    key = (await engine.context.workspaces.find("own")).key
    return await engine.context.database.read(lambda read: events_since(read, key, 0, 100))


async def test_two_connections_of_a_workspace_are_read_at_the_same_time(tmp_path: Path) -> None:
    github = GitHub()
    github.fill(SHOP, 1, NOW - timedelta(days=1))
    together = threading.Barrier(2, timeout=PATIENCE)

    def respond(asked: Asked) -> Told:
        if asked.path.startswith("/repos/"):
            together.wait()  # one that came alone would be broken off
        return github.respond(asked)

    with serving(respond) as address:
        async with running_engine(tmp_path) as engine, client_of(engine) as client:
            both = [await connect(client, address, hold=True) for _ in range(2)]
            runs = await asyncio.gather(*(synced(client, one) for one in both))
            assert [run.status for run in runs] == [SyncStatus.SUCCESS] * 2


async def test_a_second_run_of_one_connection_joins_and_a_backfill_is_refused(
    tmp_path: Path, github: GitHub, address: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address, hold=True)
        github.failures.append(Told({}, 429, {"Retry-After": "30"}))
        first = await client.connectors.sync(connector.id)
        second = await client.connectors.sync(connector.id)
        assert (second.joined, second.sync_run_id) == (True, first.sync_run_id)
        with pytest.raises(ConflictError, match="is syncing"):
            await client.connectors.backfill(
                connector.id, BackfillRequest.model_validate({"from": NOW - timedelta(days=900)})
            )
        await client.connectors.cancel(connector.id)
        await client.jobs.wait(first.job_id)


async def test_a_wait_is_seen_while_it_lasts_and_cancelled_at_once(
    tmp_path: Path, github: GitHub, address: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address, hold=True)
        github.failures.append(Told({}, 429, {"Retry-After": "41"}))
        started = await client.connectors.sync(connector.id)

        seen = await _waiting(client, connector)
        assert seen.waiting.endswith(" s for GitHub's limit")
        assert seen.waiting_until is not None
        run = (await client.connectors.runs(connector.id)).data[0]
        assert (run.status, run.waiting_for) == (SyncStatus.RUNNING, "for GitHub's limit")

        asked = time.monotonic()
        await client.connectors.cancel(connector.id)
        assert time.monotonic() - asked < 2
        await client.jobs.wait(started.job_id)
        ended = await client.connectors.run(connector.id, started.sync_run_id)
        assert (ended.status, ended.waiting_until) == (SyncStatus.CANCELLED, None)
        assert ended.waited_seconds < 41
        [host] = (await client.hosts.list()).data
        assert HostPurpose.SYNC in {use.purpose for use in host.uses}
        assert (await client.connectors.get(connector.id)).waiting == ""


async def test_a_run_that_is_cancelled_before_it_began_leaves_room_for_the_next(
    tmp_path: Path, address: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address, hold=True)
        key = (await engine.context.workspaces.find("own")).key
        start = partial(start_run, key, connector.id, BY_HAND)
        run, job, _ = await engine.context.database.write(start)
        await client.jobs.cancel(job.id)
        cancelled = await client.connectors.run(connector.id, run.model.id)
        assert cancelled.status is SyncStatus.CANCELLED
        assert (await synced(client, connector)).status is SyncStatus.SUCCESS


async def test_failures_and_recovery_are_events_and_only_the_first_failure_is_new(
    tmp_path: Path, github: GitHub, address: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address, hold=True)
        await synced(client, connector)
        assert await events_of(engine) == ()
        workspace = await engine.context.workspaces.find("own")
        frames = engine.context.stream.frames(workspace, "you", None)
        await anext(frames)
        github.token = "another"
        failed = await synced(client, connector)
        heard = [await anext(frames) for _ in range(8)]
        assert EventType.SYNC_FAILED in {frame.type for frame in heard}
        await synced(client, connector)
        github.token = TOKEN
        await synced(client, connector)

        events = await events_of(engine)
        assert [event.type for event in events] == [
            "connector.sync.failed",
            "connector.sync.failed",
            "connector.sync.recovered",
        ]
        first_failure = events[0].sequence
        first, again, back = (ConnectorEvent.model_validate(event.payload) for event in events)
        assert (first.first, again.first) == (True, False)
        assert (first.connector_id, first.sync_run_id) == (connector.id, failed.id)
        assert first.advice is SyncAdvice.ASK_OPERATOR
        assert first.status is ConnectorStatus.ERROR
        assert back.message == "Our shop works again."
        missed = engine.context.stream.frames(workspace, "you", first_failure - 1)
        told = [(await anext(missed)).type for _ in range(3)]
        assert told == ["connected", "changes", "connector.sync.failed"]


async def test_every_host_is_listed_with_how_often_and_why(tmp_path: Path, address: str) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        assert (await client.hosts.list()).data == ()
        connector = await connect(client, address, hold=True)
        await client.connectors.scopes(connector.id)
        await synced(client, connector)
        [host] = (await client.hosts.list()).data
        uses = {use.purpose: use.requests for use in host.uses}
        assert host.host == "127.0.0.1"
        assert set(uses) == {HostPurpose.TEST, HostPurpose.CHOICES, HostPurpose.SYNC}
        assert host.requests == sum(uses.values())
        assert {use.title for use in host.uses} == {"GitHub"}
        assert TOKEN not in host.model_dump_json()
        async with client_of(engine, "sample") as other:
            await client.workspaces.ensure_sample()
            assert (await other.hosts.list()).data == ()


async def test_a_backfill_is_estimated_without_reading(
    tmp_path: Path, github: GitHub, address: str
) -> None:
    github.fill(SHOP, 250, NOW - timedelta(days=3))
    whole = BackfillRequest.model_validate(
        {"from": NOW - timedelta(days=90), "to": NOW + timedelta(days=1)}
    )
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address, hold=True)
        github.asked.clear()
        estimate = await client.connectors.estimate(connector.id, whole)
        assert (estimate.rows, estimate.requests) == (250, 3)
        assert estimate.certainty is EstimateCertainty.COUNTED
        assert estimate.message == "250 rows in 3 requests, less than a minute."
        assert len(github.asked) == 1
        assert (await client.issues.list()).page.total == 0

        preview = whole.model_dump(mode="json", by_alias=True) | {"preview": True}
        path = f"/v1/connectors/{connector.id}/backfill"
        answer = await engine.client.post(path, json=preview)
        assert (answer.status_code, answer.json()["requests"]) == (200, 3)
        assert (await client.connectors.runs(connector.id)).data == ()

        github.token = "another"
        with pytest.raises(InvalidError, match="credentials"):
            await client.connectors.estimate(connector.id, whole)
        never = BackfillRequest.model_validate({"from": NOW, "to": NOW})
        with pytest.raises(InvalidError, match="begin before"):
            await client.connectors.estimate(connector.id, never)
        pushed = await client.connectors.create(ConnectorCreate(type="custom_api"))
        with pytest.raises(ConflictError, match="pushed to"):
            await client.connectors.estimate(pushed.id, whole)


def test_an_estimate_keeps_to_the_limit_and_to_how_fast_the_source_answers() -> None:
    assert seconds_for(rows=120_000, requests=120, pace=10, seconds_a_request=1.0) == 774
    assert seconds_for(rows=100, requests=1, pace=10, seconds_a_request=0.2) == 1
    assert seconds_for(rows=0, requests=100, pace=None, seconds_a_request=0.5) == 50


async def test_rows_of_sources_are_forgotten_when_their_time_is_over(
    tmp_path: Path, address: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address, hold=True)
        await synced(client, connector)
        kept = await client.retention.get()
        assert (kept.raw_row_days, kept.raw_rows) == (RAW_ROW_DAYS, 5)
        assert kept.raw_row_bytes > 0

        changed = await client.retention.change(RetentionPatch(raw_row_days=30))
        assert changed.retention.raw_row_days == 30
        engine.clock.now_us += 29 * DAY_US
        assert await engine.context.retention.prune() == 0
        engine.clock.now_us += 2 * DAY_US
        assert await engine.context.retention.prune() == 5
        assert (await client.retention.get()).raw_rows == 0
        assert (await client.issues.list()).page.total == 5

        assert changed.operation_id is not None
        await client.operations.undo(changed.operation_id)
        assert (await client.retention.get()).raw_row_days == RAW_ROW_DAYS
