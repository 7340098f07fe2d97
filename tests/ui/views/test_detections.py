"""Runs, consent and settings as a person sees them, over a real engine."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from causeloop_desktop.contract.base import PatternId, RunId
from causeloop_desktop.contract.detections import (
    DetectionResult,
    RunChange,
    RunChangeKind,
    RunStatus,
)
from causeloop_desktop.contract.workspaces import WorkspaceCreate
from causeloop_desktop.desktop.views.detections.consent import ConsentDialog
from causeloop_desktop.desktop.views.detections.history import RunsDialog
from causeloop_desktop.desktop.views.detections.panel import visible_pattern
from causeloop_desktop.desktop.views.detections.words import capped_text
from tests.support.recurring import propose, tell, wait_for_patterns
from tests.support.waiting import until

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from causeloop_desktop.client.backend import Backend
    from causeloop_desktop.desktop.views.settings.view import SettingsView
    from tests.ui.conftest import Opened


def dialog_of(opened: Opened) -> ConsentDialog | None:
    found = opened.bench.window.findChildren(ConsentDialog)
    return found[0] if found else None


async def test_a_run_that_waits_is_seen_accepted_and_undone(
    opened: Opened, backend: Backend
) -> None:
    await tell(backend, datetime.now(UTC))
    await wait_for_patterns(opened.client)
    await propose(opened.client)
    banner = opened.bench.window.banner
    await until(lambda: banner.text.startswith("A detection waits for your consent"))

    banner.action_clicked.emit()
    await until(lambda: (dialog := dialog_of(opened)) is not None and dialog.panel.model.total)
    dialog = dialog_of(opened)
    assert dialog is not None
    await until(dialog.accept_button.isEnabled)
    assert "nothing has changed yet" in dialog._sentence.full_text()
    QTest.keyClick(dialog, Qt.Key.Key_Return)

    await until(lambda: banner.text == "")
    (run, *_) = (await opened.client.detections.list()).data
    assert run.status is RunStatus.CURRENT
    await until(lambda: opened.bench.is_quiet)
    opened.bench.commands.undo()
    await until(lambda: banner.text != "")
    assert (await opened.client.detections.waiting()) is not None


async def test_a_run_is_discarded_from_the_history(opened: Opened, backend: Backend) -> None:
    await tell(backend, datetime.now(UTC))
    await wait_for_patterns(opened.client)
    await propose(opened.client)
    await opened.arrive()
    opened.bench.commands.show_detections()
    (history,) = cast("list[RunsDialog]", opened.bench.window.findChildren(RunsDialog))
    await until(lambda: history.panel.model.total > 0)
    assert history.presenter.state.can_decide

    history.decide.click()
    await until(lambda: dialog_of(opened) is not None)
    dialog = dialog_of(opened)
    assert dialog is not None
    await until(dialog.discard_button.isEnabled)
    dialog.discard_button.click()

    await until(lambda: _status(history) is RunStatus.DISCARDED)
    assert history.decide.isHidden()
    history.reject()


async def test_the_history_says_that_nothing_ran_yet(
    opened: Opened,
) -> None:
    await opened.arrive()
    opened.bench.commands.show_detections()
    (history,) = cast("list[RunsDialog]", opened.bench.window.findChildren(RunsDialog))
    await until(lambda: history._none.isVisible())
    QTest.keyClick(history, Qt.Key.Key_Escape)
    await until(lambda: not opened.bench.window.findChildren(RunsDialog))


async def test_settings_are_tried_saved_and_undone(opened: Opened, backend: Backend) -> None:
    await tell(backend, datetime.now(UTC))
    await wait_for_patterns(opened.client)
    opened.bench.go("settings")
    await opened.arrive()
    card = cast("SettingsView", opened.bench.view("settings")).detection
    _type(card.size_field, "4")
    assert card.size_slider.value() == 4
    assert card.save.isEnabled()

    card.preview.click()
    await until(lambda: card.presenter.state.preview is not None)
    await until(lambda: card.effect.isVisible())
    preview = card.presenter.state.preview
    assert preview is not None
    assert preview.after.patterns < preview.before.patterns

    card.save.click()
    await until(lambda: not card.save.isEnabled())
    assert (await opened.client.detections.settings()).minimum_size == 4
    await until(lambda: opened.bench.jobs.state.history)
    await until(lambda: opened.bench.is_quiet)
    opened.bench.commands.undo()
    await until(lambda: card.size_field.value() == 2)


async def test_a_preview_is_cancelled_at_once(opened: Opened, backend: Backend) -> None:
    await tell(backend, datetime.now(UTC))
    await wait_for_patterns(opened.client)
    opened.bench.go("settings")
    await opened.arrive()
    card = cast("SettingsView", opened.bench.view("settings")).detection
    card.preview.click()
    await until(lambda: card.cancel.isVisible())
    card.cancel.click()
    await until(lambda: card.cancel.isHidden() and card.preview.isEnabled())
    card.sensitivity_slider.setValue(80)
    card.revert.click()
    assert card.sensitivity_field.value() == 50
    assert not card.save.isEnabled()


def _status(history: RunsDialog) -> RunStatus | None:
    run = history.presenter.state.run
    return None if run is None else run.status


def _type(field: QWidget, text: str) -> None:
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Tab)


async def test_what_was_chosen_in_one_workspace_is_not_taken_to_another(opened: Opened) -> None:
    other = await opened.client.workspaces.create(WorkspaceCreate(name="Another place"))
    opened.bench.go("settings")
    await opened.arrive()
    card = cast("SettingsView", opened.bench.view("settings")).detection
    _type(card.size_field, "7")
    opened.bench.commands.refresh()
    await until(lambda: opened.bench.is_quiet)
    assert card.size_field.value() == 7

    opened.bench.look_at(other)
    await until(lambda: opened.bench.session.state.workspace == other and opened.bench.is_quiet)

    assert card.size_field.value() == 2
    assert not card.save.isEnabled()


@pytest.mark.parametrize(
    ("kind", "while_it_waits", "afterwards"),
    [
        (RunChangeKind.NEW, None, "this"),
        (RunChangeKind.SPLIT, "other", "this"),
        (RunChangeKind.MOVED, "this", "this"),
        (RunChangeKind.MERGED, "this", "other"),
        (RunChangeKind.VANISHED, "this", None),
    ],
)
def test_a_line_leads_to_a_pattern_that_can_be_seen(
    kind: RunChangeKind, while_it_waits: str | None, afterwards: str | None
) -> None:
    lonely = kind in (RunChangeKind.NEW, RunChangeKind.VANISHED)
    change = RunChange(
        kind=kind,
        pattern_id=PatternId("this"),
        name="This",
        other_id=None if lonely else PatternId("other"),
        issues=1,
        size=2,
    )
    assert visible_pattern(change, waits=True) == while_it_waits
    assert visible_pattern(change, waits=False) == afterwards


def test_patterns_as_large_as_they_may_get_are_told() -> None:
    result = DetectionResult(run_id=RunId("run_1"))
    assert capped_text(None) == capped_text(result) == ""
    told = capped_text(result.model_copy(update={"capped_patterns": 2}))
    assert told.startswith("2 patterns reached the largest size")
    assert "split it" in told
