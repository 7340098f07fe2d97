from dataclasses import replace

import pytest

from causeloop_desktop.contract.base import ReviewId
from causeloop_desktop.contract.issues import PatternRef
from causeloop_desktop.contract.patterns import PatternMerge
from causeloop_desktop.contract.reviews import (
    PieceMark,
    ReviewDecided,
    ReviewDecision,
    ReviewFilter,
    ReviewKind,
    ReviewSummary,
    Verdict,
)
from causeloop_desktop.engine.domain.matching.thresholds import SHIPPED
from causeloop_desktop.engine.domain.reviews.doubts import Doubt, Kind, Offer
from causeloop_desktop.engine.domain.reviews.doubts import place_of as place_of_doubt
from causeloop_desktop.engine.services.errors import ConflictError, NotFoundError
from causeloop_desktop.engine.services.judgements.thresholds import load_thresholds
from causeloop_desktop.engine.services.reviews import decisions
from causeloop_desktop.engine.services.reviews.decisions import Question
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from causeloop_desktop.engine.store.patterns.constraints import ConstraintKind, ConstraintStore
from causeloop_desktop.engine.store.patterns.memberships import POOL
from causeloop_desktop.engine.store.reviews.judgements import JudgementStore
from causeloop_desktop.engine.store.reviews.rows import ReviewStore
from tests.support.databases import add_workspace
from tests.support.patterns import DISK, LOGIN, Failure, Workshop

pytestmark = pytest.mark.anyio

NEAR_DISK = Failure("Disk nearly full at {} %, says the build host", severity=1)
NEAR_LOGIN = Failure("Login after rotation takes {} tries")
BOTH = Failure("Disk and login both complain at {}")
LIMITS = SHIPPED["line"]
FAR = Failure("Printer on floor two is out of paper")
EVERYTHING = ReviewFilter()


async def queue(workshop: Workshop, wanted: ReviewFilter = EVERYTHING) -> list[ReviewSummary]:
    page = await workshop.reviews.list(workshop.key, wanted, 25, None)
    return list(page.data)


async def doubt(workshop: Workshop, kind: Kind, issue: str, *offers: tuple[str, float]) -> None:
    """Leave a place in doubt, as a worker does that comes upon it.

    Args:
        workshop: Where it is.
        kind: What is asked.
        issue: How the title of the issue begins.
        offers: How the names of patterns begin, and the scores in them.
    """
    snapshot = await workshop.patterns.snapshot(workshop.key)
    found = {
        name: next(entry for entry in snapshot.entries if entry.name.startswith(name))
        for name, _ in offers
    }
    nearest = [found[name].row.state.members.issues[-1] for name, _ in offers]
    key = await key_of(workshop, issue)
    run = await workshop.run()
    given = Doubt(
        issue=key,
        kind=kind,
        shape="line",
        offers=tuple(
            Offer(found[name].key, score, near)
            for (name, score), near in zip(offers, nearest, strict=True)
        ),
        attach=LIMITS.attach,
        place=place_of_doubt(kind, offers[0][1], LIMITS, 3, 2),
    )
    await workshop.database.write(
        lambda write: ReviewStore(write.connection, workshop.key).put(run, [given])
    )


async def key_of(workshop: Workshop, title: str) -> int:
    """Give the key of the first issue whose title begins so."""
    page = await workshop.database.read(
        lambda read: DocumentStore(read, workshop.key).page(0, 1_000_000)
    )
    return next(one.key for one, _ in page if one.title.startswith(title))


async def matched(workshop: Workshop) -> list[ReviewSummary]:
    """Detect two failures, then leave two issues in doubt that came later."""
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]))
    await workshop.detect()
    await workshop.push((NEAR_DISK, [3]), (NEAR_LOGIN, [4]), (FAR, [5]))
    await workshop.match()
    await doubt(workshop, "candidate", "Disk nearly", ("Disk full", 0.6))
    await doubt(workshop, "candidate", "Login after", ("Login token", 0.5))
    return await queue(workshop)


async def between_two(workshop: Workshop) -> ReviewSummary:
    """Leave one issue in doubt between two patterns."""
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30]))
    await workshop.detect()
    await workshop.push((BOTH, [3]))
    await workshop.match()
    offers = ("Disk full", 0.6), ("Login token", 0.5)
    await doubt(workshop, "candidate", "Disk and", *offers)
    (review,) = await queue(workshop)
    return review


async def decide(
    workshop: Workshop, review: ReviewSummary, verdict: Verdict, pattern: PatternRef | None = None
) -> ReviewDecided:
    chosen = None if pattern is None else pattern.id
    decision = ReviewDecision(verdict=verdict, pattern_id=chosen)
    return await workshop.reviews.decide(workshop.key, "me", review.id, decision)


