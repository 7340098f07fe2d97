"""The sample, pushed like anybody's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from causeloop_desktop.contract.jobs import JobStatus
from causeloop_desktop.engine.services.sample import SampleFiller
from tests.support.engines import RunningEngine, running_engine

pytestmark = pytest.mark.anyio


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[RunningEngine]:
    async with running_engine(tmp_path) as running:
        yield running


async def test_every_issue_of_the_story_is_taken(engine: RunningEngine) -> None:
    await engine.context.workspaces.ensure_sample()
    row = await engine.context.workspaces.find("sample")
    jobs = (await engine.context.jobs.list(row.key, 100, None)).data
    pushes = [job for job in jobs if job.id.startswith("ing_job_")]
    assert pushes
    assert all(job.status is JobStatus.SUCCEEDED for job in pushes)
    assert sum(job.done for job in pushes) == await engine.context.workspaces.issue_count()


async def test_filling_it_again_changes_nothing(engine: RunningEngine) -> None:
    await engine.context.workspaces.ensure_sample()
    row = await engine.context.workspaces.find("sample")
    before = await engine.context.workspaces.issue_count()
    context = engine.context
    moment = engine.clock.now_us - engine.clock.now_us % 86_400_000_000
    await SampleFiller(lambda: moment, context.ingest, context.jobs).fill(row)
    filled = await engine.context.workspaces.issue_count()
    await SampleFiller(lambda: moment, context.ingest, context.jobs).fill(row)
    assert await engine.context.workspaces.issue_count() == filled >= before
