"""Patterns are folded into others while runs and matching are at work; no issue is lost."""

from collections.abc import Awaitable, Callable

import pytest

from causeloop_desktop.contract.base import IssueId, PatternId
from causeloop_desktop.contract.detections import DetectionMode
from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.contract.patterns import PatternMerge, PatternSplit
from causeloop_desktop.engine.services.detections.service import DetectionService
from causeloop_desktop.engine.services.patterns.moves import move
from causeloop_desktop.engine.store.issues.rows import IssueStore
from tests.support.patterns import DISK, LOGIN, Workshop, follow

pytestmark = pytest.mark.anyio


@pytest.fixture
async def grown(workshop: Workshop) -> Workshop:
    """Two patterns, and two more issues of the first that nobody has looked at."""
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]))
    await workshop.detect()
    await workshop.push((DISK, [5, 6]))
    return workshop


async def fold(workshop: Workshop) -> Callable[[], Awaitable[object]]:
    """Fold the first pattern into the second; give what takes that back."""
    disk, *_, login = [pattern for _, pattern in sorted((await workshop.places()).items())][:5]
    snapshot = await workshop.patterns.snapshot(workshop.key)
    into, other = snapshot.by_key[login].id, snapshot.by_key[disk].id
    request = PatternMerge(source_pattern_id=PatternId(other))
    done = await workshop.patterns.merge(workshop.key, "ada", into, request)
    operation = str(done.operation_id)
    return lambda: workshop.operations.undo(workshop.key, "ada", operation)


async def sizes(workshop: Workshop) -> list[int]:
    """Give how many issues each pattern has that people see."""
    snapshot = await workshop.patterns.snapshot(workshop.key)
    return sorted(entry.issues for entry in snapshot.entries if entry.issues)


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "update"])
async def test_a_detection_puts_nothing_where_nobody_sees_it(grown: Workshop, whole: bool) -> None:
    job = await grown.job(JobKind.DETECTION, whole=whole)
    lines = await grown.lines(grown.detection, job)
    take_back = await fold(grown)
    await follow(grown.detection, job, lines)
    assert await sizes(grown) == [7]
    await take_back()
    assert sum(await sizes(grown)) == 7


async def test_matching_puts_nothing_where_nobody_sees_it(grown: Workshop) -> None:
    job = await grown.job(JobKind.MATCHING)
    lines = await grown.lines(grown.matching, job)
    await fold(grown)
    await follow(grown.matching, job, lines)
    assert await sizes(grown) == [7]


async def test_a_proposal_puts_nothing_where_nobody_sees_it(
    grown: Workshop, detections: DetectionService
) -> None:
    found = await grown.detect(mode=DetectionMode.PROPOSE)
    await fold(grown)
    await detections.accept(grown.key, "ada", str(found.result["run_id"]))
    assert await sizes(grown) == [7]


async def test_an_undone_split_takes_along_what_has_joined_since(grown: Workshop) -> None:
    (first, pattern), *_ = sorted((await grown.places()).items())
    snapshot = await grown.patterns.snapshot(grown.key)
    ids = await grown.database.read(lambda read: IssueStore(read, grown.key).ids_of([first]))
    split = PatternSplit(issue_ids=(IssueId(ids[0]),))
    done = await grown.patterns.split(grown.key, "ada", snapshot.by_key[pattern].id, split)
    fresh = await grown.patterns.key_of(grown.key, str(done.new_pattern_id))
    await grown.database.write(lambda write: move(write, grown.key, {first + 1: fresh}))

    await grown.operations.undo(grown.key, "ada", str(done.operation_id))

    assert await sizes(grown) == [2, 3]
