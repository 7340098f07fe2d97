"""One occurrence in the workspace's total, whatever patterns its issues lie in."""

import pytest

from causeloop_desktop.contract.base import IssueId
from causeloop_desktop.contract.duplicates import DuplicateJoin
from causeloop_desktop.contract.patterns import Counting
from causeloop_desktop.engine.services.duplicates.service import DuplicateService
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.jobs.service import JobService
from causeloop_desktop.engine.services.jobs.workers import Workers
from causeloop_desktop.engine.services.patterns.told_once import told_once
from causeloop_desktop.engine.services.stream.hub import Hub
from tests.support.patterns import DISK, LOGIN, Workshop

pytestmark = pytest.mark.anyio

WINDOW = 90


@pytest.fixture
def duplicates(workshop: Workshop) -> DuplicateService:
    cursors = Cursors(b"the-key-of-a-test")
    workers = Workers(["none"], workshop.models / "worker.log")
    jobs = JobService(workshop.database, Hub(), cursors, workers, owner="test", exclusive=True)
    return DuplicateService(workshop.database, jobs, workshop.operations, cursors)


async def total(workshop: Workshop, counting: Counting) -> int:
    frequency = await workshop.patterns.frequency(workshop.key, None, WINDOW, counting)
    return sum(point.count for point in frequency.history)


async def each(workshop: Workshop) -> list[int]:
    snapshot = await workshop.patterns.snapshot(workshop.key)
    return sorted(len(entry.episodes) for entry in snapshot.entries)


async def test_what_issues_of_two_patterns_tell_counts_once_in_the_total(
    workshop: Workshop, duplicates: DuplicateService
) -> None:
    told = await workshop.push((DISK, (40.0, 30.0, 20.0)), (LOGIN, (39.9, 25.0, 15.0)))
    await workshop.detect()
    assert await each(workshop) == [3, 3]
    assert [await total(workshop, counting) for counting in Counting] == [6, 6]

    wanted = DuplicateJoin(issue_id=IssueId(told[0]), other_id=IssueId(told[3]))
    joined = await duplicates.join(workshop.key, "you", wanted)
    assert [await total(workshop, counting) for counting in Counting] == [5, 5]
    # It happened in both of them all the same.
    assert await each(workshop) == [3, 3]

    await workshop.operations.undo(workshop.key, "you", str(joined.operation_id))
    assert [await total(workshop, counting) for counting in Counting] == [6, 6]


async def test_the_pattern_that_told_it_first_keeps_it(
    workshop: Workshop, duplicates: DuplicateService
) -> None:
    told = await workshop.push((DISK, (40.0, 30.0)), (LOGIN, (39.0, 25.0)))
    await workshop.detect()
    wanted = DuplicateJoin(issue_id=IssueId(told[0]), other_id=IssueId(told[2]))
    await duplicates.join(workshop.key, "you", wanted)
    snapshot = await workshop.patterns.snapshot(workshop.key)
    counted = {entry.name[:4]: entry.occurrences for entry in told_once(snapshot)}
    assert counted == {"Disk": 2, "Logi": 1}
