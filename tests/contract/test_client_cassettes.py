"""A sync is recorded without its secrets, played offline, and what is kept is read again."""

import json
import sqlite3
import zlib
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.errors import ClientError, ConflictError, NotFoundError
from causeloop_desktop.contract.cassettes import PlayedRow, PlayResult, RecordRequest
from causeloop_desktop.contract.connectors import Connector, ConnectorCreate, SyncRun
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.contract.remaps import RemapResult
from causeloop_desktop.contract.workspaces import WorkspaceCreate
from tests.support.connections import SHOP, client_of, connect, synced
from tests.support.engines import running_engine
from tests.support.providers import pagerduty, slack
from tests.support.providers.github import TOKEN, GitHub
from tests.support.providers.server import Told, serving

pytestmark = pytest.mark.anyio

COOKIE = "an-opaque-session-of-a-test"
PERSON = "ada.lovelace@acme.example"
ROW = "SELECT row FROM raw_rows WHERE row_key = ?"
CHANGE = "UPDATE raw_rows SET row = ? WHERE row_key = ?"


@pytest.fixture
def github() -> GitHub:
    provider = GitHub(per_page=3)
    provider.fill(SHOP, 7, datetime.now(UTC) - timedelta(days=3))
    return provider


async def recorded(client: CauseloopClient, connector: Connector, file: Path) -> SyncRun:
    now = datetime.now(UTC)
    request = RecordRequest.model_validate({"from": now - timedelta(days=30), "to": now})
    started = await client.cassettes.record(connector.id, request)
    await client.jobs.wait(started.job_id)
    await client.cassettes.save(connector.id, started.sync_run_id, file)
    return await client.connectors.run(connector.id, started.sync_run_id)


async def played(
    client: CauseloopClient, file: Path, source: str | None = None
) -> tuple[PlayResult, list[PlayedRow]]:
    started = await client.cassettes.play(file, source)
    job = await client.jobs.wait(started.job_id)
    assert (job.kind, job.status) == (JobKind.CASSETTE, JobStatus.SUCCEEDED), job.error
    rows = [row async for row in client.cassettes.stream_rows(started.job_id)]
    return PlayResult.model_validate(job.result), rows


async def test_a_sync_is_recorded_and_played_again_offline(
    tmp_path: Path, github: GitHub, address: str
) -> None:
    github.add(SHOP, 2, datetime.now(UTC), body=f"{PERSON} pasted {TOKEN}")
    del github.issues[SHOP][5]["title"]
    file = tmp_path / "sync.jsonl"
    async with running_engine(tmp_path / "data") as engine, client_of(engine) as client:
        connector = await connect(client, address, hold=True)
        limited = Told({"message": TOKEN}, 429, {"Retry-After": "0", "Set-Cookie": COOKIE})
        github.failures.append(limited)
        run = await recorded(client, connector, file)
        assert (run.reason, run.new, run.skipped) == ("recording", 6, 1)

        before = len(github.asked)
        result, rows = await played(client, file)
        assert len(github.asked) == before
        assert (result.rows, result.skipped) == (result.recorded_rows, result.recorded_skipped)
        assert (sum(row.is_new for row in rows if row.key), result.unasked) == (6, 0)
        assert result.failures == ()
        titles = {row.record["title"] for row in rows if row.record and not row.reason}
        assert "Checkout fails with error 7" in titles
        assert [row.reason for row in rows if row.reason] != []
        assert (await client.issues.list()).page.total == 6
    text = file.read_text()
    assert not [one for one in (TOKEN, COOKIE, PERSON) if one in text]


async def test_a_sync_that_fails_is_recorded_with_its_failure(
    tmp_path: Path, github: GitHub, address: str
) -> None:
    file = tmp_path / "sync.jsonl"
    async with running_engine(tmp_path / "data") as engine, client_of(engine) as client:
        connector = await connect(client, address, hold=True)
        github.failures.append(Told({"message": f"{TOKEN} lacks a scope"}, 403))
        await recorded(client, connector, file)
        result, _ = await played(client, file)
        assert result.failures == result.recorded_failures != ()
        assert "permission" in result.failures[0]


async def test_a_cassette_can_be_read_as_another_source_and_nonsense_is_said(
    tmp_path: Path, address: str
) -> None:
    file = tmp_path / "sync.jsonl"
    async with running_engine(tmp_path / "data") as engine, client_of(engine) as client:
        connector = await connect(client, address, hold=True)
        await recorded(client, connector, file)
        result, rows = await played(client, file, "jira")
        assert (result.source, rows) == ("jira", [])
        assert "holds no answer" in result.failures[0]
        for content, source, said in (
            (b"{}", None, "no cassette"),
            (file.read_bytes(), "fax", "no source"),
            (b"", None, "empty"),
        ):
            other = tmp_path / "other.jsonl"
            other.write_bytes(content)
            started = await client.cassettes.play(other, source)
            job = await client.jobs.wait(started.job_id)
            assert job.status is JobStatus.FAILED
            assert said in str(job.error)


async def test_what_was_not_recorded_is_said_and_others_see_nothing(
    tmp_path: Path, address: str
) -> None:
    file = tmp_path / "sync.jsonl"
    async with running_engine(tmp_path / "data") as engine, client_of(engine) as client:
        connector = await connect(client, address, hold=True)
        run = await synced(client, connector)
        with pytest.raises(ClientError, match="not recorded"):
            await client.cassettes.save(connector.id, run.id, file)
        run = await recorded(client, connector, file)
        await client.workspaces.create(WorkspaceCreate(name="Other"))
        async with client_of(engine, "other") as other:
            with pytest.raises(NotFoundError):
                await other.cassettes.save(connector.id, run.id, file)
            with pytest.raises(NotFoundError):
                await other.cassettes.record(connector.id, RecordRequest())
            with pytest.raises(NotFoundError):
                await other.remaps.start(connector.id)


