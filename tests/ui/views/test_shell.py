from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from causeloop_desktop.desktop.main_window import MainWindow
from causeloop_desktop.desktop.navigation import SCREENS
from causeloop_desktop.desktop.presenters.session import Link
from causeloop_desktop.desktop.views.shell.new_workspace import NewWorkspaceDialog
from causeloop_desktop.desktop.widgets.table.sorting import SortMenu
from tests.support.waiting import until

if TYPE_CHECKING:
    from causeloop_desktop.contract.workspaces import Workspace
    from causeloop_desktop.desktop.views.issues.view import IssuesView
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
        (Qt.Key.Key_7, "settings"),
        (Qt.Key.Key_2, "issues"),
        (Qt.Key.Key_3, "patterns"),
        (Qt.Key.Key_4, "reviews"),
        (Qt.Key.Key_5, "predictions"),
        (Qt.Key.Key_6, "integrations"),
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
    bench.window.notices.show("Detection of patterns", action="Show")
    bench.leave_sample()
    await opened.arrive()
    assert bench.session.state.workspace != here
    assert bench.window.notices.history == ()
    assert bench.desk.preferences.get("workspace", "") != ""


async def test_a_workspace_is_made_in_the_window_and_looked_at(opened: Opened) -> None:
    bench = opened.bench
    bench.go("issues")
    await opened.arrive()
    bench.commands.new_workspace()
    await until(lambda: bench.window.findChildren(NewWorkspaceDialog))
    (dialog,) = bench.window.findChildren(NewWorkspaceDialog)
    assert not dialog._make.isEnabled()
    QTest.keyClicks(dialog._name, "Second product")
    dialog._zone.setCurrentText("Europe/Berlin")
    dialog._make.click()
    await until(lambda: named(bench.session.state.workspace) == "Second product")
    await opened.arrive()
    workspace = bench.session.state.workspace
    assert workspace is not None
    assert workspace.timezone == "Europe/Berlin"
    assert workspace in bench.session.state.workspaces


async def test_a_workspace_that_was_not_named_is_not_made(opened: Opened) -> None:
    bench = opened.bench
    await opened.arrive()
    before = bench.session.state.workspaces
    bench.commands.new_workspace()
    await until(lambda: bench.window.findChildren(NewWorkspaceDialog))
    (dialog,) = bench.window.findChildren(NewWorkspaceDialog)
    dialog.reject()
    await opened.arrive()
    assert bench.session.state.workspaces == before


async def test_the_list_is_sorted_by_one_key_and_arrows(lasting: Opened) -> None:
    bench = lasting.bench
    bench.go("issues")
    await lasting.arrive()
    view = cast("IssuesView", bench.view("issues"))
    QTest.keyClick(view.table, Qt.Key.Key_S)
    await until(lambda: view.table.findChildren(SortMenu))
    (menu,) = view.table.findChildren(SortMenu)
    QTest.keyClick(menu, Qt.Key.Key_Up)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    await until(lambda: view.presenter.state.sort == "-risk_score")
    await lasting.arrive()


def named(workspace: Workspace | None) -> str:
    return workspace.name if workspace else ""


@pytest.mark.usefixtures("theme")
def test_a_screen_without_room_for_the_window_is_filled() -> None:
    window = MainWindow(SCREENS)
    assert window.screen().availableSize().width() < window.width()
    window.restore_measure({})
    assert window.isMaximized()
    window.deleteLater()
