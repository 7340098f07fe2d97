import pytest

from causeloop_desktop.contract.issues import ReasonKind
from causeloop_desktop.engine.services.errors import NotFoundError
from causeloop_desktop.engine.services.patterns.links import link_issues
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from tests.support.patterns import DISK, LOGIN, Failure, Workshop

pytestmark = pytest.mark.anyio

KEYED = Failure("Job {} was seen", fingerprint="nightly-export")
ALONE = Failure("Printer on floor two is out of paper")
ODD = Failure("Disk nearly full on the build host, index segment not written")


async def test_the_parts_sum_to_the_score(workshop: Workshop) -> None:
    ids = await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]))
    await workshop.detect()

    why = await workshop.why.why(workshop.key, ids[0])

    assert why.pattern is not None
    assert why.pattern.name.startswith("Disk full")
    assert sum(reason.value for reason in why.because) == pytest.approx(why.score)
    assert why.because[0].kind is ReasonKind.TEMPLATE
    assert why.sentence.startswith("Its title has the same form")
    assert why.normalised_title == "Disk full on node-<num> while writing the index segment"


async def test_the_points_sum_to_the_score_that_decides(workshop: Workshop) -> None:
    ids = await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]), (ODD, [2]))
    await workshop.detect()

    inside, alone = [await workshop.why.why(workshop.key, ids[at]) for at in (0, -1)]

    assert inside.decided_by == "template"
    assert {issue.id for issue in inside.compared_with} == {*ids[1:3]}
    assert inside.deciding_parts
    for why in (inside, alone):
        told = sum(part.value for part in why.deciding_parts)
        assert told == pytest.approx(why.deciding_score)
    assert alone.decided_by == "none"
    assert alone.nearest_other is not None
    assert alone.nearest_other_score == pytest.approx(alone.deciding_score)
    assert sum(part.value for part in alone.nearest_other_parts) == pytest.approx(
        alone.nearest_other_score
    )
    assert "node" in alone.would_need
    assert alone.would_need[0] in alone.sentence
    assert alone.threshold is not None
    assert (alone.deciding_score or 0) < alone.threshold


async def test_a_fingerprint_is_the_whole_reason(workshop: Workshop) -> None:
    ids = await workshop.push((KEYED, [1, 20]))
    await workshop.detect()

    why = await workshop.why.why(workshop.key, ids[0])

    assert [(one.kind, one.value) for one in why.because] == [(ReasonKind.FINGERPRINT, 1.0)]


async def test_before_any_detection_the_equal_key_is_the_reason(workshop: Workshop) -> None:
    ids = await workshop.push((KEYED, [1, 20]), (DISK, [2, 30]))
    await workshop.match()

    keyed, disk = [await workshop.why.why(workshop.key, ids[at]) for at in (0, 2)]

    assert [one.kind for one in keyed.because] == [ReasonKind.FINGERPRINT]
    assert [one.kind for one in disk.because] == [ReasonKind.TEMPLATE]
    assert keyed.score == disk.score == 1.0


async def test_an_issue_in_no_pattern_is_told_what_it_lacks(workshop: Workshop) -> None:
    ids = await workshop.push((DISK, [1, 20, 40]), (ODD, [2]), (ALONE, [3]))
    await workshop.detect()

    why = await workshop.why.why(workshop.key, ids[-1])

    assert why.pattern is None
    assert why.score == 0.0
    assert why.sentence.startswith("It is in no pattern")


async def test_a_person_is_a_reason(workshop: Workshop) -> None:
    ids = await workshop.push((DISK, [1, 20, 40]), (ALONE, [3]))
    await workshop.detect()
    (entry,) = (await workshop.patterns.snapshot(workshop.key)).entries
    issue = await workshop.database.read(
        lambda read: DocumentStore(read, workshop.key).key_of(ids[-1])
    )
    await workshop.database.write(
        lambda write: link_issues(write, workshop.key, [issue or 0], entry.key, 1)
    )

    why = await workshop.why.why(workshop.key, ids[-1])

    assert why.because[-1].kind is ReasonKind.PERSON
    assert why.decided_by == "person"
    assert sum(reason.value for reason in why.because) == pytest.approx(why.score) == 1.0
    assert why.sentence.startswith("A person put it here.")


async def test_similar_issues_are_ranked(workshop: Workshop) -> None:
    ids = await workshop.push((DISK, [1, 20, 40]), (ODD, [2]), (LOGIN, [3, 30]))
    await workshop.detect()

    found = await workshop.why.similar(workshop.key, ids[0], limit=3)

    assert [one.id for one in found[:2]] == ids[1:3] or [one.id for one in found[:2]] == ids[2:0:-1]
    assert ids[0] not in {one.id for one in found}
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert not {one.id for one in found} & set(ids[4:])


async def test_an_unknown_issue_is_not_found(workshop: Workshop) -> None:
    with pytest.raises(NotFoundError):
        await workshop.why.why(workshop.key, "iss_nowhere")


async def test_nothing_that_came_later_is_similar(workshop: Workshop) -> None:
    ids = await workshop.push((DISK, [40, 20, 1]))
    await workshop.detect()
    then = workshop.clock() - 10 * 86_400_000_000

    found = await workshop.why.similar(workshop.key, ids[0], limit=3, as_of_us=then)

    assert [one.id for one in found] == [ids[1]]
    with pytest.raises(NotFoundError):
        await workshop.why.why(workshop.key, ids[2], then)