async def remapped(client: CauseloopClient, connector: Connector, *, preview: bool) -> RemapResult:
    started = await client.remaps.start(connector.id, preview=preview)
    job = await client.jobs.wait(started.job_id)
    assert (job.kind, job.status) == (JobKind.REMAP, JobStatus.SUCCEEDED), job.error
    return RemapResult.model_validate(job.result)


def change_kept_row(folder: Path, key: str, **changes: object) -> None:
    """Let a kept row say something else, as if its mapping were another today."""
    with closing(sqlite3.connect(folder / "causeloop.db", isolation_level=None)) as database:
        row = json.loads(zlib.decompress(database.execute(ROW, (key,)).fetchone()[0])) | changes
        database.execute(CHANGE, (zlib.compress(json.dumps(row).encode()), key))


async def test_what_is_kept_is_looked_through_first_and_then_read_again(
    tmp_path: Path, github: GitHub, address: str
) -> None:
    del github.issues[SHOP][5]["title"]
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address, hold=True)
        with pytest.raises(ConflictError, match="Nothing is kept"):
            await client.remaps.start(connector.id)
        await synced(client, connector)
        asked = len(github.asked)
        same = await remapped(client, connector, preview=True)
        assert (same.rows, same.new, same.changed, same.same) == (7, 0, 0, 6)
        assert same.skipped == 1

        change_kept_row(tmp_path, "2", title="It is the bank", body="502 again")
        change_kept_row(tmp_path, "5", title="Now it can be read")
        preview = await remapped(client, connector, preview=True)
        assert (preview.new, preview.changed, preview.skipped) == (1, 1, 0)
        assert {one.field for one in preview.examples} == {"title", "body"}
        assert (await client.issues.list()).page.total == 6

        done = await remapped(client, connector, preview=False)
        assert (done.new, done.changed, done.same) == (1, 1, 5)
        titles = {issue.title for issue in (await client.issues.list()).data}
        assert {"It is the bank", "Now it can be read"} <= titles
        again = await remapped(client, connector, preview=False)
        assert (again.new, again.changed, again.same) == (0, 0, 7)
        assert len(github.asked) == asked


async def test_rows_are_read_again_as_the_account_was_that_they_came_from(tmp_path: Path) -> None:
    """Slack's links, PagerDuty's texts and a database's name are in no row."""
    team, pager = slack.Slack(), pagerduty.PagerDuty(datetime.now(UTC))
    for number in range(1, 5):
        team.add(number, datetime.now(UTC) - timedelta(hours=number))
        pager.add(number, datetime.now(UTC) - timedelta(hours=number))
    pager.change(2, datetime.now(UTC) - timedelta(seconds=30), status="resolved")
    file = tmp_path / "faults.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE faults (id INTEGER, updated TEXT, title TEXT)")
        rows = [(number, f"2026-03-0{number} 10:00:00", f"Fault {number}") for number in (1, 2)]
        database.executemany("INSERT INTO faults VALUES (?, ?, ?)", rows)
    query = {"query": "SELECT * FROM faults", "id_column": "id", "updated_column": "updated"}
    with serving(team.respond) as chat, serving(pager.respond) as duty:
        sources = (
            ("slack", slack.TOKEN, {"base_url": chat, "channels": [slack.CHANNEL]}),
            ("pagerduty", pagerduty.TOKEN, {"base_url": duty}),
            ("database", f"sqlite:///{file}", {**query, "title_column": "title"}),
        )
        async with running_engine(tmp_path / "data") as engine, client_of(engine) as client:
            for type_, secret, settings in sources:
                key = "url" if type_ == "database" else "api_key"
                new = ConnectorCreate(
                    type=type_, credentials={key: secret}, settings=settings, backfill_days=3_000
                )
                connector = await client.connectors.create(new)
                run = await synced(client, connector)
                assert (run.details, run.new) == (None, 2 if type_ == "database" else 4), type_
                found = await remapped(client, connector, preview=True)
                assert (found.new, found.changed, found.skipped) == (0, 0, 0), (type_, found)
                assert found.same == found.rows >= run.new


async def test_an_incident_that_has_changed_is_read_again_as_it_is_now(tmp_path: Path) -> None:
    """Its change is told without its texts, by a list of its own."""
    pager, now = pagerduty.PagerDuty(datetime.now(UTC)), datetime.now(UTC)
    pager.trigger(1, now - timedelta(hours=2))
    with serving(pager.respond) as duty:
        async with running_engine(tmp_path) as engine, client_of(engine) as client:
            new = ConnectorCreate(
                hold=True,
                type="pagerduty",
                credentials={"api_key": pagerduty.TOKEN},
                settings={"base_url": duty},
            )
            connector = await client.connectors.create(new)
            await synced(client, connector)
            pager.change(1, now, status="resolved")
            pager.now = now + timedelta(minutes=1)
            await synced(client, connector)

            change_kept_row(tmp_path, "Q00001", title="Read better today")
            found = await remapped(client, connector, preview=False)
            assert (found.changed, found.skipped) == (1, 0)
            (issue,) = (await client.issues.list()).data
            whole = await client.issues.get(issue.id)
            assert (whole.title, whole.stage) == ("Read better today", "resolved")
            assert "orders of Q00001" in whole.body