async def undo(workshop: Workshop, decided: ReviewDecided) -> None:
    await workshop.operations.undo(workshop.key, "me", decided.operation_id)


async def place_of(workshop: Workshop, review: ReviewSummary) -> int:
    key = await workshop.database.read(
        lambda read: DocumentStore(read, workshop.key).key_of(review.issue_id)
    )
    return (await workshop.places())[key or 0]


async def attach(workshop: Workshop) -> float:
    thresholds = await workshop.database.read(lambda read: load_thresholds(read, workshop.key))
    return thresholds.of("line").attach


async def judged(workshop: Workshop) -> list[tuple[str, float, bool]]:
    found = await workshop.database.read(lambda read: JudgementStore(read, workshop.key).all())
    return [(one.shape, one.score, one.same) for one in found]


async def test_what_is_in_doubt_is_asked_about_and_counted(workshop: Workshop) -> None:
    found = await matched(workshop)

    assert {one.title[:4]: one.pattern.name[:4] for one in found} == {
        "Disk": "Disk",
        "Logi": "Logi",
    }
    assert all(one.kind is ReviewKind.CANDIDATE for one in found)
    assert all(one.score < one.threshold for one in found)
    assert all(one.candidates[0].pattern == one.pattern for one in found)
    assert (await workshop.reviews.count(workshop.key)).open == 2


async def test_two_sides_show_what_differs(workshop: Workshop) -> None:
    disk = next(one for one in await matched(workshop) if one.title.startswith("Disk"))

    review = await workshop.reviews.get(workshop.key, disk.id)

    assert review.right is not None
    assert "".join(piece.text for piece in review.left.title) == disk.title
    assert next(p.text for p in review.left.title if p.mark is PieceMark.SAME)
    assert [p.text.strip() for p in review.right.title if p.mark is PieceMark.VARIABLE]
    assert review.right.issue_id == disk.candidates[0].nearest_issue_id


async def test_same_puts_the_issue_there_for_good_and_can_be_undone(workshop: Workshop) -> None:
    first, second = await matched(workshop)
    before, shipped = await place_of(workshop, first), await attach(workshop)

    decided = await decide(workshop, first, Verdict.SAME)

    assert before == POOL
    assert await place_of(workshop, first) != POOL
    assert [one.id for one in await queue(workshop)] == [second.id]
    assert await judged(workshop) == [("line", first.score, True)]
    assert await attach(workshop) < shipped

    await undo(workshop, decided)

    assert await place_of(workshop, first) == POOL
    assert [one.id for one in await queue(workshop)] == [first.id, second.id]
    assert await queue(workshop) == [first, second]
    assert await judged(workshop) == []
    assert await attach(workshop) == shipped


async def test_same_can_be_undone_after_the_engine_has_seen_that_it_recurs(
    workshop: Workshop,
) -> None:
    disk = next(one for one in await matched(workshop) if one.title.startswith("Disk"))
    decided = await decide(workshop, disk, Verdict.SAME)
    await workshop.marks.follow(workshop.key)

    await undo(workshop, decided)

    assert await place_of(workshop, disk) == POOL


async def test_different_is_never_asked_again_and_can_be_undone(workshop: Workshop) -> None:
    first, second = await matched(workshop)
    shipped = await attach(workshop)

    decided = await decide(workshop, first, Verdict.DIFFERENT)

    assert decided.review is None
    assert [one.id for one in await queue(workshop)] == [second.id]
    assert await attach(workshop) > shipped
    await workshop.detect()
    asked = [(one.id, one.pattern.id) for one in await queue(workshop)]
    assert (first.id, first.pattern.id) not in asked

    await undo(workshop, decided)

    held = await workshop.database.read(lambda read: ConstraintStore(read, workshop.key).all())
    assert held == []


async def test_a_skipped_question_stands_last_until_undone(workshop: Workshop) -> None:
    first, second = await matched(workshop)

    decided = await decide(workshop, first, Verdict.SKIP)

    later = await queue(workshop)
    assert [one.id for one in later] == [second.id, first.id]
    assert [one.skipped for one in later] == [False, True]
    counted = await workshop.reviews.count(workshop.key)
    assert (counted.open, counted.skipped) == (1, 1)
    assert await judged(workshop) == []

    await undo(workshop, decided)

    assert await queue(workshop) == [first, second]


