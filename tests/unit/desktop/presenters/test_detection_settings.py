from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from causeloop_desktop.contract.jobs import JobKind
from causeloop_desktop.desktop.presenters.detection_settings import DetectionSettingsPresenter
from tests.support.sessions import session_over
from tests.support.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from causeloop_desktop.desktop.presenters.session import Session


async def detections(session: Session) -> int:
    """Count the detections that were asked for."""
    return [job.kind for job in (await session.client.jobs.list()).data].count(JobKind.DETECTION)


def test_settings_are_chosen_tried_and_kept(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = DetectionSettingsPresenter(session)
            await presenter.load()
            assert not presenter.state.changed
            presenter.choose(minimum_size=4)
            assert (presenter.state.changed, presenter.state.regroups) == (True, True)
            await presenter.preview()
            state = presenter.state
            assert state.preview is not None
            assert (state.fits, state.is_quick, state.job) == (True, True, None)
            assert (state.preview.before.patterns, state.preview.after.patterns) == (4, 2)
            presenter.choose(sensitivity=0.4)
            assert not presenter.state.fits
            await presenter.load()
            assert presenter.state.chosen.sensitivity == 0.4, "news do not undo a choice"
            presenter.revert()
            assert not presenter.state.changed

    asyncio.run(story())


def test_saving_another_grouping_detects_and_another_gap_does_not(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = DetectionSettingsPresenter(session)
            await presenter.load()
            presenter.choose(gap_hours=12)
            changed = await presenter.save()
            assert changed.settings.gap_hours == 12
            assert await detections(session) == 0
            presenter.choose(minimum_size=3)
            await presenter.save()
            assert not presenter.state.changed
            assert await detections(session) == 1

    asyncio.run(story())


def test_a_preview_is_cancelled(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = DetectionSettingsPresenter(session)
            await presenter.load()
            presenter.choose(sensitivity=0.9)
            working = asyncio.get_running_loop().create_task(presenter.preview())
            await until(lambda: presenter.state.job is not None)
            await presenter.cancel()
            await working
            assert (presenter.state.job, presenter.state.preview) == (None, None)
            assert presenter.state.failure == ""

    asyncio.run(story())


def test_a_server_without_such_settings_shows_none(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder, ["/v1/detections/settings"]) as session:
            presenter = DetectionSettingsPresenter(session)
            await presenter.load()
            assert (presenter.is_there, presenter.state.kept) == (False, None)

    asyncio.run(story())
