from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from causeloop_desktop.contract.predictions import AlertRule
from causeloop_desktop.desktop.presenters.alerts import LADDER, AlertsPresenter
from tests.support.sessions import session_over

if TYPE_CHECKING:
    from pathlib import Path


def test_a_rule_is_tried_beside_other_thresholds(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = AlertsPresenter(session)
            presenter.choose(AlertRule.ABOVE, 0.35)
            await presenter.look(30)
            preview = presenter.state.preview
            assert preview is not None
            assert (preview.window_days, preview.threshold) == (30, 0.35)
            assert tuple(told.threshold for told in presenter.state.ladder) == LADDER
            fired = [told.fired for told in presenter.state.ladder]
            assert all(told.window_days == 30 for told in presenter.state.ladder)
            assert fired[0] >= fired[-1]

    asyncio.run(story())


def test_a_rule_without_a_threshold_has_none_beside_it(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = AlertsPresenter(session)
            await presenter.look(7)
            presenter.choose(AlertRule.DOUBLED, presenter.state.threshold)
            between = presenter.state
            assert (between.preview, between.ladder) == (None, ())
            await presenter.look(7)
            told, ladder = presenter.state.preview, presenter.state.ladder
            assert told is not None
            assert told.rule is AlertRule.DOUBLED
            assert ladder == ()

    asyncio.run(story())
