from functools import partial
from pathlib import Path

import pytest

from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.jobs.service import JobService
from causeloop_desktop.engine.services.jobs.workers import Workers
from causeloop_desktop.engine.services.matching.service import (
    MOST_WAITING,
    MatchingService,
    queue_of,
)
from causeloop_desktop.engine.services.stream.hub import Hub
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.intake.ingest import upsert
from causeloop_desktop.engine.store.work.jobs import JobStore
from tests.support.databases import open_database
from tests.support.patterns import DAY_US, DISK, LOGIN, Failure, Workshop, follow

pytestmark = pytest.mark.anyio


@pytest.fixture
def matching(workshop: Workshop, tmp_path: Path) -> MatchingService:
    return following(workshop.database, tmp_path)


def following(database: Database, folder: Path) -> MatchingService:
    """Queue jobs that nobody runs."""
    workers = Workers([], folder / "worker.log")
    jobs = JobService(database, Hub(), Cursors(b"key"), workers, owner="test", exclusive=True)
    return MatchingService(database, jobs)


async def queued(workshop: Workshop) -> list[str]:
    rows = await workshop.database.read(
        lambda read: JobStore(read, workshop.key).open_of(JobKind.MATCHING)
    )
    return [row.model.title for row in rows]


async def episodes(workshop: Workshop) -> tuple[int, int]:
    (entry,) = (await workshop.patterns.snapshot(workshop.key)).entries
    return entry.until, len(entry.episodes)


def waiting(workshop: Workshop) -> int:
    return workshop.database.read_now(partial(queue_of, workshop.key)).waiting


async def test_new_issues_are_matched_once(workshop: Workshop, matching: MatchingService) -> None:
    await workshop.push((DISK, [1, 20]))

    await matching.look(workshop.key)
    held_up = await matching.look(workshop.key)

    assert await queued(workshop) == ["Matching of 2 new issues"]
    assert held_up, "more may have come while the job ran"


async def test_nothing_waits_after_matching(workshop: Workshop, matching: MatchingService) -> None:
    await workshop.push((DISK, [1, 20]))
    assert waiting(workshop) == 2

    await workshop.match()

    assert waiting(workshop) == 0


async def test_a_flood_waits_for_the_next_detection(
    workshop: Workshop, matching: MatchingService
) -> None:
    await workshop.push((DISK, [number / 100 for number in range(MOST_WAITING + 1)]))

    await matching.look(workshop.key)

    assert waiting(workshop) == MOST_WAITING + 1
    assert await queued(workshop) == []


async def test_matching_waits_for_the_end_of_an_import(
    workshop: Workshop, matching: MatchingService
) -> None:
    await workshop.push((DISK, [1, 20]))
    await workshop.job(JobKind.IMPORT)

    assert await matching.look(workshop.key)
    assert await queued(workshop) == []


async def test_a_further_occurrence_reaches_the_pattern(
    workshop: Workshop, matching: MatchingService
) -> None:
    await workshop.push((DISK, [10, 20, 40]))
    await workshop.detect()
    assert await episodes(workshop) == (3, 3)
    (again,) = DISK.records(workshop.clock, [10])
    again = again._replace(again_us=workshop.clock.now_us)
    await workshop.database.write(lambda write: upsert(write, workshop.key, [again]))

    await matching.refresh(workshop.key)
    assert await episodes(workshop) == (4, 4)
    assert await matching.refresh(workshop.key) == 0, "what was read is not read again"
    assert await episodes(workshop) == (4, 4), "nothing is counted twice"


async def test_an_occurrence_during_a_detection_reaches_what_it_finds(
    workshop: Workshop, matching: MatchingService
) -> None:
    await workshop.push((DISK, [10, 20, 40]))
    await workshop.detect()
    await workshop.push((DISK, [3]))
    await matching.refresh(workshop.key)
    job = await workshop.job(JobKind.DETECTION)
    lines = await workshop.lines(workshop.detection, job)
    (again,) = DISK.records(workshop.clock, [10])
    again = again._replace(again_us=workshop.clock.now_us)
    await workshop.database.write(lambda write: upsert(write, workshop.key, [again]))
    await workshop.push((LOGIN, [5]))
    await matching.refresh(workshop.key)

    await follow(workshop.detection, job, lines)
    await matching.refresh(workshop.key)

    assert await episodes(workshop) == (5, 5)


async def test_a_changed_team_reaches_the_pattern(
    workshop: Workshop, matching: MatchingService
) -> None:
    await workshop.push((LOGIN, [10, 20]))
    await workshop.detect()
    moved = Failure(LOGIN.title, team="storefront").records(workshop.clock, [10])
    records = [
        one._replace(external_id=f"{LOGIN.title[:12]}-10", updated_us=workshop.clock.now_us)
        for one in moved
    ]
    await workshop.database.write(lambda write: upsert(write, workshop.key, records))

    await matching.refresh(workshop.key)

    (entry,) = (await workshop.patterns.snapshot(workshop.key)).entries
    assert set(entry.teams) == {"identity", "storefront"}
    assert entry.issues == 2


async def test_what_changes_after_the_clock_was_set_back_is_seen_by_the_next_engine(
    workshop: Workshop, tmp_path: Path
) -> None:
    await workshop.push((DISK, [10, 20, 40]))
    await workshop.detect()
    (told,) = DISK.records(workshop.clock, [20])
    workshop.database.close()

    workshop.clock.now_us -= DAY_US
    database = open_database(tmp_path, workshop.clock)
    again = Workshop(database, workshop.key, workshop.clock, tmp_path)
    told = told._replace(again_us=workshop.clock.now_us)
    await database.write(lambda write: upsert(write, workshop.key, [told]))
    await following(database, tmp_path).refresh(workshop.key)

    assert await episodes(again) == (4, 4)
    database.close()
