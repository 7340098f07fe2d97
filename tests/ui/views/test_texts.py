from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from causeloop_desktop.contract.texts import TextDecision
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.views.texts.dialog import TryTextDialog
from causeloop_desktop.desktop.widgets.charts.scores import ScoreScale
from causeloop_desktop.desktop.widgets.labels import Label
from tests.support.recurring import DISK, tell, wait_for_patterns
from tests.support.waiting import until, until_answered

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from causeloop_desktop.contract.texts import TextTried
    from tests.ui.conftest import Opened

LINE = f"{DISK.title} 88"


@asynccontextmanager
async def opened_dialog(window: Opened) -> AsyncIterator[TryTextDialog]:
    await window.arrive()
    window.bench.commands.try_text()
    (dialog,) = window.bench.window.findChildren(TryTextDialog)
    try:
        yield dialog
    finally:
        for left in window.bench.window.findChildren(TryTextDialog):
            left.reject()
        await until(lambda: not window.bench.window.findChildren(TryTextDialog))


async def detect(window: Opened) -> None:
    """Tell the workspace of recurring failures and let a detection find them."""
    await tell(window.client.backend, datetime.now(UTC))
    await wait_for_patterns(window.client)
    await window.client.detections.start()

    async def is_done() -> bool:
        return all(job.finished_at for job in (await window.client.jobs.list()).data)

    await until_answered(is_done)


async def answered(dialog: TryTextDialog) -> TextTried:
    await until(lambda: dialog.presenter.state.tried is not None)
    tried = dialog.presenter.state.tried
    assert tried is not None
    return tried


async def test_a_pasted_line_is_told_its_pattern(opened: Opened) -> None:
    await detect(opened)
    async with opened_dialog(opened) as dialog:
        assert dialog.presenter.state.phase is Phase.EMPTY
        QApplication.clipboard().setText(LINE)
        dialog.editor.setFocus()
        QTest.keyClick(dialog.editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        tried = await answered(dialog)
        assert tried.decision is TextDecision.ATTACH
        words = {label.full_text() for label in dialog.reading.findChildren(Label)}
        assert {tried.sentence, "Nearest patterns", "How it is read"} <= words


async def test_enter_on_a_candidate_opens_the_pattern(opened: Opened) -> None:
    await detect(opened)
    async with opened_dialog(opened) as dialog:
        dialog.try_now(LINE)
        tried = await answered(dialog)
        scale = dialog.reading.findChildren(ScoreScale)[-1]
        assert "joins" in scale.describe()
        QTest.keyClick(scale, Qt.Key.Key_Down)
        QTest.keyClick(scale, Qt.Key.Key_Up)
        QTest.keyClick(scale, Qt.Key.Key_Return)
        await opened.arrive()
        assert opened.bench.window.sidebar.current == "patterns"
        assert tried.candidates[0].score > tried.attach_threshold


async def test_nothing_is_asked_of_a_blank_text(lasting: Opened) -> None:
    async with opened_dialog(lasting) as dialog:
        dialog.try_now(LINE)
        await answered(dialog)
        dialog.try_now("  \n")
        await until(lambda: dialog.presenter.state.phase is Phase.EMPTY)
        assert dialog.presenter.state.tried is None
