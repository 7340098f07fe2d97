"""An incremental run finds what is new, copies the rest, and is a run like any other."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from causeloop_desktop.contract.detections import DetectionResult
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.contract.patterns import PatternMerge
from causeloop_desktop.engine.services.detections.job import DetectionHandler
from causeloop_desktop.engine.services.detections.pruning import Pruner
from causeloop_desktop.engine.services.detections.service import DetectionService
from causeloop_desktop.engine.services.patterns.models import ModelShelf
from causeloop_desktop.engine.store.database import Read
from causeloop_desktop.engine.store.detections.runs import RunStore
from causeloop_desktop.engine.store.patterns.memberships import POOL, MembershipStore
from causeloop_desktop.engine.store.patterns.rows import SETTINGS, PatternStore
from causeloop_desktop.engine.store.tenants.workspaces import WorkspaceStore
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow
from causeloop_desktop.engine.worker.detection.renewal import LONGEST_US
from tests.support.patterns import DISK, LOGIN, Failure, Workshop, follow

pytestmark = pytest.mark.anyio

MAIL = Failure("Mail to customer {} bounced by their relay")
QUEUE = Failure("Consumer of queue {} lags behind its producer")
ALONE = Failure("Printer on floor two is out of paper")


def days(count: int, first: float = 1) -> list[float]:
    return [first + number for number in range(count)]


@pytest.fixture
async def settled(workshop: Workshop) -> Workshop:
    """A workspace of three failures after a full run."""
    await workshop.push((DISK, days(20)), (LOGIN, days(12)), (MAIL, days(8)), (ALONE, [30]))
    assert not result_of(await workshop.detect()).incremental
    return workshop


def result_of(ending: Ending) -> DetectionResult:
    return DetectionResult.model_validate(ending.result)


async def sizes(workshop: Workshop) -> dict[str, int]:
    snapshot = await workshop.patterns.snapshot(workshop.key)
    return {entry.id: entry.issues for entry in snapshot.entries}


async def is_whole(workshop: Workshop) -> bool:
    """Tell whether the patterns of the visible run carry the issues that are in them."""

    def look(read: Read) -> bool:
        run = MembershipStore(read, workshop.key).reach().run
        placed: dict[int, set[int]] = defaultdict(set)
        for row in MembershipStore(read, workshop.key).page(run, 0, 1_000):
            placed[row.pattern].add(row.issue)
        placed.pop(POOL, None)
        states = PatternStore(read, workshop.key).rows(run)
        held = {row.key: list(row.state.members.issues) for row in states}
        once = all(len(issues) == len({*issues}) for issues in held.values())
        return once and {key: {*issues} for key, issues in held.items() if issues} == placed

    return await workshop.database.read(look)


async def begun(workshop: Workshop) -> tuple[JobRow, list[dict[str, Any]]]:
    job = await workshop.job(JobKind.DETECTION)
    return job, await workshop.lines(workshop.detection, job)


async def test_what_is_new_joins_and_the_rest_is_copied(settled: Workshop) -> None:
    before = await sizes(settled)
    await settled.push((DISK, [40, 41]), (QUEUE, [2]))

    job, lines = await begun(settled)
    found = result_of(await follow(settled.detection, job, lines))

    assert found.incremental
    assert (found.issues, found.patterns, found.pool) == (44, 3, 2)
    assert (found.new_patterns, found.kept_patterns, found.joined_issues) == (0, 3, 2)
    sent = [row for line in lines for row in line.get("patterns", ())]
    assert len(sent) == 1
    after = await sizes(settled)
    assert after == {key: size + 2 * (size == 20) for key, size in before.items()}
    assert await is_whole(settled)


async def test_a_new_failure_becomes_a_pattern(settled: Workshop) -> None:
    await settled.push((QUEUE, [2, 3, 4]))
    found = result_of(await settled.detect())
    assert (found.incremental, found.new_patterns, found.patterns) == (True, 1, 4)
    assert await is_whole(settled)


async def test_one_update_after_another(settled: Workshop) -> None:
    for day in range(50, 56):
        await settled.push((DISK, [day]), (MAIL, [day]))
        assert result_of(await settled.detect()).incremental == (day != 54)
        assert await is_whole(settled)
    assert sorted((await sizes(settled)).values()) == [12, 14, 26]


async def test_what_matching_placed_stays_in_its_pattern(settled: Workshop) -> None:
    await settled.push((DISK, [40]))
    await settled.match()
    found = result_of(await settled.detect())
    assert found.incremental
    assert max((await sizes(settled)).values()) == 21
    assert await is_whole(settled)


async def test_matching_during_the_run_counts_nothing_twice(settled: Workshop) -> None:
    job, lines = await begun(settled)
    await settled.push((DISK, [40]))
    await settled.match()
    await follow(settled.detection, job, lines)
    assert await is_whole(settled)
    await settled.match()
    assert max((await sizes(settled)).values()) == 21
    assert await is_whole(settled)


async def test_a_pattern_that_matching_makes_during_the_run_is_found_again(
    settled: Workshop,
) -> None:
    job, lines = await begun(settled)
    await settled.push((QUEUE, [2, 3]))
    await settled.match()
    assert len(await sizes(settled)) == 4
    await follow(settled.detection, job, lines)
    assert len(await sizes(settled)) == 3
    await settled.match()
    assert sorted((await sizes(settled)).values()) == [2, 8, 12, 20]
    assert await is_whole(settled)


async def test_a_merge_during_the_run_holds_after_it(settled: Workshop) -> None:
    await settled.push((MAIL, [40]))
    ranked = sorted(await sizes(settled), key=(await sizes(settled)).__getitem__)
    job, lines = await begun(settled)
    merge = PatternMerge.model_validate({"source_pattern_id": ranked[1]})
    await settled.patterns.merge(settled.key, "you", ranked[2], merge)
    await follow(settled.detection, job, lines)
    assert sorted((await sizes(settled)).values()) == [9, 32]
    assert await is_whole(settled)


async def test_a_merge_before_the_run_is_obeyed(settled: Workshop) -> None:
    ranked = sorted(await sizes(settled), key=(await sizes(settled)).__getitem__)
    merge = PatternMerge.model_validate({"source_pattern_id": ranked[1]})
    await settled.patterns.merge(settled.key, "you", ranked[2], merge)
    await settled.push((MAIL, [40]))
    found = result_of(await settled.detect())
    assert found.incremental
    assert sorted((await sizes(settled)).values()) == [9, 32]
    assert await is_whole(settled)


async def test_a_killed_update_leaves_no_trace(settled: Workshop) -> None:
    before = await sizes(settled)
    await settled.push((DISK, [40]))
    job, lines = await begun(settled)
    await settled.detection.on_rows(job, lines[0])
    assert await sizes(settled) == before

    reborn = DetectionHandler(settled.database, settled.marks, settled.models)
    await follow(reborn, job, await settled.lines(reborn, job))
    assert max((await sizes(settled)).values()) == 21
    assert await is_whole(settled)


async def test_what_was_copied_already_is_replaced_where_all_is_found_anew(
    settled: Workshop,
) -> None:
    await settled.push((QUEUE, days(30)))
    found = result_of(await settled.detect())
    assert not found.incremental
    assert sorted((await sizes(settled)).values()) == [8, 12, 20, 30]
    assert await is_whole(settled)


def _damaged(workshop: Workshop) -> None:
    (state,) = workshop.models.rglob("*.state.npz")
    state.write_bytes(state.read_bytes()[:-100])


def _without_model(workshop: Workshop) -> None:
    for file in workshop.models.rglob("run_*.npz"):
        if ".state" not in file.name:
            file.unlink()


def _gone(workshop: Workshop) -> None:
    for file in workshop.models.rglob("*.state.npz"):
        file.unlink()


def _a_week_later(workshop: Workshop) -> None:
    workshop.clock.now_us += LONGEST_US


@pytest.mark.parametrize("harm", [_damaged, _without_model, _gone, _a_week_later])
async def test_without_a_state_that_fits_all_is_found_anew(
    settled: Workshop, harm: Callable[[Workshop], None]
) -> None:
    harm(settled)
    await settled.push((DISK, [40]))
    found = result_of(await settled.detect())
    assert not found.incremental
    assert max((await sizes(settled)).values()) == 21
    assert await is_whole(settled)


async def test_other_settings_ask_for_a_look_at_everything(settled: Workshop) -> None:
    await settled.database.write(
        lambda write: WorkspaceStore(write.connection).set_settings(
            settled.key, SETTINGS, {"minimum_size": 10}
        )
    )
    found = result_of(await settled.detect())
    assert (found.incremental, found.patterns) == (False, 2)


def test_a_state_belongs_to_its_run(tmp_path: Any) -> None:
    shelf = ModelShelf(tmp_path)
    for run in ("run_a", "run_b"):
        shelf.state(run).write_bytes(b"")
        shelf.name_patterns(run, {})
    assert shelf.has_state("run_a")
    shelf.keep_only(["run_b"], shelf.files())
    assert [file.name for file in sorted(tmp_path.iterdir())] == ["run_b.json", "run_b.state.npz"]
    assert not shelf.has_state("run_a")


async def test_a_run_that_is_cancelled_copies_no_more_and_is_deleted_later(
    settled: Workshop, detections: DetectionService
) -> None:
    await settled.push((DISK, [40, 41]))
    job, lines = await begun(settled)
    run = await latest_run(settled)
    assert await copied(settled, run) == 41

    settled.detection.interrupt(job)
    for line in lines:
        if line["type"] == "rows":
            await settled.detection.on_rows(job, line)
    assert await settled.database.read(lambda read: state_count(read, settled.key, run)) == 0
    await settled.detection.on_stopped(job, Ending(JobStatus.CANCELLED))
    assert await copied(settled, run) == 41

    await detections.tidy()
    assert await copied(settled, run) == 0
    assert not result_of(await settled.detect()).consent


async def test_a_run_that_is_cancelled_before_it_copies_copies_nothing(settled: Workshop) -> None:
    job = await settled.job(JobKind.DETECTION)
    settled.detection.interrupt(job)
    await settled.detection.spec(job)
    assert await copied(settled, await latest_run(settled)) == 0
    await settled.detection.on_stopped(job, Ending(JobStatus.CANCELLED))
    assert result_of(await settled.detect()).incremental


async def latest_run(workshop: Workshop) -> int:
    run = await workshop.database.read(lambda read: RunStore(read, workshop.key).latest())
    assert run is not None
    return run.key


async def copied(workshop: Workshop, run: int) -> int:
    rows = await workshop.database.read(
        lambda read: MembershipStore(read, workshop.key).page(run, 0, 1_000)
    )
    return len(rows)


def state_count(read: Read, workspace_key: int, run: int) -> int:
    return len(PatternStore(read, workspace_key).rows(run))


async def test_a_run_that_begins_while_others_are_tidied_keeps_what_it_writes(
    settled: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    (state,) = settled.models.glob("*/run_*.state.npz")
    draft = state.with_name("run_that_has_begun.new")
    read = settled.database.read

    async def while_another_begins(work: Callable[[Read], object]) -> object:
        found = await read(work)
        if isinstance(found, frozenset):  # the runs whose files are kept
            draft.write_text("half", encoding="utf-8")
        return found

    monkeypatch.setattr(settled.database, "read", while_another_begins)
    await Pruner(settled.database, settled.models).prune(settled.key)
    assert draft.exists()
    assert state.exists()
