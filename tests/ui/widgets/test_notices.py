"""Notices leave by themselves, questions wait for an answer."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.widgets.notices import Banner, Notices, Question, ask, ask_text
from causeloop_desktop.desktop.widgets.notices.toasts import SHOWN_MS

# The offscreen platform says so of every window of a fixed size.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(800, 600)
    host.show()
    return host


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


def test_a_question_hands_over_its_answer(host: QWidget) -> None:
    answers: list[bool] = []
    dialog = ask(host, Question("Merge?", "14 issues move.", "Merge"), answers.append)
    QTest.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)

    assert answers == [True]


def test_escape_is_no(host: QWidget) -> None:
    answers: list[bool] = []
    dialog = ask(host, Question("Delete?", "For good.", "Delete", destructive=True), answers.append)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert answers == [False]


def test_a_dangerous_verb_waits_for_the_words(host: QWidget) -> None:
    question = Question("Delete?", "For good.", "Delete", type_to_confirm="acme")
    dialog = ask(host, question, lambda _answer: None)
    assert not dialog.confirm.isEnabled()

    QTest.keyClicks(dialog._typed, "acme")
    assert dialog.confirm.isEnabled()
    dialog.reject()


def test_a_line_of_text_is_handed_over_without_space_around_it(host: QWidget) -> None:
    answers: list[str | None] = []
    dialog = ask_text(host, "Rename", "New name", "", "Rename", answers.append)
    QTest.keyClicks(dialog.field, "  Gateway ")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)

    assert answers == ["Gateway"]
