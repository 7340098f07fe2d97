from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from causeloop_desktop.contract.imports import IssueField
from causeloop_desktop.desktop.presenters.imports import Step
from causeloop_desktop.desktop.views.imports.dialog import ImportDialog
from causeloop_desktop.desktop.views.imports.outcome import failure_words
from tests.support.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Opened

ROWS = 40
FILE = "Ticket;Summary;Kind\n" + "".join(
    f"T-{number};Checkout fails {number};bug\n" for number in range(ROWS)
)
BAD = "Ticket;Summary;Created\nT-1;Good;2026-05-12T10:00:00Z\nT-2;Bad;not a date\n"


async def open_import(opened: Opened, folder: Path, content: str) -> ImportDialog:
    file = folder / "tickets.csv"
    await asyncio.to_thread(file.write_text, content)
    opened.bench.go("issues")
    await opened.arrive()
    opened.bench.window.file_dropped.emit(file)
    (dialog,) = opened.bench.window.findChildren(ImportDialog)
    await until(lambda: dialog._presenter.state.step is Step.MAPPING)
    return dialog


async def finish(dialog: ImportDialog) -> None:
    dialog._go.click()
    await until(lambda: dialog._presenter.state.step in {Step.DONE, Step.FAILED})
    assert dialog._presenter.state.problem is None


async def test_a_dropped_file_is_mapped_and_its_rows_become_issues(
    opened: Opened, tmp_path: Path
) -> None:
    dialog = await open_import(opened, tmp_path, FILE)
    mapping = dict(dialog._presenter.state.mapping)
    assert mapping[IssueField.TITLE] == "Summary"
    boxes = dialog._mapping.findChildren(QComboBox)
    assert [box.currentData() for box in boxes][-1] is None
    await finish(dialog)
    result = dialog._presenter.state.result
    assert result is not None
    assert (result.rows, result.created) == (ROWS, ROWS)
    page = await opened.client.issues.list()
    assert page.page.total == ROWS
    dialog.reject()


async def test_enter_imports_what_was_mapped_and_says_what_follows(
    opened: Opened, tmp_path: Path
) -> None:
    dialog = await open_import(opened, tmp_path, FILE)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await until(lambda: dialog._presenter.state.step is Step.DONE)
    assert dialog._outcome._next.isVisibleTo(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()


async def test_a_file_that_went_says_so(opened: Opened, tmp_path: Path) -> None:
    dialog = await open_import(opened, tmp_path, FILE)
    await asyncio.to_thread(dialog._presenter.state.file.unlink)
    dialog._go.click()
    await until(lambda: dialog._presenter.state.step is Step.FAILED)
    title, sentence = failure_words(dialog._presenter.state)
    assert title == "The file cannot be read"
    assert "tickets.csv: No such file or directory. Choose another file." in sentence
    dialog.reject()


async def test_a_column_can_fill_another_field(opened: Opened, tmp_path: Path) -> None:
    dialog = await open_import(opened, tmp_path, FILE)
    dialog._mapping.mapped.emit("Kind", IssueField.TEAM)
    await finish(dialog)
    page = await opened.client.issues.list()
    assert {issue.team for issue in page.data} == {"bug"}
    dialog.reject()


async def test_refused_rows_are_listed_and_can_be_saved(opened: Opened, tmp_path: Path) -> None:
    dialog = await open_import(opened, tmp_path, BAD)
    await finish(dialog)
    (refused,) = dialog._presenter.state.rejections
    assert refused.line == 3
    assert "date" in refused.reason
    saved = tmp_path / "refused.csv"
    await dialog._presenter.save_rejections(saved)
    assert refused.reason.replace('"', '""') in await asyncio.to_thread(saved.read_text)
    dialog.reject()
