"""Panes, lists and states show what they are given, and only that."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from causeloop_desktop.desktop.widgets.activity_list import Activity, ActivityList
from causeloop_desktop.desktop.widgets.buttons import Button, IconButton
from causeloop_desktop.desktop.widgets.chips import Chip
from causeloop_desktop.desktop.widgets.detail_pane import DetailPane
from causeloop_desktop.desktop.widgets.flow import FlowLayout
from causeloop_desktop.desktop.widgets.jobs_panel import JobLine, JobsPanel
from causeloop_desktop.desktop.widgets.labels import Label
from causeloop_desktop.desktop.widgets.page import Page
from causeloop_desktop.desktop.widgets.property_list import Property, PropertyList
from causeloop_desktop.desktop.widgets.states import EmptyState, StateStack


def test_chips_wrap_where_the_width_ends(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    flow = FlowLayout(host)
    for number in range(6):
        flow.addWidget(Chip(f"a chip number {number}"))

    assert flow.heightForWidth(200) > flow.heightForWidth(2_000)


def test_a_pane_forgets_what_it_showed(qtbot: QtBot) -> None:
    pane = DetailPane()
    qtbot.addWidget(pane)
    pane.add(Label("old"))
    pane.clear_body()
    pane.add(Label("new"))

    assert pane.lines.count() == 1


def test_properties_are_said_as_sentences(qtbot: QtBot) -> None:
    properties = PropertyList([Property("service", "payments", "13 of 14")])
    qtbot.addWidget(properties)
    names = {label.accessibleName() for label in properties.findChildren(QLabel)}

    assert "service: payments 13 of 14" in names


def test_an_activity_leads_somewhere(qtbot: QtBot) -> None:
    activities = ActivityList([Activity("pat_1", "Detection", "2 new patterns")])
    qtbot.addWidget(activities)
    activities.resize(300, 200)
    activities.show()
    line = next(child for child in activities.findChildren(QWidget) if child.accessibleName())
    with qtbot.waitSignal(activities.clicked) as clicked:
        QTest.keyClick(line, Qt.Key.Key_Return)

    assert clicked.args == ["pat_1"]


def test_an_activity_without_a_key_leads_nowhere(qtbot: QtBot) -> None:
    activities = ActivityList([Activity("", "Gone quiet", "PagerDuty is silent")])
    qtbot.addWidget(activities)
    activities.show()
    line = next(child for child in activities.findChildren(QWidget) if child.accessibleName())
    with qtbot.assertNotEmitted(activities.clicked):
        QTest.keyClick(line, Qt.Key.Key_Return)


def test_a_job_can_be_cancelled(qtbot: QtBot) -> None:
    panel = JobsPanel()
    qtbot.addWidget(panel)
    panel.set_jobs([JobLine("job_1", "Import", "4 of 9", 0.4)], [JobLine("job_0", "Detection")])
    cancels = panel.findChildren(IconButton)
    with qtbot.waitSignal(panel.cancel_requested) as cancelled:
        QTest.mouseClick(cancels[0], Qt.MouseButton.LeftButton)

    assert cancelled.args == ["job_1"]
    assert len(cancels) == 1


def test_an_error_offers_another_try(qtbot: QtBot) -> None:
    stack = StateStack(QWidget())
    qtbot.addWidget(stack)
    stack.show_error("Patterns could not be read", "The engine did not answer.")
    with qtbot.waitSignal(stack.retry_clicked):
        stack._error.action_clicked.emit()


def test_an_empty_state_says_what_to_do(qtbot: QtBot) -> None:
    state = EmptyState("No patterns yet", "Import some failures.", "Import a file…", "pattern")
    qtbot.addWidget(state)

    assert state.accessibleName() == "No patterns yet. Import some failures."
    with qtbot.waitSignal(state.action_clicked):
        QTest.mouseClick(state._button, Qt.MouseButton.LeftButton)


def test_a_page_is_named_by_its_heading(qtbot: QtBot) -> None:
    page = Page("Issues")
    qtbot.addWidget(page)
    page.set_title("Patterns")

    assert page.accessibleName() == "Patterns"


def test_what_can_be_done_stays_in_sight_below_a_long_body(qtbot: QtBot) -> None:
    pane = DetailPane()
    qtbot.addWidget(pane)
    pane.resize(360, 300)
    for _ in range(40):
        pane.add(Label("a line"))
    verb = Button("Belongs here")
    pane.set_foot(verb)
    pane.show()
    assert pane.rect().contains(verb.mapTo(pane, verb.rect().bottomRight()))
