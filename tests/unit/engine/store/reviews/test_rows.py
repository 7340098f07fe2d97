import pytest

from causeloop_desktop.engine.domain.reviews.calibration import Judgement
from causeloop_desktop.engine.domain.reviews.doubts import Doubt, Offer
from causeloop_desktop.engine.store.database import Database, WriteTransaction
from causeloop_desktop.engine.store.reviews.judgements import JudgementStore
from causeloop_desktop.engine.store.reviews.rows import (
    EVERYTHING,
    Position,
    Queued,
    ReviewStore,
    Sought,
    Waiting,
)
from causeloop_desktop.engine.store.work.operations import Act, OperationStore
from tests.support.databases import add_workspace

RUN, LATER_RUN = 3, 4


def doubt(issue: int, place: int, *offers: Offer) -> Doubt:
    return Doubt(issue, "candidate", "prose", offers or (Offer(7, 0.4, 99),), 0.5, place)


@pytest.fixture
def filled(database: Database, workspace: int) -> Database:
    doubts = [doubt(1, 500), doubt(2, 100, Offer(8, 0.45, 98), Offer(7, 0.3)), doubt(3, 300)]
    database.submit(
        lambda write: ReviewStore(write.connection, workspace).put(RUN, doubts)
    ).result()
    return database


def page(
    database: Database,
    workspace: int,
    sought: Sought = EVERYTHING,
    after: Position | None = None,
    limit: int = 10,
) -> list[Queued]:
    return database.read_now(
        lambda read: ReviewStore(read, workspace).page(RUN, sought, after, limit)
    )


def test_what_tells_most_is_asked_first_with_its_candidates(
    filled: Database, workspace: int
) -> None:
    found = page(filled, workspace)

    assert [one.doubt.issue for one in found] == [2, 3, 1]
    assert found[0].doubt.offers == (Offer(8, 0.45, 98), Offer(7, 0.3, None))
    assert found[0].doubt == doubt(2, 100, Offer(8, 0.45, 98), Offer(7, 0.3))


def test_pages_follow_each_other(filled: Database, workspace: int) -> None:
    first = page(filled, workspace, limit=2)
    rest = page(filled, workspace, after=first[-1].position, limit=2)

    assert [one.doubt.issue for one in (*first, *rest)] == [2, 3, 1]


def test_what_was_put_off_stands_last_and_is_counted_apart(
    filled: Database, workspace: int
) -> None:
    filled.submit(
        lambda write: ReviewStore(write.connection, workspace).skip(RUN, 2, skipped=True)
    ).result()

    counted = filled.read_now(lambda read: ReviewStore(read, workspace).count(RUN))

    assert [one.doubt.issue for one in page(filled, workspace)] == [3, 1, 2]
    assert counted == Waiting(open=2, skipped=1)
    assert [one.doubt.issue for one in page(filled, workspace, Sought(skipped=True))] == [2]


@pytest.mark.parametrize(
    ("sought", "issues"),
    [
        (Sought(pattern=8), [2]),
        (Sought(issue=3), [3]),
        (Sought(kinds=("member",)), []),
        (Sought(kinds=("member", "candidate"), pattern=7), [3, 1]),
    ],
)
def test_filters_add_up(
    filled: Database, workspace: int, sought: Sought, issues: list[int]
) -> None:
    assert [one.doubt.issue for one in page(filled, workspace, sought)] == issues


def test_a_later_doubt_takes_the_place_of_an_earlier_one(filled: Database, workspace: int) -> None:
    again = doubt(2, 900, Offer(5, 0.25, 1))
    filled.submit(lambda write: ReviewStore(write.connection, workspace).put(RUN, [again])).result()

    assert page(filled, workspace)[-1].doubt == again


def test_a_run_that_is_carried_over_takes_its_questions_along(
    filled: Database, workspace: int
) -> None:
    def carry(write: WriteTransaction) -> int:
        store = ReviewStore(write.connection, workspace)
        store.copy(RUN, LATER_RUN)
        return store.prune(RUN, 2)

    assert filled.submit(carry).result() == 2
    left = filled.read_now(lambda read: ReviewStore(read, workspace).count(RUN))
    found = filled.read_now(lambda read: ReviewStore(read, workspace).find(LATER_RUN, [1, 2, 3]))
    assert left.open == 1
    assert found[2].doubt.offers == (Offer(8, 0.45, 98), Offer(7, 0.3, None))


def test_another_workspace_sees_nothing(filled: Database) -> None:
    other = add_workspace(filled)

    assert page(filled, other) == []
    assert filled.read_now(lambda read: ReviewStore(read, other).count(RUN)) == Waiting(0, 0)


def test_judgements_of_undone_operations_do_not_count(database: Database, workspace: int) -> None:
    def judge(write: WriteTransaction) -> None:
        operations = OperationStore(write.connection, workspace)
        kept, undone = (
            operations.record(1, Act("me", "review.same", "belongs")).key for _ in range(2)
        )
        JudgementStore(write.connection, workspace).add(
            [
                Judgement(kept, "prose", 0.41, same=True),
                Judgement(undone, "prose", 0.3, same=False),
            ]
        )
        operations.record(2, Act("me", "review.same.undo", "undid"), undoes=undone)

    database.submit(judge).result()

    found = database.read_now(lambda read: JudgementStore(read, workspace).all())
    assert [(one.score, one.same) for one in found] == [(0.41, True)]
