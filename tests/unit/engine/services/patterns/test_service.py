import pytest

from causeloop_desktop.contract.base import PatternId
from causeloop_desktop.contract.patterns import (
    Counting,
    Evidence,
    Pattern,
    PatternFilter,
    PatternMerge,
    PatternPatch,
    PatternSort,
    PatternSplit,
    PatternStatus,
    PatternSummary,
)
from causeloop_desktop.contract.times import from_micros
from causeloop_desktop.engine.services.errors import ConflictError, InvalidError, NotFoundError
from causeloop_desktop.engine.services.foundation.pages import asked_for
from tests.support.patterns import DAY_US, DISK, LOGIN, Failure, Workshop

pytestmark = pytest.mark.anyio

SPELLING = Failure("Checkout basket total ignores voucher {}", team="payments", severity=1)


async def listed(workshop: Workshop, **wanted: object) -> list[PatternSummary]:
    asked = asked_for("-risk_score", PatternSort)
    page = await workshop.patterns.list(workshop.key, PatternFilter.model_validate(wanted), asked)
    return list(page.data)


async def only(workshop: Workshop) -> Pattern:
    (found,) = await listed(workshop)
    return await workshop.patterns.get(workshop.key, found.id)


async def two_patterns(workshop: Workshop) -> tuple[PatternSummary, PatternSummary]:
    await workshop.push((DISK, [1, 20, 40, 60]), (LOGIN, [2, 30]))
    await workshop.detect()
    first, second = sorted(await listed(workshop), key=lambda one: -one.issue_count)
    return first, second


async def test_the_numbers_of_a_pattern(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40, 60]))
    await workshop.detect()

    found = await only(workshop)

    assert (found.issue_count, found.episode_count, found.occurrence_count) == (4, 4, 4)
    assert found.status is PatternStatus.ACTIVE
    assert found.teams == ("platform",)
    assert found.evidence is Evidence.LIMITED
    assert sum(found.sparkline) == 4
    assert sum(part.points for part in found.risk_parts) == found.risk_score
    assert {"domain", "root_cause"} <= found.fingerprint.keys()
    assert all(line.count <= line.of == 4 for line in found.attributes)


async def test_probabilities_never_fall_from_one_window_to_the_next(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40, 60]))
    await workshop.detect()

    values = [one.value for one in (await only(workshop)).probabilities]

    assert values == sorted(value for value in values if value is not None)
    assert len(values) == 3


async def test_nothing_after_the_moment_is_seen(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40, 60]))
    await workshop.detect()
    pattern = await only(workshop)

    then = await workshop.patterns.get(
        workshop.key, pattern.id, workshop.clock.now_us - 30 * DAY_US
    )

    assert (then.issue_count, then.status) == (2, PatternStatus.EMERGING)
    assert then.last_seen_at < pattern.last_seen_at


async def test_before_its_second_time_a_failure_is_no_pattern(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40, 60]))
    await workshop.detect()
    pattern = await only(workshop)

    with pytest.raises(NotFoundError):
        await workshop.patterns.get(workshop.key, pattern.id, workshop.clock.now_us - 50 * DAY_US)


async def test_list_and_detail_agree(workshop: Workshop) -> None:
    for row in await two_patterns(workshop):
        whole = await workshop.patterns.get(workshop.key, row.id)
        assert PatternSummary.model_validate(whole.model_dump()) == row


async def test_filters(workshop: Workshop) -> None:
    disk, login = await two_patterns(workshop)

    assert [one.id for one in await listed(workshop, team=["identity"])] == [login.id]
    assert [one.id for one in await listed(workshop, q="DISK full")] == [disk.id]
    assert [one.id for one in await listed(workshop, status=["emerging"])] == [login.id]
    assert await listed(workshop, risk_min=100) == []


