from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.patterns import PatternsPresenter
from causeloop_desktop.desktop.presenters.saving import save_csv
from tests.support.recurring import DISK, FAILURES, PAYMENT
from tests.support.sessions import session_over

if TYPE_CHECKING:
    from pathlib import Path


def test_tabs_count_what_they_hold_and_the_riskiest_comes_first(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = PatternsPresenter(session)
            await presenter.load()
            state = presenter.state
            assert state.phase is Phase.READY
            assert dict(state.counts) == {
                "open": 4,
                "current": 3,
                "emerging": 1,
                "resolved": 0,
                "all": 4,
            }
            risks = [row.risk_score for row in state.rows]
            assert risks == sorted(risks, reverse=True)
            assert state.rows[0].name.startswith(PAYMENT.title)
            await presenter.show_tab("resolved")
            assert presenter.state.phase is Phase.NO_MATCH

    asyncio.run(story())


def test_rows_of_another_list_begin_anew_and_a_renewed_one_does_not(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = PatternsPresenter(session)
            await presenter.load()
            first = presenter.state.listing
            await presenter.load()
            assert presenter.state.listing == first
            await presenter.show_tab("current")
            await presenter.sort_by("name", descending=False)
            assert presenter.state.listing == first + 2
            names = [row.name for row in presenter.state.rows]
            assert names == sorted(names)
            assert [row.name for row in await presenter.page(0)] == names

    asyncio.run(story())


def test_a_pattern_is_found_by_name_whatever_the_tab(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = PatternsPresenter(session)
            await presenter.show_tab("resolved")
            found = await presenter.find("disk")
            assert [row.issue_count for row in found] == [len(DISK.days_ago)]
            await presenter.search("disk")
            assert presenter.state.phase is Phase.NO_MATCH
            await presenter.show_all()
            assert presenter.state.total == len(FAILURES)

    asyncio.run(story())


def test_the_list_is_saved_whole(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = PatternsPresenter(session)
            await presenter.load()
            told: list[int] = []
            file = folder / "patterns.csv"
            assert await save_csv(presenter.export(), file, told.append) == 4
            lines = (await asyncio.to_thread(file.read_text)).splitlines()
            assert lines[0].startswith("id,name,status,risk_score")
            assert [row.id for row in presenter.state.rows] == [
                line.split(",")[0] for line in lines[1:]
            ]
            assert told[-1] == 4

    asyncio.run(story())
