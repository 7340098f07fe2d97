"""Small controls answer mouse and keyboard and have names for a screen reader."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from causeloop_desktop.desktop.widgets.buttons import Button, IconButton, Segmented
from causeloop_desktop.desktop.widgets.cards import Tile
from causeloop_desktop.desktop.widgets.chips import Chip, FilterChip, SeverityChip
from causeloop_desktop.desktop.widgets.hours import HoursField
from causeloop_desktop.desktop.widgets.labels import Label
from causeloop_desktop.desktop.widgets.sidebar import RAIL, WIDE, Entry, Sidebar
from causeloop_desktop.desktop.widgets.tabs import Tab, Tabs
from causeloop_desktop.desktop.widgets.top_bar import JobButton, TopBar

# The offscreen platform says so of every window of a fixed size.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def test_enter_presses_a_button(qtbot: QtBot) -> None:
    button = Button("Sync now")
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_an_icon_has_a_name(qtbot: QtBot) -> None:
    button = IconButton("copy", "Copy the id")
    qtbot.addWidget(button)

    assert button.accessibleName() == button.toolTip() == "Copy the id"


def test_arrows_move_a_choice_and_stop_at_its_end(qtbot: QtBot) -> None:
    choice = Segmented([("7", "7 d"), ("30", "30 d"), ("90", "90 d")], "30")
    qtbot.addWidget(choice)
    told: list[str] = []
    choice.changed.connect(told.append)
    for _press in range(3):
        QTest.keyClick(choice, Qt.Key.Key_Right)

    assert told == ["90"]
    choice.setAccessibleName("Look back over")
    choice.set_current("7")
    assert choice.accessibleName() == "Look back over: 7 d"


def test_a_tab_keeps_its_place_when_counts_change(qtbot: QtBot) -> None:
    tabs = Tabs([Tab("all", "All", 4182), Tab("new", "New", 7)])
    qtbot.addWidget(tabs)
    QTest.keyClick(tabs, Qt.Key.Key_Right)
    tabs.set_tabs([Tab("all", "All", 5), Tab("new", "New", 1)])
    tabs.set_count("new", 1200)

    assert tabs.current == "new"
    assert tabs.accessibleName() == "New 1,200"
    tabs.setAccessibleName("Stages")
    tabs.set_count("new", 3)
    assert tabs.accessibleName() == "Stages: New 3"


def test_a_filter_is_taken_back_by_its_cross(qtbot: QtBot) -> None:
    chip = FilterChip("Severity")
    qtbot.addWidget(chip)
    chip.set_value("P1, P2")
    chip.resize(chip.sizeHint())
    cross = QPoint(chip.width() - 17, chip.height() // 2)
    with qtbot.waitSignal(chip.cleared), qtbot.assertNotEmitted(chip.clicked):
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=cross)

    assert chip.accessibleName() == "Severity: P1, P2"


def test_a_severity_is_said_in_letters_whatever_came(qtbot: QtBot) -> None:
    chip = SeverityChip("critical")
    qtbot.addWidget(chip)

    assert chip.text == "P1"
    assert chip.accessibleName() == "Severity P1"


def test_an_empty_chip_takes_no_room(qtbot: QtBot) -> None:
    chip = Chip()
    qtbot.addWidget(chip)

    assert chip.sizeHint().width() == 0


def test_a_cut_label_tells_the_whole_on_hover(qtbot: QtBot) -> None:
    label = Label("Checkout fails: gateway timed out after 30 s", elide=True)
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.grab()

    assert label.text().endswith("…")
    assert label.toolTip() == label.full_text()


def test_a_tile_says_its_number_with_its_name(qtbot: QtBot) -> None:
    tile = Tile("Issues", sparkline=True)
    qtbot.addWidget(tile)
    tile.set_value("4,182", sub="+118 this week", trend=(1, 2, 3))

    assert tile.accessibleName() == "Issues: 4,182 +118 this week"


def test_a_narrow_window_turns_the_sidebar_into_a_rail(qtbot: QtBot) -> None:
    sidebar = Sidebar()
    qtbot.addWidget(sidebar)
    sidebar.set_entries([Entry("issues", "Issues", "issues")])
    sidebar.fit(1023)
    assert sidebar.width() == RAIL

    sidebar.fit(1024)
    assert sidebar.width() == WIDE


def test_the_sidebar_leads_to_a_view_by_keyboard(qtbot: QtBot) -> None:
    sidebar = Sidebar()
    qtbot.addWidget(sidebar)
    entries = (Entry("issues", "Issues", "issues"), Entry("patterns", "Patterns", "pattern"))
    sidebar.set_entries(entries)
    with qtbot.waitActive(sidebar):
        sidebar.show()
    QTest.keyClick(sidebar, Qt.Key.Key_Down)
    QTest.keyClick(sidebar, Qt.Key.Key_Down)
    with qtbot.waitSignal(sidebar.selected) as selected:
        QTest.keyClick(sidebar.focusWidget(), Qt.Key.Key_Return)

    assert selected.args == ["patterns"]
    assert sidebar.current == "patterns"


def test_the_bar_shows_only_what_there_is(qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)
    bar.set_as_of("31 Aug 2013")
    bar.set_job("Detecting", 0.62)

    assert not bar.as_of.isHidden()
    assert bar.sample.isHidden()
    assert bar.jobs.accessibleName() == "Detecting, 62%"
    bar.set_job("")
    assert bar.jobs.isHidden()


def test_whole_hours_have_no_tenths(qtbot: QtBot) -> None:
    field = HoursField(720)
    qtbot.addWidget(field)
    field.setValue(6)
    assert field.text() == "6 hours"
    field.setValue(0.5)
    assert field.text() == "0.5 hours"


def test_what_still_runs_is_never_at_the_end(qtbot: QtBot) -> None:
    button = JobButton()
    qtbot.addWidget(button)
    button.set_job("Detecting", 1.0)
    assert button._words() == "Detecting · 99\N{NO-BREAK SPACE}%"
    button.set_job("Detecting", None)
    assert button._words() == "Detecting"
