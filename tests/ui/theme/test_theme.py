"""The look follows the choice, and the system's colours in high contrast."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from causeloop_desktop.desktop.theme import icons
from causeloop_desktop.desktop.theme.palette import tokens_from_palette
from causeloop_desktop.desktop.theme.theme import Appearance, Theme, tokens
from causeloop_desktop.desktop.theme.tokens import DARK, LIGHT
from tests.support.contrast import contrast_ratio


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(qapp, Appearance.LIGHT)
    yield theme
    theme.set_appearance(Appearance.LIGHT)
    theme.deleteLater()


def test_a_choice_is_in_force_at_once(theme: Theme, qtbot: QtBot, qapp: QApplication) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_appearance(Appearance.DARK)

    assert tokens() == DARK
    assert qapp.palette().window().color() == QColor(DARK.window)


def test_an_open_window_takes_the_new_colours(theme: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(40, 40)
    theme.set_appearance(Appearance.DARK)

    assert window.grab().toImage().pixelColor(20, 20) == QColor(DARK.window)


def test_following_the_system_is_light_where_it_says_nothing(theme: Theme) -> None:
    theme.set_appearance(Appearance.SYSTEM)

    assert theme.appearance is Appearance.SYSTEM
    assert tokens() in (LIGHT, DARK)


def test_high_contrast_takes_every_ink_from_the_system() -> None:
    palette = QPalette(QColor("#000000"))
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#FFFF00"))
    palette.setColor(QPalette.ColorRole.Window, QColor("#000000"))
    palette.setColor(QPalette.ColorRole.Base, QColor("#000000"))
    system = tokens_from_palette(palette)

    assert system.dark
    assert system.text.upper() == system.muted.upper() == "#FFFF00"
    assert contrast_ratio(system.critical, system.critical_ground) > 10


def test_icons_are_drawn_in_the_colour_of_the_words(theme: Theme) -> None:
    drawn = icons.pixmap("check", "#FF0000", 32).toImage()
    inks = {
        drawn.pixelColor(x, y).name()
        for x in range(drawn.width())
        for y in range(drawn.height())
        if drawn.pixelColor(x, y).alpha() == 255
    }

    assert inks == {"#ff0000"}


def test_every_icon_is_a_drawing(theme: Theme) -> None:
    empty = [name for name in icons.names() if not icons.renderer(name, "#000000").isValid()]

    assert empty == []
