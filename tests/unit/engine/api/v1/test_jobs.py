"""Jobs over the API."""

import pytest

from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.work.jobs import Ending, JobStore
from tests.support.engines import RunningEngine

pytestmark = pytest.mark.anyio


async def ended(engine: RunningEngine, kind: JobKind, title: str) -> None:
    """Leave a job behind that has ended."""
    own = await engine.context.workspaces.find("own")

    def work(write: WriteTransaction) -> None:
        store = JobStore(write.connection, own.key)
        job = store.add(write.now_us, kind, title, {})
        store.finish(job.key, write.now_us, Ending(JobStatus.SUCCEEDED))

    await engine.context.database.write(work)


async def test_a_waiting_job_is_shown_and_cancelled(engine: RunningEngine) -> None:
    own = await engine.context.workspaces.find("own")
    job = await engine.context.jobs.enqueue(own.key, JobKind.INGEST, "Nobody runs this", {})
    shown = (await engine.client.get(f"/v1/jobs/{job.id}")).json()
    assert (shown["status"], shown["title"]) == ("pending", "Nobody runs this")
    cancelled = await engine.client.post(f"/v1/jobs/{job.id}/cancel")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")


async def test_jobs_are_listed_as_pages_and_as_a_table(engine: RunningEngine) -> None:
    for number in range(3):
        await ended(engine, JobKind.IMPORT, f"File {number}")
    await ended(engine, JobKind.INGEST, "A push, which is not listed")
    page = (await engine.client.get("/v1/jobs?limit=2")).json()
    assert [job["title"] for job in page["data"]] == ["File 2", "File 1"]
    rest = await engine.client.get(f"/v1/jobs?cursor={page['page']['next_cursor']}")
    assert [job["title"] for job in rest.json()["data"]] == ["File 0"]
    table = await engine.client.get("/v1/jobs?fields=title", headers={"Accept": "text/csv"})
    assert table.text.split() == ["title", "File", "2", "File", "1", "File", "0"]
