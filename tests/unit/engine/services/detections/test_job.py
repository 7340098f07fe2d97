"""A detection becomes visible at one stroke, whatever happens around it."""

import pytest
from sqlalchemy import update

from causeloop_desktop.contract.detections import DetectionResult, RunStatus
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.contract.patterns import PatternMerge
from causeloop_desktop.engine.services.detections.job import DetectionHandler
from causeloop_desktop.engine.services.detections.pruning import Pruner
from causeloop_desktop.engine.store.detections.runs import RunStore
from causeloop_desktop.engine.store.patterns.memberships import Membership, MembershipStore
from causeloop_desktop.engine.store.schema import runs
from causeloop_desktop.engine.store.work.jobs import Ending
from tests.support.patterns import DISK, LOGIN, Workshop, follow

pytestmark = pytest.mark.anyio


async def counts(workshop: Workshop) -> dict[str, int]:
    snapshot = await workshop.patterns.snapshot(workshop.key)
    return {entry.id: entry.issues for entry in snapshot.entries}


async def statuses(workshop: Workshop) -> list[RunStatus]:
    rows = await workshop.database.read(lambda read: RunStore(read, workshop.key).page(None, 10))
    return [row.model.status for row in rows]


async def memberships_of(workshop: Workshop, run: int) -> int:
    rows = await workshop.database.read(
        lambda read: MembershipStore(read, workshop.key).page(run, 0, 1000)
    )
    return len(rows)


async def test_the_job_tells_what_the_run_found(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]))

    ending = await workshop.detect()

    found = DetectionResult.model_validate(ending.result)
    assert (found.issues, found.patterns, found.linked, found.pool) == (5, 2, 5, 0)
    assert (found.new_patterns, found.kept_patterns) == (2, 0)
    assert ending.message.startswith("2 patterns in 5 issues")


async def test_patterns_keep_their_ids(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]))
    await workshop.detect()
    before = await counts(workshop)

    await workshop.push((DISK, [3]))
    await workshop.detect()

    after = await counts(workshop)
    assert before.keys() == after.keys()
    assert sorted(after.values()) == [2, 4]


async def test_a_run_is_invisible_until_its_last_line(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]))
    await workshop.detect()
    before, run = await counts(workshop), await workshop.run()
    await workshop.push((DISK, [3, 4]), (LOGIN, [2, 30]))
    job = await workshop.job(JobKind.DETECTION)

    for line in await workshop.lines(workshop.detection, job):
        if line["type"] == "rows":
            await workshop.detection.on_rows(job, line)
            assert await counts(workshop) == before
            assert await workshop.run() == run


async def test_a_killed_run_leaves_the_old_one_whole_and_no_trace(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]))
    await workshop.detect()
    before = await counts(workshop)
    job = await workshop.job(JobKind.DETECTION)
    lines = await workshop.lines(workshop.detection, job)
    await workshop.detection.on_rows(job, lines[[n["type"] for n in lines].index("rows")])

    reborn = DetectionHandler(workshop.database, workshop.marks, workshop.models)
    assert await counts(workshop) == before
    await follow(reborn, job, await workshop.lines(reborn, job))

    assert await counts(workshop) == before
    assert await statuses(workshop) == [
        RunStatus.CURRENT,
        RunStatus.FAILED,
        RunStatus.SUPERSEDED,
    ]
    run = await workshop.run()
    assert [await memberships_of(workshop, old) for old in range(run)] == [0] * run
    assert await memberships_of(workshop, run) == 3


async def test_a_run_that_fails_at_its_very_end_is_forgotten(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]))
    job = await workshop.job(JobKind.DETECTION)
    await workshop.lines(workshop.detection, job)
    with pytest.raises(KeyError):
        await workshop.detection.on_done(job, {"no": "version"})

    await workshop.detection.on_stopped(job, Ending(JobStatus.FAILED))

    assert await statuses(workshop) == [RunStatus.FAILED]


async def test_a_cancelled_run_is_forgotten(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]))
    job = await workshop.job(JobKind.DETECTION)
    for line in await workshop.lines(workshop.detection, job):
        if line["type"] == "rows":
            await workshop.detection.on_rows(job, line)

    await workshop.detection.on_stopped(job, Ending(JobStatus.CANCELLED))

    assert await statuses(workshop) == [RunStatus.CANCELLED]
    assert await workshop.run() == 0
    assert await counts(workshop) == {}


async def test_what_people_decide_during_a_run_holds_after_it(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]))
    await workshop.detect()
    (disk, _), (login, _) = sorted((await counts(workshop)).items(), key=lambda item: -item[1])
    job = await workshop.job(JobKind.DETECTION)
    lines = await workshop.lines(workshop.detection, job)

    merge = PatternMerge.model_validate({"source_pattern_id": login})
    await workshop.patterns.merge(workshop.key, "you", disk, merge)
    await follow(workshop.detection, job, lines)

    assert await counts(workshop) == {disk: 5}


async def test_issues_that_came_during_a_run_wait_for_matching(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]))
    job = await workshop.job(JobKind.DETECTION)
    lines = await workshop.lines(workshop.detection, job)
    await workshop.push((DISK, [3]))
    await follow(workshop.detection, job, lines)

    assert list((await counts(workshop)).values()) == [3]
    await workshop.match()
    assert list((await counts(workshop)).values()) == [4]


async def test_a_kill_after_any_line_leaves_the_old_patterns_whole(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]))
    await workshop.detect()
    before, run = await counts(workshop), await workshop.run()
    await workshop.push((DISK, [3, 4]))
    lines = 1
    reached = 0
    while reached < lines:
        handler = DetectionHandler(workshop.database, workshop.marks, workshop.models)
        job = await workshop.job(JobKind.DETECTION)
        sent = await workshop.lines(handler, job)
        lines, reached = len(sent), reached + 1
        for line in sent[:reached]:
            if line["type"] == "rows":
                await handler.on_rows(job, line)
        assert (await counts(workshop), await workshop.run()) == (before, run)
    assert lines > 3

    await workshop.detect()

    assert sorted((await counts(workshop)).values()) == [2, 5]
    (current, *killed) = await statuses(workshop)
    assert current is RunStatus.CURRENT
    assert set(killed) <= {RunStatus.FAILED, RunStatus.SUPERSEDED}
    visible = await workshop.run()
    assert [await memberships_of(workshop, old) for old in range(visible)] == [0] * visible


async def test_a_kill_while_old_rows_are_deleted_is_made_good(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]))
    await workshop.detect()
    old = await workshop.run()
    job = await workshop.job(JobKind.DETECTION)
    lines = await workshop.lines(workshop.detection, job)
    await workshop.push((DISK, [3]))
    await follow(workshop.detection, job, lines)
    half = Membership(next(iter(await workshop.places())), 1)
    await workshop.database.write(
        lambda write: MembershipStore(write.connection, workshop.key).add(old, [half])
    )
    await workshop.database.write(
        lambda write: write.connection.execute(
            update(runs).where(runs.c.key == old).values(pruned=0)
        )
    )

    await Pruner(workshop.database, workshop.models).prune(workshop.key)

    assert await memberships_of(workshop, old) == 0
    assert sorted((await counts(workshop)).values()) == [2, 3]
