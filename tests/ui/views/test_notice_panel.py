"""The list under the bell is as high as what was said, and says it whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from causeloop_desktop.desktop.views.shell.notice_panel import MOST_HEIGHT, NoticePanel
from causeloop_desktop.desktop.widgets.floating import SHADOW
from causeloop_desktop.desktop.widgets.labels import Label
from causeloop_desktop.desktop.widgets.notices import Notices

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LONG = "Taken back: Accepted a detection with 51 patterns, of which 28 were new"


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    """A window with a bell, as it were."""
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(900, 700)
    host.show()
    return host


def test_it_is_as_high_as_what_was_said(qtbot: QtBot, host: QWidget) -> None:
    notices = Notices(host)
    panel = NoticePanel(notices)
    qtbot.addWidget(panel)
    heights = []
    for count in (0, 1, 30):
        for number in range(count):
            notices.show(f"Said {number}", "and more")
        panel.open_under(host)
        heights.append(panel.height())
    assert heights == sorted(set(heights))
    assert heights[-1] == MOST_HEIGHT + 2 * SHADOW
    panel.hide()


def test_a_title_that_stands_alone_is_not_cut(qtbot: QtBot, host: QWidget) -> None:
    notices = Notices(host)
    notices.show(LONG)
    panel = NoticePanel(notices)
    qtbot.addWidget(panel)
    panel.open_under(host)
    said = [label for label in panel.findChildren(Label) if label.full_text() == LONG]
    assert [label.text() for label in said] == [LONG]
    panel.hide()


def test_only_a_notice_that_offers_something_can_be_clicked(qtbot: QtBot, host: QWidget) -> None:
    notices = Notices(host)
    done: list[str] = []
    notices.show("Issue added", action="Undo", on_action=lambda: done.append("undone"))
    notices.show("Settings saved")
    panel = NoticePanel(notices)
    qtbot.addWidget(panel)
    panel.open_under(host)
    for words in ("Settings saved", "Undo"):
        (label,) = (one for one in panel.findChildren(Label) if one.full_text() == words)
        QTest.mouseClick(label, Qt.MouseButton.LeftButton)
    assert done == ["undone"]