async def test_pages_follow_one_another(workshop: Workshop) -> None:
    disk, login = await two_patterns(workshop)
    first = await workshop.patterns.list(
        workshop.key, PatternFilter(), asked_for("-issue_count", PatternSort, limit=1)
    )
    second = await workshop.patterns.list(
        workshop.key,
        PatternFilter(),
        asked_for("-issue_count", PatternSort, limit=1, cursor=first.page.next_cursor),
    )

    assert [one.id for one in (*first.data, *second.data)] == [disk.id, login.id]
    assert (first.page.total, first.page.has_more, second.page.has_more) == (2, True, False)


async def test_a_cursor_is_good_for_its_own_list_alone(workshop: Workshop) -> None:
    await two_patterns(workshop)
    first = await workshop.patterns.list(
        workshop.key, PatternFilter(), asked_for("name", PatternSort, limit=1)
    )

    with pytest.raises(InvalidError, match="malformed cursor token"):
        await workshop.patterns.list(
            workshop.key,
            PatternFilter(),
            asked_for("-name", PatternSort, cursor=first.page.next_cursor),
        )


async def test_a_list_begins_at_a_row_number(workshop: Workshop) -> None:
    _, login = await two_patterns(workshop)

    page = await workshop.patterns.list(
        workshop.key, PatternFilter(), asked_for("-issue_count", PatternSort, position=1)
    )

    assert [one.id for one in page.data] == [login.id]
    assert page.page.position == 1


@pytest.mark.parametrize("counting", list(Counting))
async def test_the_series_counts_every_day_of_its_window(
    workshop: Workshop, counting: Counting
) -> None:
    await workshop.push((DISK, [1, 3, 5, 6, 50]))
    await workshop.detect()
    pattern = await only(workshop)

    series = await workshop.patterns.frequency(workshop.key, pattern.id, 7, counting)

    assert series.bucket_days == 1
    assert sum(point.count for point in series.history) == 4
    assert len(series.forecast) == 7
    assert all(point.lower <= point.upper for point in series.forecast)


async def test_the_total_is_the_sum_of_the_patterns(workshop: Workshop) -> None:
    patterns = await two_patterns(workshop)

    total = await workshop.patterns.frequency(workshop.key, None, 90, Counting.ISSUES)

    assert sum(point.count for point in total.history) == sum(one.issue_count for one in patterns)


async def test_renaming_is_an_operation_that_can_be_undone(workshop: Workshop) -> None:
    disk, _ = await two_patterns(workshop)

    changed = await workshop.patterns.patch(
        workshop.key, "you", disk.id, PatternPatch(name="Full disks")
    )
    await workshop.operations.undo(workshop.key, "you", str(changed.operation_id))

    assert changed.pattern.name == "Full disks"
    assert (await workshop.patterns.get(workshop.key, disk.id)).name == disk.name


async def test_a_name_given_by_a_person_survives_a_detection(workshop: Workshop) -> None:
    disk, _ = await two_patterns(workshop)
    await workshop.patterns.patch(workshop.key, "you", disk.id, PatternPatch(name="Full disks"))

    await workshop.detect()

    assert (await workshop.patterns.get(workshop.key, disk.id)).name == "Full disks"


async def test_a_rename_that_was_overtaken_is_not_undone(workshop: Workshop) -> None:
    disk, _ = await two_patterns(workshop)
    first = await workshop.patterns.patch(
        workshop.key, "you", disk.id, PatternPatch(name="Full disks")
    )
    await workshop.patterns.patch(workshop.key, "you", disk.id, PatternPatch(name="Disks"))

    with pytest.raises(ConflictError, match="changed again"):
        await workshop.operations.undo(workshop.key, "you", str(first.operation_id))


async def test_a_new_episode_reopens_a_resolved_pattern(workshop: Workshop) -> None:
    disk, _ = await two_patterns(workshop)
    changed = await workshop.patterns.patch(
        workshop.key, "you", disk.id, PatternPatch(status=PatternStatus.RESOLVED)
    )
    assert changed.pattern.status is PatternStatus.RESOLVED
    assert disk.id not in {one.id for one in await listed(workshop)}

    workshop.clock.now_us += DAY_US
    await workshop.push((DISK, [0.1]))
    await workshop.match()

    assert (await workshop.patterns.get(workshop.key, disk.id)).status is PatternStatus.ACTIVE


