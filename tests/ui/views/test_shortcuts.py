"""The sheet of shortcuts fits a small screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causeloop_desktop.desktop.views.shell.shortcuts import ShortcutSheet
from causeloop_desktop.desktop.window_actions import ACTIONS

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from causeloop_desktop.desktop.theme.theme import Theme


def test_every_shortcut_has_room_on_a_small_screen(theme: Theme, qtbot: QtBot) -> None:
    sheet = ShortcutSheet(ACTIONS)
    qtbot.addWidget(sheet)
    assert sheet.sizeHint().height() <= 620
