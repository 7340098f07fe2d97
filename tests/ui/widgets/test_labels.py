from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from causeloop_desktop.desktop.theme.theme import Appearance, Theme, tokens
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.widgets.labels import Caption, Label

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def ink_of(label: Label) -> str:
    return label.palette().color(QPalette.ColorRole.WindowText).name()


def test_muted_words_take_the_colours_of_another_theme(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = Theme(app)
    window = QWidget()
    qtbot.addWidget(window)
    seen, hidden = Caption("seen"), Caption("hidden")
    hidden.hide()
    lines = QVBoxLayout(window)
    lines.addWidget(seen)
    lines.addWidget(hidden)
    window.show()
    for look in (Appearance.DARK, Appearance.LIGHT):
        theme.set_appearance(look)
        inks = {ink_of(seen), ink_of(hidden)}
        assert inks == {tokens().muted.lower()}


def test_one_long_word_widens_no_pane(qtbot: QtBot) -> None:
    label = Caption("at org.apache.hadoop.fs.s3a.s3guard.ITestDynamoDBMetadataStore", wrap=True)
    qtbot.addWidget(label)
    label.resize(120, 200)
    assert label.minimumSizeHint().width() == 0
    assert label.heightForWidth(120) > label.heightForWidth(600)
    assert label.full_text().endswith("ITestDynamoDBMetadataStore")


def test_a_tone_that_is_taken_back_leaves_the_colour_of_text(qtbot: QtBot) -> None:
    label, plain = Label("It failed"), Label("It failed")
    for one in (label, plain):
        qtbot.addWidget(one)
    label.set_tone(Tone.CRITICAL)
    assert ink_of(label) != ink_of(plain)
    label.set_tone(None)
    assert ink_of(label) == ink_of(plain)


def test_a_number_does_not_part_from_its_unit(qtbot: QtBot) -> None:
    label = Caption("the usual gap is 7 weeks, and it is 11 % alike", wrap=True)
    qtbot.addWidget(label)
    assert "7\N{NO-BREAK SPACE}weeks" in label.text()
    assert "11\N{NO-BREAK SPACE}%" in label.text()
    assert label.full_text().count("\N{NO-BREAK SPACE}") == 0
