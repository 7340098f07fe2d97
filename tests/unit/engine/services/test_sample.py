"""The sample, pushed like anybody's."""

from pathlib import Path

import pytest

from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.domain.sample import SEED, generate
from causeloop_desktop.engine.services.sample import SampleFiller
from tests.support.databases import NOON_US
from tests.support.engines import running_engine

pytestmark = pytest.mark.anyio


async def test_every_issue_of_the_story_is_taken_once_and_looked_at(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine:
        context = engine.context
        own = await context.workspaces.find("own")
        filler = SampleFiller(lambda: NOON_US, context.ingest, context.jobs)
        for _ in range(2):
            await filler.fill(own)
            story = generate(SEED, from_micros(NOON_US))
            assert await context.workspaces.issue_count() == len(story.issues)
        jobs = await context.jobs.list(own.key, 10, None)
    assert {job.kind for job in jobs.data} >= {JobKind.DETECTION}
