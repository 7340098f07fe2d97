from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.dashboard import DashboardPresenter
from tests.support.recurring import FAILURES
from tests.support.sessions import session_over
from tests.unit.desktop.presenters.conftest import NOON

if TYPE_CHECKING:
    from pathlib import Path


def test_the_board_sums_up_the_window_that_is_asked_for(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = DashboardPresenter(session)
            for days in (7, 90):
                await presenter.show_window(days)
                board = presenter.state.dashboard
                assert presenter.state.phase is Phase.READY
                assert board is not None
                happened = [past for one in FAILURES for past in one.days_ago]
                assert board.issues_this_window == sum(past < days for past in happened)
                assert len(board.issues_per_day) == days

    asyncio.run(story())


def test_before_the_first_issue_there_is_nothing(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            session.set_as_of(NOON - timedelta(days=400))
            presenter = DashboardPresenter(session)
            await presenter.load()
            assert presenter.state.phase is Phase.EMPTY

    asyncio.run(story())


def test_an_empty_workspace_is_empty(tmp_path: Path) -> None:
    async def story() -> None:
        async with session_over(tmp_path) as session:
            presenter = DashboardPresenter(session)
            await presenter.load()
            assert presenter.state.phase is Phase.EMPTY

    asyncio.run(story())
