import pytest

from causeloop_desktop.contract.patterns import PatternStatus
from causeloop_desktop.engine.store.patterns.memberships import POOL
from tests.support.patterns import DISK, LOGIN, Failure, Workshop

pytestmark = pytest.mark.anyio

KEYED = Failure("Job {} was seen", fingerprint="nightly-export")
OTHER_WORDS = Failure("Nothing like it", fingerprint="nightly-export")
ALONE = Failure("Printer on floor two is out of paper")


async def found(workshop: Workshop) -> dict[str, int]:
    snapshot = await workshop.patterns.snapshot(workshop.key)
    return {entry.name: entry.issues for entry in snapshot.entries}


async def test_a_fresh_workspace_finds_equal_titles_before_any_detection(
    workshop: Workshop,
) -> None:
    await workshop.push((DISK, [1, 20, 40]), (ALONE, [2]))

    ending = await workshop.match()

    assert ending.result == {"issues": 4, "linked": 3}
    assert list((await found(workshop)).values()) == [3]
    assert await workshop.run() == 0


async def test_a_fingerprint_decides_whatever_the_text_says(workshop: Workshop) -> None:
    await workshop.push((KEYED, [1, 20]))
    await workshop.detect()
    await workshop.push((OTHER_WORDS, [3]))

    await workshop.match()

    assert list((await found(workshop)).values()) == [3]


async def test_new_issues_join_the_patterns_of_the_last_detection(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]))
    await workshop.detect()
    await workshop.push((DISK, [5]), (LOGIN, [6]), (ALONE, [7]))

    ending = await workshop.match()

    assert ending.result == {"issues": 3, "linked": 2}
    assert sorted((await found(workshop)).values()) == [3, 4]
    assert list((await workshop.places()).values()).count(POOL) == 1


async def test_an_issue_from_the_pool_comes_along_with_its_equal(workshop: Workshop) -> None:
    await workshop.push((ALONE, [2]))
    await workshop.match()
    assert await found(workshop) == {}

    await workshop.push((ALONE, [3]))
    await workshop.match()

    (entry,) = (await workshop.patterns.snapshot(workshop.key)).entries
    assert (entry.issues, entry.status) == (2, PatternStatus.EMERGING)
    assert entry.row.created_by == "matching"


async def test_matching_goes_on_where_it_was_interrupted(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]))
    await workshop.match()
    places = await workshop.places()

    again = await workshop.match()

    assert again.result == {"issues": 0, "linked": 0}
    assert await workshop.places() == places


async def test_what_a_detection_overtook_is_not_written(workshop: Workshop) -> None:
    await workshop.push((DISK, [1, 20, 40]))
    job = await workshop.job(workshop.matching.kind)
    lines = await workshop.lines(workshop.matching, job)
    await workshop.detect()
    places = await workshop.places()

    for line in lines:
        if line["type"] == "rows":
            await workshop.matching.on_rows(job, line)

    assert await workshop.places() == places
