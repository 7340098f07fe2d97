from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from causeloop_desktop.desktop.presenters.session import Link

if TYPE_CHECKING:
    from tests.ui.conftest import Opened


async def test_the_window_arrives_in_its_workspace(opened: Opened) -> None:
    opened.bench.go("settings")
    await opened.arrive()
    state = opened.bench.session.state
    assert state.link is Link.CONNECTED
    assert state.workspace is not None
    assert state.workspace.id == opened.client.backend.workspace
    assert opened.bench.window.sidebar.current == "settings"


async def test_every_screen_is_reached_by_its_shortcut(opened: Opened) -> None:
    window = opened.bench.window
    await opened.arrive()
    for key, screen in (
        (Qt.Key.Key_5, "settings"),
        (Qt.Key.Key_2, "issues"),
        (Qt.Key.Key_3, "patterns"),
        (Qt.Key.Key_4, "predictions"),
        (Qt.Key.Key_1, "dashboard"),
    ):
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        await asyncio.sleep(0)
        assert window.sidebar.current == screen
    await opened.arrive()


async def test_another_workspace_is_one_click_away(opened: Opened) -> None:
    bench = opened.bench
    await opened.arrive()
    here = bench.session.state.workspace
    bench.leave_sample()
    await opened.arrive()
    assert bench.session.state.workspace != here
    assert bench.desk.preferences.get("workspace", "") != ""
