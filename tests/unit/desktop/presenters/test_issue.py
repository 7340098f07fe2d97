"""One issue at a time, as of one moment, with nothing left of the one before."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from causeloop_desktop.client.duplicates import DuplicatesClient
from causeloop_desktop.contract.base import IssueId, PatternId, Priority, ReviewId, Source
from causeloop_desktop.contract.issues import PatternRef
from causeloop_desktop.contract.reviews import ReviewKind, ReviewSummary
from causeloop_desktop.desktop.presenters.issue import IssuePresenter
from tests.support.recurring import PAYMENT
from tests.support.sessions import session_over
from tests.unit.desktop.presenters.conftest import NOON

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    import pytest

    from causeloop_desktop.contract.duplicates import SameOccurrence

QUESTION = ReviewSummary(
    id=ReviewId("rev_1"),
    kind=ReviewKind.CANDIDATE,
    issue_id=IssueId("iss_1"),
    external_id="J-1",
    title="Payment declined",
    source=Source.JIRA,
    priority=Priority.P2,
    created_at=NOON,
    pattern=PatternRef(id=PatternId("pat_1"), name="Payments"),
    score=0.4,
    threshold=0.5,
)


def test_turning_to_another_issue_leaves_nothing_of_the_one_before(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            first, second, *_ = (await session.client.issues.list()).data
            presenter = IssuePresenter(session)
            presenter.show(first)
            await presenter.load()
            presenter._state = replace(presenter.state, review=QUESTION)
            presenter.show(second)
            assert presenter.state.review is None
            assert presenter.state.why is None
            assert presenter.state.summary == second

    asyncio.run(story())


def test_what_can_be_linked_is_what_was_there_at_the_moment(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            session.set_as_of(NOON - timedelta(days=max(PAYMENT.days_ago) + 30))
            presenter = IssuePresenter(session)
            assert await presenter.find_issues("") == ()
            assert await presenter.find_patterns("") == ()

    asyncio.run(story())


def test_what_is_known_after_a_parting_is_not_told_of_the_issue_opened_since(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            first, second, third, *_ = (await session.client.issues.list()).data
            presenter = IssuePresenter(session)
            presenter.show(first)
            pair = (await presenter.join(second.id)).occurrence.joins[0]
            real = DuplicatesClient.of_issue

            async def late(client: DuplicatesClient, id_: IssueId, **rest: Any) -> SameOccurrence:
                same = await real(client, id_, **rest)
                presenter.show(third)
                return same

            monkeypatch.setattr(DuplicatesClient, "of_issue", late)
            await presenter.part(pair.id)
            assert presenter.state.summary == third
            assert presenter.state.same is None

    asyncio.run(story())
