"""From a credential to issues: the client, the real application, a real worker, a live provider."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from causeloop_desktop.client.errors import ConflictError, InvalidError, NotFoundError
from causeloop_desktop.contract.connectors import (
    BackfillRequest,
    ConnectorCreate,
    ConnectorPatch,
    ConnectorStatus,
    ScheduleUpdate,
    SyncAdvice,
    SyncStatus,
)
from causeloop_desktop.contract.workspaces import WorkspaceCreate
from tests.support.connections import SHOP, client_of, connect, files_with, synced
from tests.support.engines import BASE_URL, LOCAL_TOKEN, running_engine
from tests.support.providers.github import TOKEN, GitHub
from tests.support.providers.server import Told, serving

pytestmark = pytest.mark.anyio

COUNTS = (
    "SELECT count(*) FROM connectors",
    "SELECT count(*) FROM bookmarks",
    "SELECT count(*) FROM raw_rows",
    "SELECT count(*) FROM sync_runs",
)


@pytest.fixture
def github() -> GitHub:
    provider = GitHub()
    provider.fill(SHOP, 5, datetime.now(UTC) - timedelta(days=3))
    return provider


async def test_a_source_is_connected_and_its_issues_arrive(
    tmp_path: Path, github: GitHub, address: str
) -> None:
    github.add(SHOP, 99, datetime.now(UTC), pull_request={"url": "…"})
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address)
        assert connector.status is ConnectorStatus.CONNECTED
        assert connector.account == "ada"
        assert connector.schedule.words == "Every 30 minutes"

        run = await synced(client, connector)
        assert (run.status, run.new, run.skipped) == (SyncStatus.SUCCESS, 5, 0)
        issues = await client.issues.list()
        assert issues.page.total == 5
        assert {issue.source for issue in issues.data} == {"github"}

        again = await synced(client, connector)
        assert (again.new, again.updated) == (0, 0)
        github.add(SHOP, 1, datetime.now(UTC), title="It fails again", state="closed")
        changed = await synced(client, connector)
        assert (changed.new, changed.updated) == (0, 1)


async def test_a_wrong_key_says_what_to_do_and_a_good_one_is_kept_until_a_better_one_works(
    tmp_path: Path, address: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        refused = await connect(client, address, "ghp_wrong")
        assert refused.status is ConnectorStatus.PENDING
        assert "refused" in refused.status_reason
        with pytest.raises(ConflictError):
            await client.connectors.sync(refused.id)

        good = ConnectorPatch(credentials={"api_key": TOKEN})
        connected = await client.connectors.change(refused.id, good)
        assert connected.status is ConnectorStatus.CONNECTED
        bad = ConnectorPatch(credentials={"api_key": "ghp_worse"})
        after = await client.connectors.change(refused.id, bad)
        assert after.status is ConnectorStatus.CONNECTED
        assert after.candidate_credentials
        assert "not taken" in after.status_reason
        assert (await synced(client, after)).status is SyncStatus.SUCCESS


async def test_a_repository_that_is_gone_is_named_and_the_others_are_read(
    tmp_path: Path, github: GitHub, address: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address, hold=True)
        wanted: dict[str, object] = {"repositories": ["acme/gone", SHOP]}
        await client.connectors.change(connector.id, ConnectorPatch(settings=wanted))
        run = await synced(client, connector)
        assert run.status is SyncStatus.ERROR
        assert run.new == 5
        assert run.details is not None
        assert run.details.message.startswith("acme/gone: ")
        assert run.details.advice is SyncAdvice.ASK_OPERATOR
        failed = await client.connectors.get(connector.id)
        assert failed.status is ConnectorStatus.ERROR

        await client.connectors.change(
            connector.id, ConnectorPatch(settings={"repositories": [SHOP]})
        )
        assert (await synced(client, connector)).status is SyncStatus.SUCCESS
        assert (await client.connectors.get(connector.id)).status is ConnectorStatus.CONNECTED


async def test_a_row_that_cannot_be_read_is_kept_and_shown(
    tmp_path: Path, github: GitHub, address: str
) -> None:
    del github.issues[SHOP][2]["title"]
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address)
        run = await synced(client, connector)
        assert (run.status, run.new, run.skipped) == (SyncStatus.SUCCESS, 4, 1)
        skipped = await client.connectors.skipped(connector.id, run.id)
        assert "title" in skipped.data[0].reason
        assert '"number": 2' in skipped.data[0].row


async def test_what_is_due_runs_by_itself_once_however_much_was_missed(
    tmp_path: Path, address: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address)
        engine.clock.now_us += 5 * 3_600_000_000
        assert await engine.context.syncs.start_due() == 1
        assert await engine.context.syncs.start_due() == 0
        runs = await client.connectors.runs(connector.id)
        assert [run.reason for run in runs.data] == ["schedule"]


async def test_a_paused_source_rests_until_it_is_resumed(tmp_path: Path, address: str) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address)
        paused = await client.connectors.pause(connector.id, "The vendor is moving.")
        assert paused.status is ConnectorStatus.PAUSED
        assert paused.status_reason == "The vendor is moving."
        with pytest.raises(ConflictError, match="paused"):
            await client.connectors.sync(connector.id)
        engine.clock.now_us += 5 * 3_600_000_000
        assert await engine.context.syncs.start_due() == 0
        resumed = await client.connectors.resume(connector.id)
        assert resumed.status is ConnectorStatus.CONNECTED
        assert await engine.context.syncs.start_due() == 1


async def test_a_schedule_is_said_in_words_with_its_next_times(
    tmp_path: Path, address: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address)
        wanted = ScheduleUpdate(cron="0 */2 * * *", timezone="America/New_York")
        schedule = await client.connectors.schedule(connector.id, wanted)
        assert schedule.words == "Every 2 hours"
        assert len(schedule.next_runs) == 5
        with pytest.raises(InvalidError, match="no schedule"):
            await client.connectors.schedule(connector.id, ScheduleUpdate(cron="whenever"))


async def test_the_past_is_read_again_without_doubling(tmp_path: Path, address: str) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address)
        await synced(client, connector)
        now = datetime.now(UTC)
        span = {"from": now - timedelta(days=30), "to": now}
        wanted = BackfillRequest.model_validate(span)
        started = await client.connectors.backfill(connector.id, wanted)
        await client.jobs.wait(started.job_id)
        run = await client.connectors.run(connector.id, started.sync_run_id)
        assert (run.reason, run.status, run.new) == ("backfill", SyncStatus.SUCCESS, 0)
        assert run.unchanged == 5


async def test_what_the_source_does_not_take_is_refused(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        with pytest.raises(InvalidError, match="repositories"):
            await client.connectors.create(ConnectorCreate(type="github", settings={"repos": []}))
        with pytest.raises(InvalidError, match="github"):
            await client.connectors.create(ConnectorCreate(type="fax"))


@pytest.mark.parametrize(
    "settings",
    [
        {"base_url": "http://169.254.169.254/latest"},
        {"base_url": "https://user:secret@git.acme.example"},
        {"repositories": [[["deep"]]]},
        {"repositories": ["\ud800"]},
        {"repositories": {"a": 1}},
    ],
)
async def test_a_setting_that_is_none_leaves_nothing_behind(
    tmp_path: Path, settings: dict[str, object]
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        headers = {"Authorization": f"Bearer {LOCAL_TOKEN}", "Content-Type": "application/json"}
        body = json.dumps({"type": "github", "settings": settings})
        transport = httpx.AsyncClient(transport=engine.transport, base_url=BASE_URL)
        async with transport as raw:
            answer = await raw.post("/v1/connectors", content=body, headers=headers)
        assert answer.status_code == 400
        assert (await client.connectors.list()).data == ()


async def test_credentials_are_not_sent_to_an_address_that_they_were_not_entered_for(
    tmp_path: Path, address: str
) -> None:
    stranger = GitHub()
    with serving(stranger.respond) as elsewhere:
        async with running_engine(tmp_path) as engine, client_of(engine) as client:
            connector = await connect(client, address, hold=True)
            deeper = ConnectorPatch(settings={"base_url": f"{address}/"})
            kept = await client.connectors.change(connector.id, deeper)
            assert kept.has_credentials

            moved = ConnectorPatch(settings={"base_url": elsewhere})
            changed = await client.connectors.change(connector.id, moved)
            assert not changed.has_credentials
            assert changed.status is ConnectorStatus.PENDING
            assert "address was changed" in changed.status_reason
            assert not (await client.connectors.test(connector.id)).success
            assert not stranger.asked

            anew = ConnectorPatch(credentials={"api_key": TOKEN})
            assert (await client.connectors.change(connector.id, anew)).has_credentials
            assert stranger.asked


async def test_no_secret_is_found_anywhere(tmp_path: Path, github: GitHub, address: str) -> None:
    echo = Told({"message": f"token {TOKEN} lacks a scope"}, 403)
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address)
        github.failures.append(echo)
        run = await synced(client, connector)
        assert run.details is not None
        assert "•••" in run.details.upstream
        answers = [
            (await client.connectors.list()).model_dump_json(),
            (await client.connectors.runs(connector.id)).model_dump_json(),
            (await client.jobs.list()).model_dump_json(),
        ]
        assert not any(TOKEN in answer for answer in answers)
    assert not files_with(tmp_path, TOKEN.encode())


async def test_another_workspace_sees_nothing(tmp_path: Path, address: str) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address)
        await client.workspaces.create(WorkspaceCreate(name="Other"))
        async with client_of(engine, "other") as other:
            assert (await other.connectors.list()).data == ()
            with pytest.raises(NotFoundError):
                await other.connectors.get(connector.id)


async def test_disconnecting_forgets_the_credentials_and_keeps_the_issues(
    tmp_path: Path, address: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address)
        await synced(client, connector)
        await client.connectors.remove(connector.id)
        assert (await client.connectors.list()).data == ()
        assert (await client.issues.list()).page.total == 5
    with closing(sqlite3.connect(tmp_path / "causeloop.db")) as database:
        for query in COUNTS:
            assert database.execute(query).fetchone() == (0,)
