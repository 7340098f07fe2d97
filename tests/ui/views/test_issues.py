from __future__ import annotations

import asyncio
import csv
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from causeloop_desktop.contract.base import Priority
from causeloop_desktop.contract.issues import BulkOperation, IssueCreate, IssueSummary, Stage
from causeloop_desktop.desktop.presenters.issues import QuickTab
from causeloop_desktop.desktop.views.issues.new_issue import NewIssueDialog
from causeloop_desktop.desktop.widgets.labels import Label
from causeloop_desktop.desktop.widgets.notices import ConfirmDialog
from tests.support.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from causeloop_desktop.desktop.views.issues.view import IssuesView
    from tests.ui.conftest import Opened

SEVERITIES = (Priority.P1, Priority.P3)
COUNT = 12


async def show_issues(opened: Opened, count: int = COUNT) -> IssuesView:
    for number in range(count):
        await opened.client.issues.create(
            IssueCreate(
                title=f"Checkout fails with timeout {number}",
                body="The gateway answers after 30 seconds.",
                severity=SEVERITIES[number % 2],
                team="payments" if number % 3 else "search",
            )
        )
    opened.bench.go("issues")
    await opened.arrive()
    return cast("IssuesView", opened.bench.view("issues"))


def titles(view: IssuesView) -> list[str]:
    rows = [cast("IssueSummary", view.model.row(place)) for place in range(view.model.total)]
    return [row.title for row in rows]


async def stages(opened: Opened) -> set[Stage]:
    page = await opened.client.issues.list(limit=100)
    return {issue.stage for issue in page.data}


async def test_an_empty_workspace_says_what_to_do_next(opened: Opened) -> None:
    view = await show_issues(opened, 0)
    assert not view.table.isVisible()
    assert not view.pane.isVisible()
    assert "No issues yet" in {label.text() for label in view.states.findChildren(Label)}


async def test_the_list_shows_every_issue_and_details_of_the_first(opened: Opened) -> None:
    view = await show_issues(opened)
    assert len(titles(view)) == COUNT
    assert view.issue.state.issue is not None
    assert view.issue.state.issue.title == titles(view)[0]
    assert view.issue.state.issue.body.startswith("The gateway")


async def test_a_narrow_list_says_below_each_title_where_it_comes_from(opened: Opened) -> None:
    view = await show_issues(opened)
    opened.bench.window.resize(1280, 800)
    view.set_details(True)
    QApplication.processEvents()
    shown = {column.key: column for _place, column in view.table.arrangement.shown()}
    assert view.table.arrangement.stacked
    below = shown["title"].below
    assert below is not None
    assert below(view.model.row(0)).startswith("Custom")
    assert "service" not in shown


async def test_enter_shows_the_issue_again_after_another_moment_was_looked_at(
    opened: Opened,
) -> None:
    view = await show_issues(opened)
    view.escape()
    opened.bench.session.set_as_of(datetime.now(UTC) + timedelta(days=1))
    await opened.arrive()
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    await until(view.pane.isVisible)
    await opened.arrive()


async def test_filters_tabs_and_counts_agree(opened: Opened) -> None:
    view = await show_issues(opened)
    view.filters.narrowed.emit({"severity": (Priority.P1,)})
    await opened.arrive()
    state = view.presenter.state
    assert state.total == COUNT // 2 == view.model.total
    assert state.counts is not None
    assert state.counts.total == COUNT // 2
    view.tabs.changed.emit(QuickTab.RESOLVED)
    await opened.arrive()
    assert view.presenter.state.total == 0
    assert not view.table.isVisible()


async def test_typing_narrows_the_list_and_escape_widens_it(opened: Opened) -> None:
    view = await show_issues(opened)
    view.search()
    QTest.keyClicks(view.filters.search, "timeout 7")
    await until(lambda: view.presenter.state.filter.q == "timeout 7")
    await opened.arrive()
    assert titles(view) == ["Checkout fails with timeout 7"]
    QTest.keyClick(view.filters.search, Qt.Key.Key_Escape)
    await until(lambda: view.presenter.state.filter.q is None)
    await opened.arrive()
    assert view.model.total == COUNT


async def test_a_new_issue_appears_by_itself(opened: Opened) -> None:
    view = await show_issues(opened, 2)
    await opened.client.issues.create(IssueCreate(title="Disk full"))
    await until(lambda: view.model.total == 3)
    await opened.arrive()
    assert "Disk full" in titles(view)