async def test_the_next_candidate_follows_a_rejected_one(workshop: Workshop) -> None:
    review = await between_two(workshop)

    decided = await decide(workshop, review, Verdict.DIFFERENT)

    assert decided.review is not None
    assert decided.review.pattern == review.candidates[1].pattern
    assert await queue(workshop) == [decided.review]

    await undo(workshop, decided)

    assert await queue(workshop) == [review]


async def test_one_click_takes_a_candidate_that_is_not_the_first(workshop: Workshop) -> None:
    review = await between_two(workshop)
    other = review.candidates[1]

    await decide(workshop, review, Verdict.SAME, other.pattern)

    key = await workshop.patterns.key_of(workshop.key, other.pattern.id)
    assert await place_of(workshop, review) == key
    assert await judged(workshop) == [("line", other.score, True)]
    assert await queue(workshop) == []


async def doubtful_member(workshop: Workshop) -> ReviewSummary:
    """Leave a member in doubt that the words alone have put where it is."""
    await workshop.push((DISK, [1, 20, 40]), (LOGIN, [2, 30, 50]))
    await workshop.detect()
    await doubt(workshop, "member", "Login token", ("Login token", 0.45))
    (review,) = await queue(workshop)
    return review


async def test_a_confirmed_member_makes_its_pattern_surer(
    workshop: Workshop,
) -> None:
    review = await doubtful_member(workshop)
    before = await workshop.patterns.get(workshop.key, review.pattern.id)

    decided = await decide(workshop, review, Verdict.SAME)

    after = await workshop.patterns.get(workshop.key, review.pattern.id)
    assert after.confidence > before.confidence
    assert await judged(workshop) == []

    await undo(workshop, decided)

    again = await workshop.patterns.get(workshop.key, review.pattern.id)
    assert again.confidence == pytest.approx(before.confidence, abs=0.0021)
    assert await queue(workshop) == [review]


async def test_a_confirmed_member_is_not_asked_about_by_later_detections(
    workshop: Workshop,
) -> None:
    review = await doubtful_member(workshop)
    decided = await decide(workshop, review, Verdict.SAME)

    await workshop.detect()

    assert await queue(workshop) == []
    sure = await workshop.patterns.get(workshop.key, review.pattern.id)
    await undo(workshop, decided)
    left = await workshop.patterns.get(workshop.key, review.pattern.id)
    assert left.confidence == sure.confidence


async def test_a_refused_member_leaves_its_pattern_and_comes_back_by_undo(
    workshop: Workshop,
) -> None:
    review = await doubtful_member(workshop)
    place = await place_of(workshop, review)

    decided = await decide(workshop, review, Verdict.DIFFERENT)

    assert await place_of(workshop, review) == POOL
    assert [same for _, _, same in await judged(workshop)] == [False]

    await undo(workshop, decided)

    assert await place_of(workshop, review) == place
    assert await queue(workshop) == [review]


async def test_a_member_can_be_refused_its_other_candidates_and_stays(workshop: Workshop) -> None:
    review = await doubtful_member(workshop)
    place = await place_of(workshop, review)
    key = await workshop.database.read(
        lambda read: DocumentStore(read, workshop.key).key_of(review.issue_id)
    )
    snapshot = await workshop.patterns.snapshot(workshop.key)
    other = next(entry for entry in snapshot.entries if entry.key != place)
    run = await workshop.run()

    def offer(write: WriteTransaction) -> None:
        store = ReviewStore(write.connection, workshop.key)
        held = store.find(run, [key or 0])[key or 0].doubt
        store.put(run, [replace(held, offers=(*held.offers, Offer(other.key, 0.3)))])

    await workshop.database.write(offer)
    (asked,) = await queue(workshop)
    before = await workshop.patterns.get(workshop.key, other.id)

    decided = await decide(workshop, asked, Verdict.DIFFERENT, asked.candidates[1].pattern)

    assert await place_of(workshop, review) == place
    assert decided.review is not None
    assert decided.review.kind is ReviewKind.MEMBER
    assert [one.pattern for one in decided.review.candidates] == [review.pattern]

    await undo(workshop, decided)
    await decide(workshop, asked, Verdict.SAME, asked.candidates[1].pattern)

    assert await place_of(workshop, review) == other.key
    after = await workshop.patterns.get(workshop.key, other.id)
    assert after.issue_count == before.issue_count + 1


async def test_a_place_that_was_decided_elsewhere_is_asked_no_more(workshop: Workshop) -> None:
    first, second = await matched(workshop)
    await decide(workshop, first, Verdict.SAME)

    with pytest.raises(NotFoundError):
        await decide(workshop, first, Verdict.SAME)
    with pytest.raises(NotFoundError):
        await workshop.reviews.get(workshop.key, first.id)
    with pytest.raises(NotFoundError):
        await decide(workshop, second, Verdict.SAME, first.pattern)