async def test_the_preview_of_a_merge_is_what_the_merge_gives(workshop: Workshop) -> None:
    disk, login = await two_patterns(workshop)
    request = PatternMerge(source_pattern_id=login.id, preview=True)

    preview = await workshop.patterns.merge(workshop.key, "you", disk.id, request)
    done = await workshop.patterns.merge(
        workshop.key, "you", disk.id, PatternMerge(source_pattern_id=login.id)
    )

    assert preview.operation_id is None
    assert done.pattern.issue_count == 6
    assert done.moved == preview.moved == 2
    assert done.pattern.model_dump() == preview.pattern.model_dump()


async def test_a_merge_outlives_detections_until_it_is_undone(workshop: Workshop) -> None:
    disk, login = await two_patterns(workshop)
    done = await workshop.patterns.merge(
        workshop.key, "you", disk.id, PatternMerge(source_pattern_id=login.id)
    )

    await workshop.detect()
    assert (await only(workshop)).issue_count == 6
    assert (await workshop.patterns.get(workshop.key, login.id)).id == disk.id

    await workshop.operations.undo(workshop.key, "you", str(done.operation_id))
    apart = {one.id: one.issue_count for one in await listed(workshop)}
    await workshop.detect()
    assert {one.id: one.issue_count for one in await listed(workshop)} == apart
    assert apart == {disk.id: 4, login.id: 2}


async def test_a_split_outlives_detections_until_it_is_undone(workshop: Workshop) -> None:
    ids = await workshop.push((DISK, [1, 20, 40, 60]))
    await workshop.detect()
    disk = await only(workshop)
    request = PatternSplit.model_validate({"issue_ids": ids[:2], "name": "Old disks"})

    done = await workshop.patterns.split(workshop.key, "you", disk.id, request)
    await workshop.detect()

    counts = {one.id: one.issue_count for one in await listed(workshop)}
    assert counts == {disk.id: 2, done.new_pattern_id: 2}
    fresh = await workshop.patterns.get(workshop.key, str(done.new_pattern_id))
    assert fresh.name == "Old disks"

    await workshop.operations.undo(workshop.key, "you", str(done.operation_id))
    await workshop.detect()
    assert (await only(workshop)).issue_count == 4


async def test_a_split_that_would_leave_nothing_is_refused(workshop: Workshop) -> None:
    ids = await workshop.push((DISK, [1, 20]))
    await workshop.detect()
    disk = await only(workshop)
    request = PatternSplit.model_validate({"issue_ids": ids, "preview": True})

    with pytest.raises(ConflictError, match="nothing would stay"):
        await workshop.patterns.split(workshop.key, "you", disk.id, request)


async def test_a_pattern_is_not_merged_with_itself(workshop: Workshop) -> None:
    disk, _ = await two_patterns(workshop)

    with pytest.raises(ConflictError, match="one already"):
        await workshop.patterns.merge(
            workshop.key, "you", disk.id, PatternMerge(source_pattern_id=disk.id)
        )


async def test_a_merge_on_which_another_rests_is_undone_after_it(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20]), (LOGIN, [2, 30]), (SPELLING, [3, 40]))
    await workshop.detect()
    one, two, three = [found.id for found in await listed(workshop)]
    first = await workshop.patterns.merge(
        workshop.key, "you", two, PatternMerge(source_pattern_id=three)
    )
    await workshop.patterns.merge(workshop.key, "you", one, PatternMerge(source_pattern_id=two))

    with pytest.raises(ConflictError, match="Undo that merge first"):
        await workshop.operations.undo(workshop.key, "you", str(first.operation_id))


async def test_an_unknown_pattern_is_not_found(workshop: Workshop) -> None:
    with pytest.raises(NotFoundError):
        await workshop.patterns.get(workshop.key, PatternId("pat_nowhere"))


async def test_moments_are_told_in_utc(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20]))
    await workshop.detect()

    found = await only(workshop)

    assert found.first_seen_at < found.last_seen_at < from_micros(workshop.clock.now_us)