async def test_a_stage_is_changed_and_taken_back(opened: Opened) -> None:
    view = await show_issues(opened, 1)
    before = await stages(opened)
    view.pane.stage_chosen.emit(Stage.WONT_FIX)
    await until(lambda: opened.bench.window.notices.shown)
    assert await stages(opened) == {Stage.WONT_FIX}
    undo = opened.bench.window.notices.shown[-1].on_action
    assert undo is not None
    undo()
    await opened.arrive()
    assert await stages(opened) == before


async def test_many_are_changed_after_a_preview(opened: Opened) -> None:
    view = await show_issues(opened)
    view.table.select_all_matching()
    assert view.bulk.isVisible()
    view.bulk.chosen.emit(BulkOperation.STAGE, Stage.RESOLVED.value)
    await until(lambda: opened.bench.window.findChildren(ConfirmDialog))
    (question,) = opened.bench.window.findChildren(ConfirmDialog)
    assert str(COUNT) in question.confirm.text()
    question.confirm.click()
    await until(lambda: opened.bench.window.notices.shown)
    await opened.arrive()
    assert await stages(opened) == {Stage.RESOLVED}
    assert view.table.selection().count == 0


async def test_a_refused_preview_changes_nothing(opened: Opened) -> None:
    view = await show_issues(opened, 3)
    view.table.select_all_matching()
    view.bulk.chosen.emit(BulkOperation.STAGE, Stage.WONT_FIX.value)
    await until(lambda: opened.bench.window.findChildren(ConfirmDialog))
    opened.bench.window.findChildren(ConfirmDialog)[0].cancel.click()
    await opened.arrive()
    assert Stage.WONT_FIX not in await stages(opened)


async def test_an_issue_is_added_by_hand(opened: Opened) -> None:
    view = await show_issues(opened, 0)
    view.deeds.create()
    await until(lambda: view.findChildren(NewIssueDialog))
    (dialog,) = view.findChildren(NewIssueDialog)
    QTest.keyClicks(dialog.focusWidget(), "Printer on fire")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    await until(lambda: view.model.total == 1)
    await opened.arrive()
    assert titles(view) == ["Printer on fire"]


async def test_the_whole_filtered_list_is_exported(opened: Opened, tmp_path: Path) -> None:
    view = await show_issues(opened)
    view.filters.narrowed.emit({"team": ("search",)})
    await opened.arrive()
    file = tmp_path / "issues.csv"
    await view.deeds._exporter.save(view.deeds.list_csv(), file)
    rows = await asyncio.to_thread(read_csv, file)
    assert [row["title"] for row in rows] == titles(view)
    assert {row["team"] for row in rows} == {"search"}
    assert not await asyncio.to_thread(file.with_name(f"{file.name}.part").exists)


def read_csv(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as stream:
        return list(csv.DictReader(stream))


async def test_a_narrow_window_gives_the_list_all_the_room_until_asked(opened: Opened) -> None:
    opened.bench.window.resize(1280, 800)
    view = await show_issues(opened, 2)
    assert not view.pane.isVisible()
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    assert view.pane.isVisible()
    QTest.keyClick(view.table, Qt.Key.Key_Escape)
    await asyncio.sleep(0)
    assert not view.pane.isVisible()


async def test_an_issue_found_in_the_palette_is_opened(opened: Opened) -> None:
    view = await show_issues(opened, 3)
    page = await opened.client.issues.list()
    wanted = page.data[-1]
    opened.bench.go("issues", wanted.id)
    await until(lambda: view.issue.id == wanted.id)
    await opened.arrive()
    assert view.pane.isVisible()


async def test_the_row_that_one_is_on_can_be_come_back_to(opened: Opened) -> None:
    view = await show_issues(opened)
    first = cast("IssueSummary", view.model.row(0))
    hidden = cast("IssueSummary", view.model.row(1))
    view.filters.narrowed.emit({"severity": (first.priority,)})
    await opened.arrive()
    for by_click in (False, True):
        opened.bench.go("issues", hidden.id)
        await opened.arrive()
        assert view.issue.id == hidden.id
        if by_click:
            view.table.clicked.emit(view.model.index(0, 1))
        else:
            opened.bench.go("issues", first.id)
        await opened.arrive()
        assert view.issue.id == first.id
