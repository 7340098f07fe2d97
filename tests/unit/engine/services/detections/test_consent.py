"""A run that would move many issues changes nothing until a person has said yes."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import update

from causeloop_desktop.contract.detections import (
    Consent,
    DetectionMode,
    DetectionResult,
    DetectionSettingsPatch,
    RunChangeKind,
    RunStatus,
)
from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.contract.patterns import PatternMerge
from causeloop_desktop.engine.services.detections.due import QUIET_US
from causeloop_desktop.engine.services.detections.job import DetectionHandler
from causeloop_desktop.engine.services.detections.service import DetectionService
from causeloop_desktop.engine.services.errors import ConflictError, NotFoundError
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.detections.runs import RunRow, RunStore
from causeloop_desktop.engine.store.patterns.memberships import MembershipStore
from causeloop_desktop.engine.store.schema import runs
from causeloop_desktop.engine.store.work.job_queue import JobQueue
from tests.support.databases import add_workspace
from tests.support.patterns import DISK, LOGIN, Failure, Workshop, follow

pytestmark = pytest.mark.anyio

FULL = replace(DISK, fingerprint="full")
TOKEN = replace(LOGIN, fingerprint="token")
MISTAKEN = replace(DISK, fingerprint="token")
DAYS = [1.0, 5.0, 9.0, 13.0, 17.0, 21.0]
"""When both failures happened; with ``MISTAKEN`` the source takes one for the other."""


@pytest.fixture
async def shaken(workshop: Workshop) -> Workshop:
    """Give two patterns of which the next detection moves three issues of twelve."""
    await workshop.push((FULL, DAYS), (TOKEN, DAYS))
    await workshop.detect()
    await workshop.push((MISTAKEN, DAYS[:3]))
    return workshop


async def sizes(workshop: Workshop) -> list[int]:
    snapshot = await workshop.patterns.snapshot(workshop.key)
    return sorted(entry.issues for entry in snapshot.entries)


async def names(workshop: Workshop) -> dict[str, str]:
    snapshot = await workshop.patterns.snapshot(workshop.key)
    return {entry.id: entry.name for entry in snapshot.entries}


async def latest(workshop: Workshop) -> RunRow:
    def read(connection: Read) -> RunRow | None:
        return RunStore(connection, workshop.key).latest()

    found = await workshop.database.read(read)
    assert found is not None
    return found


async def rows_of(workshop: Workshop, run: int) -> int:
    def read(connection: Read) -> int:
        return len(MembershipStore(connection, workshop.key).page(run, 0, 1000))

    return await workshop.database.read(read)


async def test_many_moves_wait_and_nothing_visible_changes(shaken: Workshop) -> None:
    ending = await shaken.detect()

    found = DetectionResult.model_validate(ending.result)
    run = await latest(shaken)
    assert await sizes(shaken) == [6, 6]
    assert (run.status, found.consent) == (RunStatus.PROPOSED, Consent.MOVES)
    assert (found.reassigned_issues, found.moved_issues, found.reassigned_share) == (3, 3, 0.25)
    assert ending.message.startswith("Waits for your consent, as many issues would move")
    assert await rows_of(shaken, run.key) == 12


async def test_few_moves_do_not_ask(workshop: Workshop) -> None:
    days = [float(day) for day in range(1, 41)]
    await workshop.push((FULL, days), (TOKEN, days))
    await workshop.detect()
    await workshop.push((MISTAKEN, days[:4]))

    found = DetectionResult.model_validate((await workshop.detect()).result)

    assert (found.reassigned_share, found.consent) == (0.05, None)
    assert await sizes(workshop) == [36, 44]


async def test_first_assignments_do_not_count(workshop: Workshop) -> None:
    await workshop.push((FULL, DAYS))
    await workshop.detect()
    await workshop.push((TOKEN, [float(day) for day in range(30)]))

    found = DetectionResult.model_validate((await workshop.detect()).result)

    assert (found.consent, found.joined_issues) == (None, 30)
    assert await sizes(workshop) == [6, 30]


async def test_who_asks_for_it_to_be_shown_is_not_asked_back(shaken: Workshop) -> None:
    await shaken.detect(mode=DetectionMode.ACCEPT)
    assert await sizes(shaken) == [3, 9]


async def test_who_asks_for_a_proposal_always_gets_one(workshop: Workshop) -> None:
    await workshop.push((FULL, DAYS))
    ending = await workshop.detect(mode=DetectionMode.PROPOSE)
    assert DetectionResult.model_validate(ending.result).consent is Consent.ASKED
    assert await sizes(workshop) == []


async def test_a_newer_configuration_never_moves_anything_unasked(workshop: Workshop) -> None:
    await workshop.push((FULL, DAYS))
    await workshop.detect()
    await workshop.database.write(
        lambda write: write.connection.execute(update(runs).values(version="2020-01"))
    )
    ending = await workshop.detect()
    assert DetectionResult.model_validate(ending.result).consent is Consent.CONFIGURATION
    assert (await latest(workshop)).status is RunStatus.PROPOSED


async def test_the_diff_names_patterns_and_issues(
    shaken: Workshop, detections: DetectionService
) -> None:
    await shaken.push((Failure("Printer {} is out of paper", fingerprint="paper"), DAYS[:4]))
    await shaken.detect()
    run = (await latest(shaken)).id

    first = await detections.diff(shaken.key, run, 1, None)
    second = await detections.diff(shaken.key, run, 1, first.page.next_cursor)
    news = await detections.diff(shaken.key, run, 9, None, [RunChangeKind.NEW])

    (moved,), (new,) = first.data, second.data
    assert (moved.kind, moved.issues, moved.size) == (RunChangeKind.MOVED, 3, 6)
    assert moved.name.startswith("Disk full")
    assert (moved.other_name or "").startswith("Login token")
    assert {sample.title[:9] for sample in moved.samples} == {"Disk full"}
    assert (new.kind, new.issues, new.other_id) == (RunChangeKind.NEW, 4, None)
    assert (first.page.total, second.page.next_cursor, news.data) == (2, None, (new,))


async def test_an_accepted_run_becomes_visible_at_one_stroke(
    shaken: Workshop, detections: DetectionService
) -> None:
    await shaken.detect()
    run = await latest(shaken)

    decided = await detections.accept(shaken.key, "you", run.id)

    assert await sizes(shaken) == [3, 9]
    assert decided.run.status is RunStatus.CURRENT
    assert decided.operation_id is not None
    assert await shaken.run() == run.key


async def test_an_accept_can_be_undone_and_made_again(
    shaken: Workshop, detections: DetectionService
) -> None:
    before = await shaken.run()
    await shaken.detect()
    run = await latest(shaken)
    decided = await detections.accept(shaken.key, "you", run.id)
    await detections.tidy()

    await shaken.operations.undo(shaken.key, "you", str(decided.operation_id))

    assert (await sizes(shaken), await shaken.run()) == ([6, 6], before)
    assert (await latest(shaken)).status is RunStatus.PROPOSED
    await detections.accept(shaken.key, "you", run.id)
    assert await sizes(shaken) == [3, 9]


async def test_an_undone_accept_takes_its_names_back(
    workshop: Workshop, detections: DetectionService
) -> None:
    await workshop.push((FULL, DAYS[:2]), (TOKEN, DAYS[:2]))
    await workshop.detect()
    before = await names(workshop)
    await workshop.push((MISTAKEN, DAYS), (replace(TOKEN, title="Session of {} was lost"), DAYS))
    await workshop.detect(mode=DetectionMode.PROPOSE)

    decided = await detections.accept(workshop.key, "you", (await latest(workshop)).id)
    accepted = await names(workshop)
    await workshop.operations.undo(workshop.key, "you", str(decided.operation_id))

    assert any(name != before[key] for key, name in accepted.items() if key in before)
    assert await names(workshop) == before


async def test_what_people_decide_holds_through_accept_and_undo(
    shaken: Workshop, detections: DetectionService
) -> None:
    await shaken.detect()
    run = await latest(shaken)
    one, other = (entry.id for entry in (await shaken.patterns.snapshot(shaken.key)).entries)
    merge = PatternMerge(source_pattern_id=other)

    await shaken.patterns.merge(shaken.key, "you", one, merge)
    decided = await detections.accept(shaken.key, "you", run.id)

    assert await sizes(shaken) == [12]
    await shaken.operations.undo(shaken.key, "you", str(decided.operation_id))
    assert await sizes(shaken) == [12]


async def test_a_merge_after_an_accept_survives_its_undo(
    shaken: Workshop, detections: DetectionService
) -> None:
    await shaken.detect()
    decided = await detections.accept(shaken.key, "you", (await latest(shaken)).id)
    one, other = (entry.id for entry in (await shaken.patterns.snapshot(shaken.key)).entries)
    merge = PatternMerge(source_pattern_id=other)
    await shaken.patterns.merge(shaken.key, "you", one, merge)

    await shaken.operations.undo(shaken.key, "you", str(decided.operation_id))

    assert await sizes(shaken) == [12]


async def test_issues_that_came_while_a_run_waited_are_matched_after_the_accept(
    shaken: Workshop, detections: DetectionService
) -> None:
    await shaken.detect()
    await shaken.push((FULL, [30.0]))
    await shaken.match()
    assert await sizes(shaken) == [6, 7]

    await detections.accept(shaken.key, "you", (await latest(shaken)).id)
    await shaken.match()

    assert await sizes(shaken) == [4, 9]


async def test_a_discarded_run_leaves_no_trace(
    shaken: Workshop, detections: DetectionService
) -> None:
    await shaken.push((Failure("Printer {} is out of paper", fingerprint="paper"), DAYS[:4]))
    await shaken.detect()
    run = await latest(shaken)
    (new,) = (await detections.diff(shaken.key, run.id, 9, None, [RunChangeKind.NEW])).data
    assert new.pattern_id is not None

    await detections.discard(shaken.key, run.id)
    await detections.tidy()

    kept = (await detections.diff(shaken.key, run.id, 9, None, [RunChangeKind.NEW])).data
    assert await sizes(shaken) == [6, 6]
    assert await rows_of(shaken, run.key) == 0
    assert [(line.name, line.pattern_id) for line in kept] == [(new.name, None)]
    assert not list(shaken.models.glob(f"*/{run.id}.*"))


async def test_a_waiting_run_expires_with_the_next(
    shaken: Workshop, detections: DetectionService
) -> None:
    await shaken.detect()
    first = await latest(shaken)
    await shaken.detect()

    run = await shaken.database.read(lambda read: RunStore(read, shaken.key).find(first.key))
    assert run is not None
    assert (run.status, run.pruned) == (RunStatus.EXPIRED, True)
    with pytest.raises(ConflictError, match="newer detection"):
        await detections.accept(shaken.key, "you", first.id)


async def test_the_patterns_from_before_are_kept_until_the_next_run(
    shaken: Workshop, detections: DetectionService
) -> None:
    before = await shaken.run()
    await shaken.detect()
    decided = await detections.accept(shaken.key, "you", (await latest(shaken)).id)
    await detections.tidy()
    assert await rows_of(shaken, before) == 12

    await shaken.detect()

    assert await rows_of(shaken, before) == 0
    with pytest.raises(ConflictError, match="no longer kept"):
        await shaken.operations.undo(shaken.key, "you", str(decided.operation_id))


async def test_nothing_is_accepted_while_a_detection_runs(
    shaken: Workshop, detections: DetectionService
) -> None:
    await shaken.detect()
    await shaken.job(JobKind.DETECTION)
    await shaken.database.write(
        lambda write: JobQueue(write, "test").take([], [JobKind.DETECTION], 10)
    )
    with pytest.raises(ConflictError, match="is running"):
        await detections.accept(shaken.key, "you", (await latest(shaken)).id)
    assert await sizes(shaken) == [6, 6]


async def test_a_kill_after_the_proposal_leaves_both_runs_whole(
    shaken: Workshop, detections: DetectionService
) -> None:
    await shaken.detect()
    proposed = await latest(shaken)
    job = await shaken.job(JobKind.DETECTION)
    lines = await shaken.lines(shaken.detection, job)
    for line in lines[: len(lines) // 2]:
        if line["type"] == "rows":
            await shaken.detection.on_rows(job, line)

    reborn = DetectionHandler(shaken.database, shaken.marks, shaken.models)
    assert await sizes(shaken) == [6, 6]
    assert await rows_of(shaken, proposed.key) == 12
    await follow(reborn, job, await shaken.lines(reborn, job))

    assert await sizes(shaken) == [6, 6]
    assert (await latest(shaken)).status is RunStatus.PROPOSED


async def test_another_workspace_sees_no_run(
    shaken: Workshop, detections: DetectionService
) -> None:
    await shaken.detect()
    run, stranger = await latest(shaken), add_workspace(shaken.database)
    for call in (
        detections.get(stranger, run.id),
        detections.diff(stranger, run.id, 9, None),
        detections.accept(stranger, "you", run.id),
        detections.discard(stranger, run.id),
    ):
        with pytest.raises(NotFoundError):
            await call


async def test_settings_are_kept_undone_and_obeyed(
    workshop: Workshop, detections: DetectionService
) -> None:
    await workshop.push((FULL, DAYS), (TOKEN, DAYS[:3]))
    patch = DetectionSettingsPatch(minimum_size=4)
    changed = await detections.change_settings(workshop.key, "you", patch)
    await workshop.detect()
    assert await sizes(workshop) == [6]
    assert changed.settings.minimum_size == 4
    assert (await latest(workshop)).model.parameters["minimum_size"] == 4

    same = await detections.change_settings(workshop.key, "you", patch)
    assert same.operation_id is None
    await workshop.operations.undo(workshop.key, "you", str(changed.operation_id))
    assert (await detections.settings(workshop.key)).minimum_size == 2
    assert await detections.start_due() == 0, "somebody may still be pushing"
    workshop.clock.now_us += QUIET_US
    assert await detections.start_due() == 1, "the patterns no longer fit the settings"


async def test_settings_that_were_just_changed_wait_for_what_else_a_person_does(
    workshop: Workshop, detections: DetectionService
) -> None:
    await workshop.push((FULL, DAYS), (TOKEN, DAYS[:3]))
    await workshop.detect()
    workshop.clock.now_us += 2 * QUIET_US
    await detections.change_settings(workshop.key, "you", DetectionSettingsPatch(minimum_size=9))
    assert await detections.start_due() == 0, "a proposal may be asked for next"
    workshop.clock.now_us += QUIET_US
    assert await detections.start_due() == 1


async def test_who_is_reading_while_a_run_is_accepted_sees_it_next(
    workshop: Workshop, detections: DetectionService
) -> None:
    await workshop.push((FULL, DAYS), (TOKEN, DAYS[:3]))
    await workshop.detect()
    await detections.change_settings(workshop.key, "you", DetectionSettingsPatch(minimum_size=4))
    await workshop.detect(mode=DetectionMode.PROPOSE)
    async with asyncio.TaskGroup() as readers:
        for _ in range(3):
            readers.create_task(sizes(workshop))
        await detections.accept(workshop.key, "you", (await latest(workshop)).id)
        assert await sizes(workshop) == [6]
