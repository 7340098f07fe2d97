"""Alert rules are tried by keyboard, over the window that the whole screen has."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from causeloop_desktop.contract.base import PatternId
from causeloop_desktop.contract.predictions import AlertPreview, AlertRule, AlertSuggestion
from causeloop_desktop.desktop.presenters.predictions import ALERTS
from causeloop_desktop.desktop.theme.words import EN_DASH, percent_text
from causeloop_desktop.desktop.widgets.labels import Label
from tests.support.waiting import until

if TYPE_CHECKING:
    from causeloop_desktop.desktop.views.predictions.alerts import AlertsPanel
    from causeloop_desktop.desktop.views.predictions.view import PredictionsView
    from tests.ui.conftest import Opened


async def show_alerts(opened: Opened) -> PredictionsView:
    opened.bench.go("predictions")
    await opened.arrive()
    view = cast("PredictionsView", opened.bench.view("predictions"))
    view.tabs.changed.emit(ALERTS)
    await opened.arrive()
    return view


def told(**changes: object) -> AlertPreview:
    """Give what a rule would have done that is set too high."""
    return AlertPreview(
        rule=AlertRule.ABOVE,
        window_days=30,
        threshold=0.75,
        rearm_below=0.65,
        days=90,
        weeks=13,
        fired=0,
        right=0,
        wrong=0,
        undecided=0,
        per_week=0.0,
        can_fire=False,
        highest=0.41,
        highest_pattern_id=PatternId("pat_1"),
        highest_pattern_name="Disk full",
        suggestion=AlertSuggestion(window_days=90, threshold=0.35, per_week=1.1),
        message="This rule cannot fire here: the highest is 41 %.",
    ).model_copy(update=changes)


def sentences(panel: AlertsPanel) -> set[str]:
    return {label.full_text() for label in panel.findChildren(Label) if label.isVisible()}


async def test_a_threshold_is_tried_by_keyboard(lasting: Opened) -> None:
    view = await show_alerts(lasting)
    panel, rules = view.alerts, view.alerts.presenter
    panel.slider.setFocus()
    QTest.keyClick(panel.slider, Qt.Key.Key_Left)
    await until(lambda: rules.state.threshold == 0.7 and rules.state.preview is not None)
    await until(lambda: rules.state.preview is not None and rules.state.preview.threshold == 0.7)
    assert panel.field.value() == 70
    assert rules.state.preview is not None
    assert rules.state.preview.message in sentences(panel)


async def test_alerts_follow_the_window(lasting: Opened) -> None:
    view = await show_alerts(lasting)
    view.window_days.changed.emit("7")
    await lasting.arrive()
    preview = view.alerts.presenter.state.preview
    assert preview is not None
    assert preview.window_days == 7


async def test_a_rule_by_growth_has_no_threshold(lasting: Opened) -> None:
    view = await show_alerts(lasting)
    view.alerts.rules.setFocus()
    QTest.keyClick(view.alerts.rules, Qt.Key.Key_Right)
    await until(lambda: view.alerts.presenter.state.rule is AlertRule.DOUBLED)
    await lasting.arrive()
    assert not view.alerts.slider.isVisible()


async def test_a_rule_that_cannot_fire_offers_one_that_does(lasting: Opened) -> None:
    view = await show_alerts(lasting)
    panel = view.alerts
    panel.presenter._change(preview=told())
    assert panel.take.text() == f"Try {percent_text(0.35)} in 90 days"
    QTest.keyClick(panel.take, Qt.Key.Key_Return)
    await until(lambda: panel.presenter.state.window_days == 90)
    await lasting.arrive()
    assert view.window_days.current == "90"
    assert panel.presenter.state.threshold == 0.35


async def test_what_is_not_known_yet_is_no_share(lasting: Opened) -> None:
    view = await show_alerts(lasting)
    view.alerts.presenter._change(preview=told(fired=3, undecided=3, can_fire=True))
    names = [tile.accessibleName() for tile in view.alerts.tiles]
    assert names[1] == f"Came true: {EN_DASH} no window has ended"


async def test_before_a_week_is_kept_nothing_is_said_of_the_past(lasting: Opened) -> None:
    view = await show_alerts(lasting)
    nothing = told(weeks=0, can_fire=True)
    view.alerts.presenter._change(preview=nothing, ladder=(nothing,))
    names = [tile.accessibleName() for tile in view.alerts.tiles]
    assert names[0] == f"Would have fired: {EN_DASH} no week is kept yet"
    assert not view.alerts._ladder_card.isVisible()
