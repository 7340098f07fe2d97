"""Dialogs by keyboard: where they begin, in which order Tab goes, and how they are left."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from causeloop_desktop.contract.connectors import CatalogEntry
from causeloop_desktop.desktop.views.integrations.adding.sign_in import SignInStep
from causeloop_desktop.desktop.views.integrations.connection.webhook import RotateDialog
from causeloop_desktop.desktop.views.issues.new_issue import NewIssueDialog
from causeloop_desktop.desktop.views.shell.as_of import AsOfDialog
from causeloop_desktop.desktop.views.shell.new_workspace import NewWorkspaceDialog
from causeloop_desktop.desktop.views.shell.passphrase import PassphraseDialog
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.dialog import Dialog
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from causeloop_desktop.desktop.theme.theme import Theme

TODAY = datetime(2026, 5, 4, tzinfo=UTC)


DIALOGS: dict[str, Callable[[QWidget], Dialog]] = {
    "Title": NewIssueDialog,
    "Name": NewWorkspaceDialog,
    "Passphrase": lambda parent: PassphraseDialog(parent, is_new=True),
    "Days": lambda parent: AsOfDialog(parent, TODAY, TODAY),
    "How long the old secret holds: Old one holds a day": RotateDialog,
}


@pytest.fixture
def host(qtbot: QtBot, theme: Theme) -> QWidget:
    """A window that dialogs open over."""
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(900, 700)
    host.show()
    return host


def stops(dialog: QDialog) -> list[QWidget]:
    """Give what Tab stops at, from where the dialog begins."""
    met: list[QWidget] = []
    while (here := QApplication.focusWidget()) is not None and here not in met:
        met.append(here)
        dialog.focusNextChild()
    return met


@pytest.mark.parametrize("begins", DIALOGS)
async def test_a_dialog_is_read_with_tab_and_left_with_escape(host: QWidget, begins: str) -> None:
    dialog = DIALOGS[begins](host)
    left: list[int] = []
    dialog.finished.connect(left.append)
    dialog.open()
    await until(lambda: dialog.isActiveWindow() and QApplication.focusWidget())
    met = stops(dialog)
    assert met[0].accessibleName() == begins
    places = [(one.mapTo(dialog, QPoint()).y(), one.mapTo(dialog, QPoint()).x()) for one in met]
    assert places == sorted(places)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert left == [QDialog.DialogCode.Rejected]


async def test_enter_does_what_the_dialog_is_for_once_it_can(host: QWidget) -> None:
    dialog = NewIssueDialog(host)
    dialog.open()
    await until(lambda: QApplication.focusWidget() is dialog._headline)
    QTest.keyClick(dialog._headline, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClicks(dialog._headline, "The lift stands still")
    left: list[int] = []
    dialog.finished.connect(left.append)
    QTest.keyClick(dialog._headline, Qt.Key.Key_Return)
    assert left == [QDialog.DialogCode.Accepted]


async def test_enter_in_the_address_of_the_browser_uses_it_and_does_not_go_there_again(
    host: QWidget,
) -> None:
    step = SignInStep(
        CatalogEntry(
            type="x", title="X", category="Chat", summary="Messages.", oauth=True, key=False
        )
    )
    dialog, go = Dialog(host, "Connect X"), Button("Authorise in the browser", primary=True)
    dialog.add(step)
    dialog.set_buttons(go)
    went: list[bool] = []
    pasted: list[str] = []
    go.clicked.connect(lambda: went.append(True))
    step.pasted.connect(pasted.append)
    dialog.open()
    step._pasting.show()
    step.address.setText("http://localhost:4000/?code=1")
    step.address.setFocus()
    QTest.keyClick(step.address, Qt.Key.Key_Return)
    assert pasted == ["http://localhost:4000/?code=1"]
    assert went == []
    dialog.reject()


def test_a_dialog_is_no_larger_than_what_it_opens_over_and_the_screen(host: QWidget) -> None:
    dialog = Dialog(host, "All of it", width=4000)
    dialog.prefer_size(4000, 3000)
    room = host.size().expandedTo(host.screen().availableSize())
    assert dialog.width() <= room.width()
    assert dialog.height() <= room.height()
