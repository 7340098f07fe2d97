"""The sample: half a year of an invented shop's failures, pushed like anybody's."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import orjson

from causeloop_desktop.contract.detections import DetectionMode
from causeloop_desktop.contract.ingest import MAX_RECORDS
from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.services.ingest import IngestService
from causeloop_desktop.engine.services.jobs.service import JobService
from causeloop_desktop.engine.store.batches import batches
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceRow

if TYPE_CHECKING:
    from causeloop_desktop.engine.domain.sample import Sample, SampleIssue


class SampleFiller:
    """Fills the fresh sample workspace, once.

    Args:
        clock: The story ends today.
        ingest: Takes the issues in.
        jobs: Runs the detection that then finds the patterns in them.
    """

    def __init__(self, clock: Clock, ingest: IngestService, jobs: JobService) -> None:
        self._clock = clock
        self._ingest = ingest
        self._jobs = jobs

    async def fill(self, workspace: WorkspaceRow) -> None:
        """Push the sample's issues and start to look for the patterns in them."""
        story = await asyncio.to_thread(_story, from_micros(self._clock()))
        for body in _bodies(story.issues):
            await self._ingest.batch(workspace.key, body)
        await self._jobs.enqueue_once(
            workspace.key,
            JobKind.DETECTION,
            "Detection of patterns",
            {"reason": "new sample", "mode": DetectionMode.AUTO},
        )


def _story(today: datetime) -> "Sample":
    from causeloop_desktop.engine.domain.sample import SEED, generate  # large, and used once

    return generate(SEED, today)


def _bodies(issues: "Sequence[SampleIssue]") -> Iterator[bytes]:
    for some in batches(issues, MAX_RECORDS):
        records = [asdict(issue) for issue in some]
        yield orjson.dumps({"records": records})
