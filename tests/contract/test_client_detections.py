"""Detections through the client against the real application, with real worker processes."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from causeloop_desktop.client.backend import Backend
from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.errors import ConflictError, InvalidError, NotFoundError
from causeloop_desktop.contract.base import JobId, OperationId
from causeloop_desktop.contract.detections import (
    Consent,
    DetectionMode,
    DetectionPreview,
    DetectionRequest,
    DetectionResult,
    DetectionSettingsPatch,
    PreviewRequest,
    RunChangeFilter,
    RunChangeKind,
    RunFilter,
    RunStatus,
)
from causeloop_desktop.contract.jobs import Job, JobStatus
from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.store.intake.ingest import upsert
from tests.support.databases import NOON_US
from tests.support.engines import BASE_URL, LOCAL_TOKEN, RunningEngine, running_engine

pytestmark = pytest.mark.anyio

DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Bench:
    """An engine and a client that speaks to it."""

    engine: RunningEngine
    client: CauseloopClient

    async def tell(self, title: str, fingerprint: str, numbers: Sequence[int]) -> None:
        """Push issues; told again under another fingerprint, they are another failure."""
        own = await self.engine.context.workspaces.find("own")
        records = [
            Record(
                source="jira",
                origin="",
                external_id=f"{title[:4]}-{number}",
                title=f"{title} {number}",
                fingerprint=fingerprint,
                created_us=NOON_US - number * DAY_US,
            )
            for number in numbers
        ]
        await self.engine.context.database.write(lambda write: upsert(write, own.key, records))

    async def detect(self, mode: DetectionMode = DetectionMode.AUTO) -> DetectionResult:
        """Run a detection to its end."""
        started = await self.client.detections.start(DetectionRequest(mode=mode))
        return DetectionResult.model_validate((await self.ended(started.job_id)).result)

    async def ended(self, job_id: JobId) -> Job:
        """Wait for a job that must succeed."""
        job = await self.client.jobs.wait(job_id)
        assert job.status is JobStatus.SUCCEEDED, job
        return job

    async def sizes(self) -> list[int]:
        """Give how many issues each pattern has."""
        page = await self.client.patterns.list()
        return sorted(pattern.issue_count for pattern in page.data)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with running_engine(tmp_path) as engine:
        backend = Backend(BASE_URL, SecretStr(LOCAL_TOKEN))
        async with CauseloopClient(backend, engine.transport) as client:
            yield Bench(engine, client)


async def test_the_story_of_a_proposal(bench: Bench) -> None:
    """Proposed, looked at, accepted, undone, accepted again; then history and refusals."""
    await bench.tell("Disk full on node", "disk", range(1, 7))
    await bench.tell("Login token rejected", "token", range(1, 7))
    first = await bench.detect()
    assert first.consent is None
    assert await bench.client.detections.waiting() is None
    await bench.tell("Disk full on node", "token", range(1, 4))

    second = await bench.detect()

    assert second.consent is Consent.MOVES
    assert await bench.sizes() == [6, 6]
    run = await bench.client.detections.waiting()
    assert run is not None
    assert (run.id, run.result) == (second.run_id, second)
    diff = await bench.client.detections.diff(run.id)
    assert [(line.kind, line.issues) for line in diff.data] == [(RunChangeKind.MOVED, 3)]
    none = RunChangeFilter(kind=(RunChangeKind.MERGED, RunChangeKind.NEW))
    assert (await bench.client.detections.diff(run.id, none)).data == ()

    decided = await bench.client.detections.accept(run.id)
    assert await bench.sizes() == [3, 9]
    await bench.client.operations.undo(OperationId(str(decided.operation_id)))
    assert await bench.sizes() == [6, 6]
    await bench.client.detections.accept(run.id)
    with pytest.raises(ConflictError, match="what you see already"):
        await bench.client.detections.accept(run.id)

    history = await bench.client.detections.list(limit=1)
    earlier = await bench.client.detections.list(limit=1, cursor=history.page.next_cursor)
    assert [one.status for one in (*history.data, *earlier.data)] == [
        RunStatus.CURRENT,
        RunStatus.SUPERSEDED,
    ]
    superseded = RunFilter(status=(RunStatus.SUPERSEDED,))
    assert (await bench.client.detections.list(superseded)).data == earlier.data


async def test_a_discarded_proposal_changes_nothing(bench: Bench) -> None:
    await bench.tell("Disk full on node", "disk", range(1, 7))
    found = await bench.detect(DetectionMode.PROPOSE)

    decided = await bench.client.detections.discard(found.run_id)

    assert decided.run.status is RunStatus.DISCARDED
    assert decided.run.decided_at is not None
    current = RunFilter(status=(RunStatus.CURRENT,))
    assert (await bench.client.detections.list(current)).data == ()
    with pytest.raises(ConflictError, match="was discarded"):
        await bench.client.detections.accept(found.run_id)
    with pytest.raises(NotFoundError):
        await bench.client.detections.discard("run_none")
    with pytest.raises(InvalidError):
        await bench.client.detections.list(cursor="elsewhere")


async def test_settings_are_previewed_before_they_are_saved(bench: Bench) -> None:
    await bench.tell("Disk full on node", "disk", range(1, 7))
    await bench.tell("Login token rejected", "token", range(1, 3))
    await bench.detect()

    started = await bench.client.detections.preview(PreviewRequest(minimum_size=3))
    job = await bench.ended(started.job_id)

    preview = DetectionPreview.model_validate(job.result)
    assert preview.settings.minimum_size == 3
    assert (preview.before.patterns, preview.after.patterns) == (2, 1)
    assert (preview.before.pool, preview.after.pool) == (0, 2)
    assert (preview.changes.vanished_patterns, preview.changes.left_issues) == (1, 2)
    (parted,) = preview.examples
    assert (parted.joins, parted.count, len(parted.issues)) == (False, 1, 2)
    assert parted.name.startswith("Login token rejected")
    assert await bench.sizes() == [2, 6], "a preview changes nothing"
    assert (await bench.client.detections.list()).page.total == 1

    changed = await bench.client.detections.change_settings(DetectionSettingsPatch(minimum_size=3))
    await bench.detect()
    assert await bench.sizes() == [6]
    assert changed.operation_id is not None
    await bench.client.operations.undo(changed.operation_id)
    assert (await bench.client.detections.settings()).minimum_size == 2
    with pytest.raises(InvalidError):
        await bench.client.detections.change_settings(
            DetectionSettingsPatch.model_construct(minimum_size=1)
        )


async def test_a_cancelled_preview_leaves_nothing(bench: Bench) -> None:
    await bench.tell("Disk full on node", "disk", range(1, 7))
    started = await bench.client.detections.preview(PreviewRequest(sensitivity=0.9))
    await bench.client.jobs.cancel(started.job_id)
    job = await bench.client.jobs.wait(started.job_id)
    assert job.status is JobStatus.CANCELLED
    assert (await bench.client.detections.list()).page.total == 0
