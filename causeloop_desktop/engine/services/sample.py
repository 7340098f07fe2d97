"""The sample: half a year of an invented shop's failures, pushed like anybody's."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Protocol

from causeloop_desktop.contract.ingest import MAX_RECORDS
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.clock import Clock
from causeloop_desktop.engine.domain.sample import SEED, SampleIssue, generate
from causeloop_desktop.engine.store.workspaces import WorkspaceRow


class Push(Protocol):
    """Takes records into a workspace, at most 500 at once."""

    async def __call__(
        self, workspace_key: int, records: Sequence[Mapping[str, object]], /
    ) -> object:
        """Take them; equal ones change nothing."""


class Detect(Protocol):
    """Starts a detection in a workspace."""

    async def __call__(self, workspace_key: int, reason: str, /) -> object:
        """Start it, or join the one that waits."""


class SampleFiller:
    """Fills the fresh sample workspace, once.

    Args:
        clock: The story ends today.
        push: How records come in.
        detect: What then finds the patterns in them.
    """

    def __init__(self, clock: Clock, push: Push, detect: Detect) -> None:
        self._clock = clock
        self._push = push
        self._detect = detect

    async def fill(self, workspace: WorkspaceRow) -> None:
        """Push the sample's issues and start to look for the patterns in them."""
        now = from_micros(self._clock())
        story = await asyncio.to_thread(generate, SEED, now)
        for records in _batches(story.issues):
            await self._push(workspace.key, records)
        await self._detect(workspace.key, "the sample is new")


def _batches(issues: Sequence[SampleIssue]) -> Iterator[list[Mapping[str, object]]]:
    for start in range(0, len(issues), MAX_RECORDS):
        yield [asdict(issue) for issue in issues[start : start + MAX_RECORDS]]
