"""Notices leave by themselves, questions wait for an answer."""

import asyncio
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.widgets.notices import (
    Banner,
    ConfirmDialog,
    Notices,
    Question,
    TextDialog,
    asked,
    asked_text,
)
from causeloop_desktop.desktop.widgets.notices.toasts import SHOWN_MS
from tests.support.waiting import until

# The offscreen platform says so of every window of a fixed size.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(800, 600)
    host.show()
    return host


def test_a_notice_leaves_the_corners_free(host: QWidget) -> None:
    notices = Notices(host)
    notices.show("Issue moved", "to another pattern")
    name = "Issue moved. to another pattern"
    (toast,) = (one for one in host.findChildren(QWidget) if one.accessibleName() == name)
    shown = toast.geometry()
    assert abs(shown.center().x() - host.rect().center().x()) <= 1
    host.resize(1000, 600)
    assert abs(toast.geometry().center().x() - host.rect().center().x()) <= 1


def test_at_most_three_are_shown_and_all_are_kept(host: QWidget) -> None:
    notices = Notices(host)
    for number in range(5):
        notices.show(f"Notice {number}")

    assert [notice.title for notice in notices.shown] == ["Notice 2", "Notice 3", "Notice 4"]
    assert notices.history[0].title == "Notice 4"
    assert notices.unread == 5


def test_a_notice_that_is_read_stays(host: QWidget) -> None:
    notices = Notices(host)
    notices.show("Patterns merged")
    toast = notices._shown[0]
    assert toast._timer.interval() == SHOWN_MS
    here = QPointF(5, 5)
    QApplication.sendEvent(toast, QEnterEvent(here, here, here))
    assert not toast._timer.isActive()

    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast._timer.isActive()


def test_dismissed_notices_leave_the_screen_and_stay_in_the_list(host: QWidget) -> None:
    notices = Notices(host)
    notices.show("Detection of patterns")
    notices.dismiss()

    assert notices.shown == ()
    assert notices.history[0].title == "Detection of patterns"


def test_an_action_is_done_once_and_the_notice_goes(host: QWidget) -> None:
    done: list[str] = []
    notices = Notices(host)
    notices.show("Patterns merged", action="Undo", on_action=lambda: done.append("undo"))
    notices._shown[0]._act()

    assert done == ["undo"]
    assert notices.shown == ()


def test_a_banner_stays_until_it_is_cleared(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_message("The connection is lost.", "Retry", Tone.CRITICAL)
    assert banner.text == "The connection is lost."

    banner.clear()
    assert banner.text == ""


async def opened(host: QWidget) -> QDialog:
    await until(lambda: host.findChildren(QDialog))
    (dialog,) = host.findChildren(QDialog)
    return dialog


async def test_a_question_hands_over_its_answer(host: QWidget) -> None:
    async def agree() -> None:
        dialog = cast("ConfirmDialog", await opened(host))
        QTest.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)

    question = Question("Merge?", "14 issues move.", "Merge")
    answer, _ = await asyncio.gather(asked(host, question), agree())
    assert answer is True


async def test_escape_is_no_and_danger_begins_on_the_safe_side(host: QWidget) -> None:
    async def shrink_back() -> None:
        dialog = cast("ConfirmDialog", await opened(host))
        assert dialog.focusWidget() is dialog.cancel
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    question = Question("Delete?", "For good.", "Delete", destructive=True)
    answer, _ = await asyncio.gather(asked(host, question), shrink_back())
    assert answer is False
    await until(lambda: not host.findChildren(QDialog))


async def test_a_line_of_text_is_handed_over_without_space_around_it(host: QWidget) -> None:
    async def type_it() -> None:
        dialog = cast("TextDialog", await opened(host))
        QTest.keyClicks(dialog.field, "  Gateway ")
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)

    asking = asked_text(host, "Rename", "New name", "", "Rename")
    answer, _ = await asyncio.gather(asking, type_it())
    assert answer == "Gateway"
