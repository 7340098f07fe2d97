"""Replays through the client against the real application, with a real worker process."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from pydantic import SecretStr

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.errors import InvalidError, NotFoundError
from causeloop_desktop.contract.base import JobId
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.contract.replays import ReplayResult
from tests.support.engines import BASE_URL, LOCAL_TOKEN, RunningEngine, running_engine

pytestmark = pytest.mark.anyio

TITLES = ("Disk 1 full", "Login page is slow", "Disk 2 full", "Disk 3 full")


def client_of(engine: RunningEngine, workspace: str | None = None) -> CauseloopClient:
    backend = Backend(BASE_URL, SecretStr(LOCAL_TOKEN), workspace)
    return CauseloopClient(backend, engine.transport)


def file_of(folder: Path, titles: Sequence[str]) -> Path:
    file = folder / "issues.jsonl"
    rows = ({"external_id": f"A-{n}", "title": title} for n, title in enumerate(titles))
    file.write_text("\n".join(map(json.dumps, rows)))
    return file


def left_in(folder: Path) -> list[Path]:
    return [*folder.glob("spool/*"), *folder.glob("replays/*")]


async def test_what_was_said_is_paged_and_streamed_and_no_issue_is_made(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with running_engine(data) as engine, client_of(engine) as client:
        started = await client.replays.start(file_of(tmp_path, TITLES))
        job = await client.jobs.wait(started.job_id)
        page = await client.replays.rows(started.job_id, limit=3)
        rest = await client.replays.rows(started.job_id, cursor=page.page.next_cursor)
        streamed = [row async for row in client.replays.stream_rows(started.job_id)]
        issues = await client.issues.list()

    result = ReplayResult.model_validate(job.result)
    assert (job.kind, job.status) == (JobKind.REPLAY, JobStatus.SUCCEEDED)
    assert (result.issues, result.attached) == (4, 2)
    assert (page.page.total, len(rest.data), streamed) == (4, 1, [*page.data, *rest.data])
    assert streamed[2].ranked == ("A-0",)
    assert streamed[2].attached_to == "A-0"
    assert streamed[1].attached_to is None
    assert issues.data == ()
    assert [path.parent.name for path in left_in(data)] == ["replays"]


async def test_rows_that_are_not_there_say_why(tmp_path: Path) -> None:
    async with running_engine(tmp_path / "data") as engine, client_of(engine) as client:
        started = await client.replays.start(file_of(tmp_path, TITLES))
        await client.jobs.wait(started.job_id)
        next((tmp_path / "data" / "replays").rglob(f"{started.job_id}.jsonl")).unlink()
        with pytest.raises(InvalidError, match="Run it again"):
            await client.replays.rows(started.job_id)
        with pytest.raises(NotFoundError):
            await client.replays.rows(JobId("job_none"))


async def test_another_workspace_sees_nothing_of_it(tmp_path: Path) -> None:
    async with running_engine(tmp_path / "data") as engine:
        async with client_of(engine) as client:
            await client.workspaces.ensure_sample()
            started = await client.replays.start(file_of(tmp_path, TITLES))
            await client.jobs.wait(started.job_id)
        async with client_of(engine, "sample") as client:
            with pytest.raises(NotFoundError):
                await client.replays.rows(started.job_id)


async def test_what_cannot_be_imported_is_refused_at_once(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(b"PK\x03\x04")
    async with running_engine(tmp_path / "data") as engine, client_of(engine) as client:
        with pytest.raises(InvalidError, match="Excel"):
            await client.replays.start(file)
    assert left_in(tmp_path / "data") == []


async def test_a_file_may_be_longer_than_a_request(tmp_path: Path) -> None:
    file = tmp_path / "issues.jsonl"
    row = {"external_id": "A-1", "title": "Long", "body": "x" * 6_000_000}
    file.write_text(json.dumps(row))
    async with running_engine(tmp_path / "data") as engine, client_of(engine) as client:
        started = await client.replays.start(file)
        job = await client.jobs.wait(started.job_id)
    assert job.result["issues"] == 1


async def test_a_cancelled_replay_leaves_nothing(tmp_path: Path) -> None:
    async with running_engine(tmp_path / "data") as engine, client_of(engine) as client:
        started = await client.replays.start(file_of(tmp_path, TITLES * 2_000))
        await client.jobs.cancel(started.job_id)
        job = await client.jobs.wait(started.job_id)
        with pytest.raises(InvalidError, match="did not end"):
            await client.replays.rows(started.job_id)
    assert job.status is JobStatus.CANCELLED
    assert left_in(tmp_path / "data") == []
