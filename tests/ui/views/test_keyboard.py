"""Screens by keyboard and ear alone: what takes the keyboard has a name, and Tab gets there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from causeloop_desktop.contract.connectors import ConnectorCreate
from causeloop_desktop.desktop.views.detections.history import RunsDialog
from tests.support.recurring import FAILURES, tell, wait_for_patterns
from tests.support.waiting import until
from tests.ui.views.test_webhooks import made, panel_of

if TYPE_CHECKING:
    from causeloop_desktop.desktop.views.integrations.view import IntegrationsView
    from causeloop_desktop.desktop.views.predictions.view import PredictionsView
    from tests.ui.conftest import Opened

LONGEST_WALK = 80


def reachable(root: QWidget) -> list[QWidget]:
    """Give what Tab stops at within a widget that is on screen."""
    return [
        one
        for one in root.findChildren(QWidget)
        if one.isVisibleTo(root)
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
    ]


def name_of(widget: QWidget) -> str:
    """Give what a screen reader says of it."""
    text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return widget.accessibleName() or text


def nameless(root: QWidget) -> list[str]:
    return [
        f"{type(one).__name__} in {type(one.parentWidget()).__name__}"
        for one in reachable(root)
        if not name_of(one).strip()
    ]


def missed_by_tab(root: QWidget) -> list[str]:
    """Name what Tab does not come to, beginning at the first place."""
    wanted = reachable(root)
    wanted[0].setFocus(Qt.FocusReason.TabFocusReason)
    met: set[QWidget] = set()
    for _ in range(LONGEST_WALK):
        here = QApplication.focusWidget()
        if here in met:
            break
        if here is not None:
            met.add(here)
        root.focusNextChild()
    return [f"{type(one).__name__} {name_of(one)!r}" for one in wanted if one not in met]


async def test_the_catalog_and_a_connection(opened: Opened) -> None:
    connector = await opened.client.connectors.create(ConnectorCreate(type="custom_api"))
    panel = await panel_of(opened, connector)
    await made(panel)
    view = cast("IntegrationsView", opened.bench.view("integrations"))
    assert view.page.tabs.keys == ("at-once", "settings"), "it has no syncs to tell of"
    for tab in view.page.tabs.keys:
        view.page.tabs.changed.emit(tab)
        assert nameless(view.page) == [], tab
        assert missed_by_tab(view.page) == [], tab
    view.show_start()
    assert nameless(view.catalog) == []


@pytest.mark.parametrize("screen", ["reviews", "predictions", "patterns"])
async def test_a_screen_with_data(opened: Opened, screen: str) -> None:
    await tell(opened.client.backend, datetime.now(UTC), FAILURES)
    await wait_for_patterns(opened.client, len(FAILURES))
    opened.bench.go(screen)
    await opened.arrive()
    view = opened.bench.view(screen)
    assert nameless(view) == []


async def test_accuracy_and_the_runs_of_detection(opened: Opened) -> None:
    opened.bench.go("predictions")
    await opened.arrive()
    view = cast("PredictionsView", opened.bench.view("predictions"))
    view.tabs.changed.emit("accuracy")
    await opened.arrive()
    assert nameless(view) == []
    dialog = RunsDialog(opened.bench.window, opened.bench.desk)
    dialog.open()
    await until(lambda: not dialog.tasks.names)
    assert nameless(dialog) == []
    dialog.reject()
