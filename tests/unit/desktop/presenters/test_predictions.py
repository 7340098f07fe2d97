from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from causeloop_desktop.contract.predictions import PredictionStatus
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.predictions import PredictionsPresenter
from causeloop_desktop.desktop.presenters.saving import save_csv
from tests.support.sessions import session_over

if TYPE_CHECKING:
    from pathlib import Path


def test_one_window_drives_every_panel(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = PredictionsPresenter(session)
            await presenter.show_window(7)
            state = presenter.state
            assert state.summary is not None
            assert state.forecast is not None
            assert state.summary.window_days == state.forecast.window_days == 7
            assert {row.window_days for row in state.signals} == {7}
            assert state.summary.total == state.total == len(state.signals)

    asyncio.run(story())


def test_the_matrix_keeps_the_likeliest_however_the_table_is_sorted(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = PredictionsPresenter(session)
            await presenter.load()
            likeliest, listing = presenter.state.likeliest, presenter.state.listing
            await presenter.sort_by("pattern_name", descending=True)
            assert presenter.state.likeliest == likeliest
            assert presenter.state.listing == listing + 1
            names = [row.pattern_name for row in presenter.state.signals]
            assert names == sorted(names, reverse=True)

    asyncio.run(story())


def test_what_is_dismissed_is_listed_apart_and_comes_back(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = PredictionsPresenter(session)
            await presenter.load()
            first, total = presenter.state.signals[0], presenter.state.total
            await presenter.set_dismissed(first, dismissed=True)
            assert (presenter.state.total, presenter.state.dismissed) == (total - 1, 1)
            await presenter.show_status(PredictionStatus.DISMISSED)
            (waved,) = presenter.state.signals
            assert waved.id == first.id
            assert waved not in presenter.state.likeliest
            await presenter.set_dismissed(waved, dismissed=False)
            assert presenter.state.phase is Phase.READY
            assert presenter.state.dismissed == 0

    asyncio.run(story())


def test_the_table_is_saved_and_read_from_any_row(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = PredictionsPresenter(session)
            await presenter.load()
            assert await presenter.page(1) == presenter.state.signals[1:]
            saved = await save_csv(presenter.export(), folder / "risks.csv", lambda _: None)
            assert saved == presenter.state.total

    asyncio.run(story())


def test_a_server_without_sums_still_lists_its_predictions(folder: Path) -> None:
    async def story() -> None:
        lacking = ("/v1/predictions/summary", "/v1/predictions/forecast")
        async with session_over(folder, lacking) as session:
            presenter = PredictionsPresenter(session)
            await presenter.load()
            state = presenter.state
            assert state.phase is Phase.READY
            assert state.signals
            assert state.summary is None
            assert state.forecast is None

    asyncio.run(story())
