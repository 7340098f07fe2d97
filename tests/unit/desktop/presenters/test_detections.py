from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from causeloop_desktop.contract.base import RunId
from causeloop_desktop.contract.detections import (
    RunChangeKind,
    RunStatus,
)
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.detections import DetectionsPresenter
from tests.support.recurring import propose
from tests.support.sessions import session_over

if TYPE_CHECKING:
    from pathlib import Path


def test_a_run_is_looked_at_narrowed_and_accepted(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = DetectionsPresenter(session)
            await presenter.load()
            assert presenter.state.phase is Phase.EMPTY
            await propose(session.client)
            await presenter.load()
            state = presenter.state
            assert (state.phase, state.runs_total, state.can_decide) == (Phase.READY, 1, True)
            assert {change.kind for change in state.changes} == {RunChangeKind.VANISHED}
            await presenter.show_kind(RunChangeKind.NEW)
            assert (presenter.state.changes, presenter.state.changes_read) == ((), True)
            await presenter.show_kind(None)
            assert await presenter.changes_from(0) == state.changes
            assert await presenter.runs_from(0) == state.runs
            decided = await presenter.accept()
            assert decided is not None
            assert decided.operation_id is not None
            run = presenter.state.run
            assert run is not None
            assert run.status is RunStatus.CURRENT
            assert await presenter.discard() is None, "what is decided is decided"

    asyncio.run(story())


def test_a_discarded_run_stays_in_the_history(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            await propose(session.client)
            presenter = DetectionsPresenter(session)
            await presenter.load()
            await presenter.discard()
            await presenter.load()
            assert [run.status for run in presenter.state.runs] == [RunStatus.DISCARDED]
            assert presenter.state.changes, "what it would have changed can still be read"

    asyncio.run(story())


def test_a_run_that_is_not_there_is_a_failure_in_words(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = DetectionsPresenter(session)
            await presenter.open(RunId("run_none"))
            assert presenter.state.phase is Phase.FAILED
            assert "run_none" in str(presenter.state.problem)

    asyncio.run(story())
