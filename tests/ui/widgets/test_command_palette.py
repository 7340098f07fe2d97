"""The palette finds actions and hits and does the chosen one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from causeloop_desktop.desktop.widgets.command_palette import Command, CommandPalette


@pytest.fixture
def palette(qtbot: QtBot) -> CommandPalette:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(900, 600)
    host.show()
    palette = CommandPalette(host)
    palette.set_commands(
        [Command("import", "Import a file…", "Ctrl+I"), Command("patterns", "Go to Patterns")]
    )
    palette.open_palette()
    return palette


def test_letters_and_enter_do_an_action(palette: CommandPalette, qtbot: QtBot) -> None:
    QTest.keyClicks(palette._field, "pat")
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.keyClick(palette._field, Qt.Key.Key_Return)

    assert chosen.args == ["patterns"]
    assert not palette.isVisible()


def test_arrows_choose(palette: CommandPalette, qtbot: QtBot) -> None:
    QTest.keyClick(palette._field, Qt.Key.Key_Down)
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.keyClick(palette._field, Qt.Key.Key_Return)

    assert chosen.args == ["patterns"]


def test_hits_follow_the_actions(palette: CommandPalette) -> None:
    QTest.keyClicks(palette._field, "pa")
    palette.set_hits("pa", [Command("iss_1", "Payments fail", group="Issues")])

    assert [command.key for command in palette.lines()][-1] == "iss_1"


def test_an_answer_to_older_letters_is_ignored(palette: CommandPalette) -> None:
    QTest.keyClicks(palette._field, "pat")
    palette.set_hits("pa", [Command("iss_1", "Payments fail")])

    assert "iss_1" not in {command.key for command in palette.lines()}


def test_escape_closes(palette: CommandPalette) -> None:
    QTest.keyClick(palette._field, Qt.Key.Key_Escape)

    assert not palette.isVisible()
