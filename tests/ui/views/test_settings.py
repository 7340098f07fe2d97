from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.finding.local import ChildEngine
from causeloop_desktop.contract.issues import IssueCreate
from causeloop_desktop.desktop.presenters.session import Link
from causeloop_desktop.desktop.theme.theme import Appearance, tokens
from causeloop_desktop.desktop.views.settings.profile_dialog import ProfileDialog
from tests.support.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from causeloop_desktop.desktop.views.issues.view import IssuesView
    from causeloop_desktop.desktop.views.settings.view import SettingsView
    from tests.ui.conftest import Opened


async def start_remote(folder: Path) -> ChildEngine:
    """Start another engine, with one issue in it."""
    remote = await ChildEngine.start(folder)
    async with CauseloopClient(remote.backend()) as client:
        await client.issues.create(IssueCreate(title="Far away failure"))
    return remote


async def test_another_engine_is_added_looked_at_lost_and_left(
    opened: Opened, tmp_path: Path
) -> None:
    bench, remote = opened.bench, await start_remote(tmp_path / "remote")
    bench.go("issues")
    await opened.arrive()
    profile = await bench.profiles.add(
        "Staging", remote.ready.base_url, remote.backend().credential
    )
    bench.look_at(profile)
    await until(lambda: bench.session.state.profile == "Staging" and bench.session.is_open)
    await opened.arrive()
    view = cast("IssuesView", bench.view("issues"))
    await until(lambda: view.model.total == 1)
    await remote.stop()
    await until(lambda: bench.session.state.link is Link.LOST)
    assert "Staging" in bench.window.banner.text
    assert view.model.total == 1
    bench.look_at(None)
    await until(lambda: bench.session.state.profile == "local" and bench.is_quiet)
    assert bench.window.banner.text == ""
    await until(lambda: view.model.total == 0)


async def test_a_profile_is_typed_tried_and_kept(opened: Opened) -> None:
    bench = opened.bench
    bench.go("settings")
    await opened.arrive()
    view = cast("SettingsView", bench.view("settings"))
    backend = replace(opened.client.backend, workspace=None)
    ProfileDialog(view, view.tasks, view.presenter.check, view.presenter.add).open()
    await until(lambda: view.findChildren(ProfileDialog))
    (dialog,) = view.findChildren(ProfileDialog)
    words = ("Here again", backend.base_url, backend.credential.get_secret_value())
    for field, text in zip(dialog.findChildren(QLineEdit), words, strict=True):
        QTest.keyClicks(field, text)
    dialog._try.click()
    await until(lambda: dialog._told.full_text().startswith("It works"))
    dialog._add.click()
    await until(lambda: bench.profiles.all)
    assert [profile.name for profile in bench.profiles.all] == ["Here again"]


async def test_the_look_follows_the_choice_and_is_remembered(opened: Opened) -> None:
    bench = opened.bench
    bench.desk.theme.set_appearance(Appearance.LIGHT)
    bench.commands.switch_theme()
    assert tokens().dark
    assert bench.desk.preferences.get("appearance", "") == Appearance.DARK
    bench.commands.switch_theme()
    assert not tokens().dark
