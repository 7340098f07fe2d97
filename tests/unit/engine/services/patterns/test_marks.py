import asyncio
from dataclasses import replace

import pytest

from causeloop_desktop.contract.issues import Stage
from causeloop_desktop.contract.patterns import PatternMerge
from causeloop_desktop.engine.domain.records.stages import STAGES
from causeloop_desktop.engine.services.patterns.links import unlink_issues
from causeloop_desktop.engine.services.patterns.marks import MarkService
from causeloop_desktop.engine.services.patterns.refresh import refresh_members
from causeloop_desktop.engine.store.intake.ingest import upsert
from causeloop_desktop.engine.store.issues.standings import Mark, Standing, StandingStore
from tests.support.patterns import DISK, LOGIN, Failure, Workshop

pytestmark = pytest.mark.anyio

ALONE = Failure("Printer on floor two is out of paper", severity=1)


async def standings(workshop: Workshop) -> list[Standing]:
    run = await workshop.run()
    return await workshop.database.read(
        lambda read: StandingStore(read, workshop.key).page(run, 0, 100)
    )


def stages(found: list[Standing]) -> list[Stage]:
    return [STAGES[one.stage] for one in found]


async def test_detection_moves_new_issues_on(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]), (ALONE, [3]))

    await workshop.detect()

    assert stages(await standings(workshop)) == [
        *[Stage.IN_LOOP] * 3,
        *[Stage.PATTERN_FOUND] * 2,
        Stage.NEW,
    ]


async def test_what_a_person_said_of_an_issue_stays(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]))
    await workshop.detect()
    first = (await standings(workshop))[0]
    mark = Mark(first.key, STAGES.index(Stage.WONT_FIX), 1)
    await workshop.database.write(
        lambda write: StandingStore(write.connection, workshop.key).mark([mark])
    )

    await workshop.marks.follow(workshop.key)

    assert stages(await standings(workshop))[0] is Stage.WONT_FIX


async def test_risk_is_six_tenths_the_pattern_and_four_tenths_the_severity(
    workshop: Workshop,
) -> None:
    await workshop.push((DISK, [1, 20, 40]), (ALONE, [3]))
    await workshop.detect()
    (pattern,) = (await workshop.patterns.snapshot(workshop.key)).entries

    linked, *_, alone = await standings(workshop)

    assert linked.risk_score == int(0.6 * pattern.risk_score + 0.4 * 70 + 0.5)
    assert alone.risk_score == 90


async def test_marks_follow_an_unlinked_issue(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40, 60]))
    await workshop.detect()
    issue = (await standings(workshop))[0].key
    await workshop.database.write(lambda write: unlink_issues(write, workshop.key, [issue], 1))

    changed = await workshop.marks.follow(workshop.key)

    assert changed >= 1
    assert stages(await standings(workshop)) == [Stage.NEW, *[Stage.IN_LOOP] * 3]


async def test_marks_follow_a_merge(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]))
    await workshop.detect()
    entries = (await workshop.patterns.snapshot(workshop.key)).entries
    disk, login = sorted(entries, key=lambda entry: -entry.issues)
    request = PatternMerge(source_pattern_id=login.id)
    await workshop.patterns.merge(workshop.key, "you", disk.id, request)

    await workshop.marks.follow(workshop.key)

    assert stages(await standings(workshop)) == [Stage.IN_LOOP] * 5


async def test_nothing_is_written_where_nothing_changed(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]))
    await workshop.detect()

    assert await workshop.marks.follow(workshop.key) == 0


async def test_risk_follows_a_severity_that_the_source_changed(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]), (ALONE, [3]))
    await workshop.detect()
    linked, *_, alone = await standings(workshop)

    worse = replace(DISK, severity=1).records(workshop.clock, [1])
    better = replace(ALONE, severity=4).records(workshop.clock, [3])
    await workshop.database.write(lambda write: upsert(write, workshop.key, [*worse, *better]))
    keys = [linked.key, alone.key]
    await workshop.database.write(lambda write: refresh_members(write, workshop.key, keys))
    await workshop.marks.follow(workshop.key)

    now, *_, now_alone = await standings(workshop)
    assert now.risk_score > linked.risk_score
    assert (alone.risk_score, now_alone.risk_score) == (90, 15)


async def test_who_marks_at_the_same_time_marks_once(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]))
    await workshop.detect()
    fresh = MarkService(workshop.database, workshop.patterns)
    linked = (await standings(workshop))[0]
    stale = [Mark(linked.key, linked.stage, linked.risk_score + 1)]
    await workshop.database.write(
        lambda write: StandingStore(write.connection, workshop.key).mark(stale)
    )

    assert sum(await asyncio.gather(*(fresh.follow(workshop.key) for _ in range(3)))) == 1
