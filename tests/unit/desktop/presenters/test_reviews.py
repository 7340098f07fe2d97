from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING

import pytest

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.errors import UnreachableError, unreachable
from causeloop_desktop.contract.reviews import ReviewKind, Verdict
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.reviews import ReviewsPresenter
from tests.support.doubts import DOUBTS, make_doubts
from tests.support.engines import running_engine
from tests.support.sessions import BACKEND, session_over
from tests.unit.desktop.presenters.conftest import NOON

if TYPE_CHECKING:
    from pathlib import Path

    from causeloop_desktop.contract.base import ReviewId
    from causeloop_desktop.contract.reviews import ReviewDecided, ReviewDecision


@pytest.fixture(scope="session")
def doubts_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with 24 issues in doubt, made once."""
    folder = tmp_path_factory.mktemp("doubts")

    async def story() -> None:
        async with running_engine(folder, rate_limits=False) as engine:
            wire = engine.transport
            async with CauseloopClient(BACKEND, wire) as client:
                await make_doubts(BACKEND, client, NOON, wire)

    asyncio.run(story())
    return folder


@pytest.fixture
def doubtful(doubts_made: Path, tmp_path: Path) -> Path:
    """A data directory of the test's own."""
    return shutil.copytree(doubts_made, tmp_path / "data")


def titles(presenter: ReviewsPresenter) -> list[str]:
    return [row.title for row in presenter.state.queue]


def test_the_queue_comes_with_both_sides_of_what_is_asked_first(doubtful: Path) -> None:
    async def story() -> None:
        async with session_over(doubtful) as session:
            presenter = ReviewsPresenter(session)
            await presenter.load()
            state = presenter.state
            assert (state.phase, state.total, state.place) == (Phase.READY, len(DOUBTS), 0)
            assert state.current is not None
            assert state.sides is not None
            assert state.sides.left.issue_id == state.current.issue_id
            assert {one.shape for one in state.thresholds} == {"prose", "trace", "line"}

    asyncio.run(story())


def test_an_answer_goes_on_at_once_and_can_be_taken_back(doubtful: Path) -> None:
    async def story() -> None:
        async with session_over(doubtful) as session:
            presenter = ReviewsPresenter(session)
            await presenter.load()
            before = titles(presenter)
            async with asyncio.TaskGroup() as group:
                group.create_task(presenter.decide(Verdict.SAME))
                await asyncio.sleep(0)
                assert titles(presenter) == before[1:]
            assert presenter.state.answers[-1].review.title == before[0]
            assert presenter.state.total == len(DOUBTS) - 1
            await presenter.load()
            assert titles(presenter) == before[1:]
            await presenter.undo()
            assert titles(presenter) == before
            assert presenter.state.current == presenter.state.queue[0]
            await presenter.load()
            assert titles(presenter) == before

    asyncio.run(story())


def test_a_skipped_question_goes_to_the_end(doubtful: Path) -> None:
    async def story() -> None:
        async with session_over(doubtful) as session:
            presenter = ReviewsPresenter(session)
            await presenter.load()
            before = titles(presenter)
            await presenter.decide(Verdict.SKIP)
            assert titles(presenter) == [*before[1:], before[0]]
            assert presenter.state.queue[-1].skipped
            await presenter.load()
            assert titles(presenter) == [*before[1:], before[0]]

    asyncio.run(story())


def test_what_could_not_be_sent_is_asked_again(
    doubtful: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(_id: ReviewId, _decision: ReviewDecision) -> ReviewDecided:
        raise unreachable("the engine", "the line is cut")

    async def story() -> None:
        async with session_over(doubtful) as session:
            presenter = ReviewsPresenter(session)
            await presenter.load()
            before = titles(presenter)
            monkeypatch.setattr(session.client.reviews, "decide", lost)
            with pytest.raises(UnreachableError):
                await presenter.decide(Verdict.SAME)
            assert titles(presenter) == before
            assert presenter.state.total == len(DOUBTS)
            assert presenter.state.answers == ()

    asyncio.run(story())


def test_what_somebody_else_decided_is_passed_over(doubtful: Path) -> None:
    async def story() -> None:
        async with session_over(doubtful) as session:
            presenter = ReviewsPresenter(session)
            await presenter.load()
            first = presenter.state.queue[0]
            await session.client.issues.link_pattern(first.issue_id, first.pattern.id)
            await presenter.decide(Verdict.DIFFERENT)
            assert presenter.state.answers == ()
            assert first.title not in titles(presenter)

    asyncio.run(story())


def test_one_kind_of_question_can_be_asked_alone(doubtful: Path) -> None:
    async def story() -> None:
        async with session_over(doubtful) as session:
            presenter = ReviewsPresenter(session)
            await presenter.show_kind(ReviewKind.MEMBER.value)
            assert presenter.state.phase is Phase.EMPTY
            await presenter.show_kind(ReviewKind.CANDIDATE.value)
            assert presenter.state.total == len(DOUBTS)

    asyncio.run(story())