async def test_two_who_decide_at_once_decide_once(workshop: Workshop) -> None:
    first, _ = await matched(workshop)
    key = await workshop.database.read(
        lambda read: DocumentStore(read, workshop.key).key_of(first.issue_id)
    )
    run = await workshop.run()
    queued = await workshop.database.read(
        lambda read: ReviewStore(read, workshop.key).find(run, [key or 0])[key or 0]
    )
    offer = queued.doubt.offers[0]
    asked = Question(first.id, queued, offer, offer.pattern, first.title, first.pattern.name)
    await decide(workshop, first, Verdict.DIFFERENT)

    with pytest.raises(ConflictError, match="decided meanwhile"):
        await workshop.database.write(
            lambda write: decisions.decide(write, workshop.key, "me", asked, Verdict.SAME)
        )


async def test_a_candidate_that_was_merged_is_asked_about_as_what_it_is_now(
    workshop: Workshop,
) -> None:
    disk = next(one for one in await matched(workshop) if one.title.startswith("Disk"))
    snapshot = await workshop.patterns.snapshot(workshop.key)
    login = next(entry.id for entry in snapshot.entries if entry.id != disk.pattern.id)
    merge = PatternMerge(source_pattern_id=disk.pattern.id)
    await workshop.patterns.merge(workshop.key, "me", login, merge)

    asked = next(one for one in await queue(workshop) if one.id == disk.id)
    await decide(workshop, asked, Verdict.SAME)

    assert asked.pattern.id == login
    assert await place_of(workshop, disk) == await workshop.patterns.key_of(workshop.key, login)
    assert (await judged(workshop))[0][2] is True


async def test_filters_name_issues_patterns_and_kinds(workshop: Workshop) -> None:
    first, second = await matched(workshop)

    assert await queue(workshop, ReviewFilter(issue_id=first.issue_id)) == [first]
    assert await queue(workshop, ReviewFilter(pattern_id=second.pattern.id)) == [second]
    assert await queue(workshop, ReviewFilter(kind=(ReviewKind.MEMBER,))) == []
    assert await queue(workshop, ReviewFilter(skipped=True)) == []


async def test_pages_follow_each_other_and_total_says_how_many(workshop: Workshop) -> None:
    first, second = await matched(workshop)

    page = await workshop.reviews.list(workshop.key, EVERYTHING, 1, None)
    rest = await workshop.reviews.list(workshop.key, EVERYTHING, 1, page.page.next_cursor)

    assert (page.data, rest.data) == ((first,), (second,))
    assert (page.page.total, page.page.has_more, rest.page.has_more) == (2, True, False)


async def test_nothing_after_the_moment_that_is_looked_at_is_asked(workshop: Workshop) -> None:
    found = await matched(workshop)
    past = min(one.created_at for one in found)
    as_of_us = int(past.timestamp() * 1_000_000)

    page = await workshop.reviews.list(workshop.key, EVERYTHING, 25, None, as_of_us)

    assert [one.created_at for one in page.data] == [past]
    assert (await workshop.reviews.count(workshop.key, as_of_us)).open == 1


async def test_another_workspace_sees_no_question(workshop: Workshop, database: Database) -> None:
    first, _ = await matched(workshop)
    stranger = add_workspace(database)

    page = await workshop.reviews.list(stranger, EVERYTHING, 25, None)

    assert page.data == ()
    for attempt in (ReviewId("rev_nowhere"), first.id):
        with pytest.raises(NotFoundError):
            await workshop.reviews.get(stranger, attempt)


async def test_thresholds_tell_what_taught_them(workshop: Workshop) -> None:
    first, second = await matched(workshop)
    await decide(workshop, first, Verdict.SAME)
    await decide(workshop, second, Verdict.SAME)

    told = await workshop.reviews.thresholds(workshop.key)

    line = next(one for one in told.thresholds if one.shape == "line")
    assert (line.accepted, line.rejected) == (2, 0)
    assert line.shipped - 0.02 < line.learned < line.shipped


async def test_a_rejected_place_binds_later_detections(workshop: Workshop) -> None:
    review = await doubtful_member(workshop)
    await decide(workshop, review, Verdict.DIFFERENT)

    await workshop.detect()

    key = await workshop.patterns.key_of(workshop.key, review.pattern.id)
    assert await place_of(workshop, review) != key
    held = await workshop.database.read(lambda read: ConstraintStore(read, workshop.key).all())
    assert [one.kind for one in held[0].constraints] == [ConstraintKind.BAN]
