"""Imports through the client against the real application, with a real worker process."""

import gzip
import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.errors import InvalidError, NotFoundError
from causeloop_desktop.contract.base import JobId
from causeloop_desktop.contract.imports import FileFormat, ImportOptions, ImportResult, IssueField
from causeloop_desktop.contract.jobs import Job, JobStatus
from tests.support.engines import BASE_URL, LOCAL_TOKEN, RunningEngine, running_engine

pytestmark = pytest.mark.anyio

ROWS = "key,summary,priority,created,labels\nA-1,Disk full,Major,2024-01-02,x\nA-2,Net,P1,soon,y\n"


def client_of(engine: RunningEngine, workspace: str | None = None) -> CauseloopClient:
    backend = Backend(BASE_URL, SecretStr(LOCAL_TOKEN), workspace)
    return CauseloopClient(backend, engine.transport)


async def imported(client: CauseloopClient, file: Path) -> tuple[Job, ImportResult]:
    started = await client.imports.start(file)
    job = await client.jobs.wait(started.job_id)
    return job, ImportResult.model_validate(job.result)


async def test_the_preview_shows_what_the_import_does(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text(ROWS)
    async with running_engine(tmp_path / "data") as engine, client_of(engine) as client:
        preview = await client.imports.preview(file)

        assert preview.format is FileFormat.CSV
        assert [column.field for column in preview.columns] == [
            IssueField.EXTERNAL_ID,
            IssueField.TITLE,
            IssueField.SEVERITY,
            IssueField.SOURCE_CREATED_AT,
            None,
        ]
        assert (await client.jobs.list()).data == ()


async def test_rows_become_issues_and_the_same_file_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text(ROWS)
    sent: list[tuple[int, int | None]] = []
    async with running_engine(tmp_path / "data") as engine, client_of(engine) as client:
        started = await client.imports.start(file, None, lambda *done: sent.append(done))
        job = await client.jobs.wait(started.job_id)
        again, result = await imported(client, file)
        page = await client.imports.rejections(started.job_id)
        saved = b"".join([chunk async for chunk in client.imports.rejections_csv(started.job_id)])

    assert sent == [(len(ROWS), len(ROWS))]
    assert (job.status, job.result["created"], job.result["rejected"]) == ("partial", 1, 1)
    assert (result.created, result.unchanged, again.done) == (0, 1, 2)
    assert [(bad.line, bad.reason) for bad in page.data] == [
        (3, 'source_created_at: "soon" is no date that can be read.')
    ]
    assert saved.decode().startswith("line,reason,row\r\n3,")
    assert list((tmp_path / "data" / "spool").iterdir()) == []


async def test_packed_json_lines_without_ids_import_twice_alike(tmp_path: Path) -> None:
    file = tmp_path / "alerts.jsonl.gz"
    rows = [{"message": f"alert {number % 3}", "host": "db"} for number in range(700)]
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    async with running_engine(tmp_path / "data") as engine, client_of(engine) as client:
        job, first = await imported(client, file)
        _, second = await imported(client, file)

    assert job.status is JobStatus.SUCCEEDED
    assert (first.created, first.derived_ids) == (700, 700)
    assert (second.created, second.unchanged) == (0, 700)


async def test_what_cannot_be_imported_is_refused_at_once(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(b"PK\x03\x04")
    table = tmp_path / "table.csv"
    table.write_text("a,b\n1,2\n")
    wrong = ImportOptions(name="table.csv", mapping={IssueField.TITLE: "c"})
    async with running_engine(tmp_path / "data") as engine, client_of(engine) as client:
        with pytest.raises(InvalidError, match="Excel"):
            await client.imports.start(file)
        with pytest.raises(InvalidError, match='no column "c"'):
            await client.imports.preview(table, wrong)
        with pytest.raises(NotFoundError):
            await client.imports.rejections(JobId("job_none"))

    assert list((tmp_path / "data" / "spool").iterdir()) == []


async def test_nothing_is_imported_into_the_sample(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("a,b\n1,2\n")
    async with running_engine(tmp_path / "data") as engine:
        async with client_of(engine) as client:
            await client.workspaces.ensure_sample()
        async with client_of(engine, "sample") as client:
            with pytest.raises(InvalidError) as refused:
                await client.imports.start(file)

    assert refused.value.problem.code == "sample_read_only"
