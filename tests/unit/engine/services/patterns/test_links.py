import pytest

from causeloop_desktop.contract.base import PatternId
from causeloop_desktop.contract.patterns import PatternMerge
from causeloop_desktop.engine.services.patterns.links import link_issues, take_back, unlink_issues
from causeloop_desktop.engine.services.patterns.moves import Moves
from causeloop_desktop.engine.store.issues.rows import IssueStore
from causeloop_desktop.engine.store.patterns.memberships import POOL
from tests.support.patterns import DISK, LOGIN, Failure, Workshop

pytestmark = pytest.mark.anyio

STRANGER = Failure("Printer on floor two is out of paper")


async def keys(workshop: Workshop, ids: list[str]) -> list[int]:
    found = await workshop.database.read(lambda read: IssueStore(read, workshop.key).keys_of(ids))
    return [found[one] for one in ids]


async def link(workshop: Workshop, issues: list[int], pattern: int, operation: int = 1) -> Moves:
    return await workshop.database.write(
        lambda write: link_issues(write, workshop.key, issues, pattern, operation)
    )


async def unlink(workshop: Workshop, issues: list[int], operation: int = 1) -> Moves:
    return await workshop.database.write(
        lambda write: unlink_issues(write, workshop.key, issues, operation)
    )


async def only(workshop: Workshop) -> tuple[int, int, float]:
    (entry,) = (await workshop.patterns.snapshot(workshop.key)).entries
    return entry.key, entry.issues, entry.row.state.confidence


async def test_a_linked_issue_counts_and_stays(workshop: Workshop) -> None:
    ids = await workshop.push((DISK, [1, 20, 40]), (STRANGER, [2]))
    await workshop.detect()
    stranger = (await keys(workshop, ids))[-1]
    pattern, issues, confidence = await only(workshop)

    moves = await link(workshop, [stranger], pattern)
    linked = await only(workshop)
    await workshop.detect()

    assert len(moves) == 1
    assert linked[1] == issues + 1
    assert linked[2] > confidence, "a person is sure"
    assert (await workshop.places())[stranger] == pattern
    assert (await only(workshop))[:2] == (pattern, issues + 1)


async def test_an_unlinked_issue_stays_out(workshop: Workshop) -> None:
    ids = await workshop.push((DISK, [1, 20, 40]))
    await workshop.detect()
    issue = (await keys(workshop, ids))[0]
    pattern, _, confidence = await only(workshop)

    await unlink(workshop, [issue])
    unlinked = await only(workshop)
    await workshop.detect()

    assert unlinked[:2] == (pattern, 2)
    assert unlinked[2] < confidence, "one of three was wrong"
    assert (await workshop.places())[issue] == POOL


async def test_an_undone_link_is_as_if_it_had_never_been(workshop: Workshop) -> None:
    ids = await workshop.push((DISK, [1, 20, 40]), (STRANGER, [2]))
    await workshop.detect()
    stranger = (await keys(workshop, ids))[-1]
    pattern, issues, confidence = await only(workshop)

    moves = Moves.from_json((await link(workshop, [stranger], pattern)).to_json())
    await workshop.database.write(lambda write: take_back(write, workshop.key, moves, 1))

    *found, sure = await only(workshop)
    assert found == [pattern, issues]
    assert sure == pytest.approx(confidence, abs=0.0011)
    await workshop.detect()
    assert (await workshop.places())[stranger] == POOL


async def test_an_undone_refusal_leaves_its_pattern_as_sure_as_before(workshop: Workshop) -> None:
    ids = await workshop.push((DISK, [1, 20, 40]))
    await workshop.detect()
    issue = (await keys(workshop, ids))[0]
    before = await only(workshop)

    moves = await unlink(workshop, [issue])
    await workshop.database.write(lambda write: take_back(write, workshop.key, moves, 1))

    *found, sure = await only(workshop)
    assert found == [*before[:2]]
    assert sure == pytest.approx(before[2], abs=0.0011)


async def test_an_issue_moves_from_one_pattern_to_another(workshop: Workshop) -> None:
    ids = await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]))
    await workshop.detect()
    disk, *_, login = await keys(workshop, ids)
    places = await workshop.places()

    await link(workshop, [disk], places[login])

    snapshot = await workshop.patterns.snapshot(workshop.key)
    assert snapshot.by_key[places[login]].issues == 3
    assert snapshot.by_key[places[disk]].issues == 2


async def test_linking_twice_changes_nothing(workshop: Workshop) -> None:
    ids = await workshop.push((DISK, [1, 20, 40]))
    await workshop.detect()
    issue = (await keys(workshop, ids))[0]
    pattern, *_ = await only(workshop)

    assert len(await link(workshop, [issue], pattern)) == 0
    assert (await only(workshop))[1] == 3


async def test_an_undone_refusal_goes_where_its_pattern_has_gone(workshop: Workshop) -> None:
    ids = await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]))
    await workshop.detect()
    disk, *_, login = await keys(workshop, ids)
    places = await workshop.places()
    moves = await unlink(workshop, [disk])
    snapshot = await workshop.patterns.snapshot(workshop.key)
    into, other = (snapshot.by_key[places[one]].id for one in (login, disk))
    folded = PatternMerge(source_pattern_id=PatternId(other))
    await workshop.patterns.merge(workshop.key, "ada", into, folded)

    await workshop.database.write(lambda write: take_back(write, workshop.key, moves, 1))

    assert (await workshop.places())[disk] == places[login]
    assert (await only(workshop))[:2] == (places[login], 5), "no issue is where nobody sees it"
