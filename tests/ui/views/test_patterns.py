from __future__ import annotations

import asyncio
import csv
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import httpx
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.contract.issues import IssueCreate, PatternRef
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.contract.patterns import PatternStatus, PatternSummary, RiskPart
from causeloop_desktop.desktop.theme.words import MINUS
from causeloop_desktop.desktop.views.frequency import save
from causeloop_desktop.desktop.views.patterns.cards import RiskCard
from causeloop_desktop.desktop.views.patterns.gap import GapDialog
from causeloop_desktop.desktop.views.patterns.merge import MergeDialog
from causeloop_desktop.desktop.widgets.buttons import Button
from causeloop_desktop.desktop.widgets.charts.bars import PartsBars
from causeloop_desktop.desktop.widgets.labels import Label
from causeloop_desktop.desktop.widgets.notices import ConfirmDialog, TextDialog
from tests.support.recurring import FAILURES, PAYMENT, SEARCH, Recurring, tell, wait_for_patterns
from tests.support.sessions import Lacking
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from causeloop_desktop.client.backend import Backend
    from causeloop_desktop.contract.issues import IssueSummary
    from causeloop_desktop.desktop.views.patterns.view import PatternsView
    from causeloop_desktop.desktop.widgets.table import PagedModel
    from tests.ui.conftest import Opened

DOUBT = RiskPart(name="certainty", label="half sure", points=-9, most=0)
MANY = tuple(Recurring(f"Service {name} lost its lease", "ops", (1, 9)) for name in "abc")
HUNDRED_AND_MORE = tuple(
    Recurring(f"{one}{other} batch ended without result", "ops", (2, 15))
    for one in "abcdefghijk"
    for other in "lmnopqrstu"
)


async def show_patterns(opened: Opened, failures: Sequence[Recurring] = ()) -> PatternsView:
    """Show the screen after some failures happened, or over what the workspace has."""
    if failures:
        await tell(opened.client.backend, datetime.now(UTC), failures)
        await wait_for_patterns(opened.client, len(failures))
    opened.bench.go("patterns")
    await opened.arrive()
    return cast("PatternsView", opened.bench.view("patterns"))


async def open_first(opened: Opened, view: PatternsView) -> None:
    """Open the riskiest pattern by the keyboard alone."""
    assert view.list.table.hasFocus()
    QTest.keyClick(view.list.table, Qt.Key.Key_Home)
    QTest.keyClick(view.list.table, Qt.Key.Key_Return)
    await opened.arrive()
    assert view.shows_pattern


def names(view: PatternsView) -> list[str]:
    return named(view.list.model)


def named(model: PagedModel) -> list[str]:
    return [cast("PatternSummary", model.row(place)).name for place in range(model.total)]


async def undo_last(opened: Opened) -> None:
    notices = opened.bench.window.notices
    await until(lambda: notices.shown and notices.shown[-1].on_action)
    undo = notices.shown[-1].on_action
    assert undo is not None
    undo()
    await opened.arrive()


async def test_without_patterns_it_says_how_to_get_some(opened: Opened) -> None:
    view = await show_patterns(opened, ())
    assert view.list.empty.isVisible()
    assert "No patterns yet" in {label.text() for label in view.list.empty.findChildren(Label)}


async def test_issues_without_patterns_await_a_detection_that_can_begin_now(
    opened: Opened,
) -> None:
    await opened.client.issues.create(IssueCreate(title="The lift stands still"))
    view = await show_patterns(opened, ())
    waiting, jobs = view.list.to_come, opened.bench.jobs
    await until(waiting.isVisible)
    (begin,) = (one for one in waiting.findChildren(Button) if one.text() == "Detect now")
    begin.click()
    await until(lambda: JobKind.DETECTION in {job.kind for job in jobs.state.history})
    await opened.arrive()
    assert begin.isVisible()
    done = next(job for job in jobs.state.history if job.kind is JobKind.DETECTION)
    again = {"id": "job_again", "status": JobStatus.RUNNING, "finished_at": None}
    jobs.take(done.model_copy(update=again))
    assert not begin.isVisible()
    assert any("is looking" in label.text() for label in waiting.findChildren(Label))


async def test_a_pattern_is_opened_read_and_left_by_keyboard(lasting: Opened) -> None:
    view = await show_patterns(lasting)
    await open_first(lasting, view)
    pattern = view.pattern.state.pattern
    assert pattern is not None
    assert pattern.name.startswith(PAYMENT.title)
    table = view.detail.members.table
    assert table.hasFocus()
    assert view.detail.members.model.total == len(PAYMENT.days_ago)
    view.detail.members.tabs.changed.emit("why")
    await until(lambda: view.pattern.state.why)
    QTest.keyClick(table, Qt.Key.Key_Escape)
    await asyncio.sleep(0)
    assert not view.shows_pattern
    assert view.list.table.hasFocus()


async def test_patterns_are_merged_by_keyboard_and_apart_again(lasting: Opened) -> None:
    view = await show_patterns(lasting)
    await open_first(lasting, view)
    QTest.keyClick(view.detail.members.table, Qt.Key.Key_M)
    await until(lambda: view.findChildren(MergeDialog))
    (dialog,) = view.findChildren(MergeDialog)
    await until(lambda: dialog.model.total)
    assert not dialog.merge.isEnabled()
    QTest.keyClicks(dialog.field, "search")
    await until(dialog.merge.isEnabled)
    assert dialog.effect.text().startswith(f"{len(SEARCH.days_ago)} issues of “{SEARCH.title}")
    QTest.keyClick(dialog.field, Qt.Key.Key_Down)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    await until(lambda: view.pattern.state.member_total == 10)
    await undo_last(lasting)
    await until(lambda: view.pattern.state.member_total == 6)


async def test_the_most_alike_comes_first_among_those_to_merge_with(lasting: Opened) -> None:
    view = await show_patterns(lasting)
    await open_first(lasting, view)
    await view.pattern.explain_all()
    told, last = view.pattern.state.together, view.list.model.row(view.list.model.total - 1)
    assert told is not None
    near = cast("PatternSummary", last)
    ref = PatternRef(id=near.id, name=near.name, risk_score=near.risk_score)
    view.pattern._change(together=told.model_copy(update={"nearest_other": ref}))
    QTest.keyClick(view.detail.members.table, Qt.Key.Key_M)
    await until(lambda: view.findChildren(MergeDialog))
    (dialog,) = view.findChildren(MergeDialog)
    await until(lambda: dialog.model.total)
    assert named(dialog.model)[0] == near.name
    assert len(set(named(dialog.model))) == dialog.model.total == view.list.model.total - 1
    dialog.reject()


async def test_ticked_issues_are_split_off_after_a_preview(lasting: Opened) -> None:
    view = await show_patterns(lasting)
    await open_first(lasting, view)
    table = view.detail.members.table
    view.verbs.split()
    for _ in range(2):
        QTest.keyClick(table, Qt.Key.Key_Space)
        QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert table.selection().count == 2
    view.verbs.split()
    await until(lambda: lasting.bench.window.findChildren(ConfirmDialog))
    (question,) = lasting.bench.window.findChildren(ConfirmDialog)
    assert "2 issues" in question.windowTitle()
    question.confirm.click()
    await until(lambda: view.pattern.state.member_total == 4)
    await lasting.arrive()
    assert table.selection().count == 0
    await undo_last(lasting)
    await until(lambda: view.pattern.state.member_total == 6)


async def test_all_issues_cannot_be_split_off(lasting: Opened) -> None:
    view = await show_patterns(lasting)
    await open_first(lasting, view)
    view.detail.members.table.select_all_matching()
    view.verbs.split()
    await lasting.arrive()
    assert not lasting.bench.window.findChildren(ConfirmDialog)


async def test_a_pattern_gets_a_name_and_is_marked(opened: Opened) -> None:
    view = await show_patterns(opened, FAILURES)
    await open_first(opened, view)
    QTest.keyClick(view.detail.members.table, Qt.Key.Key_F2)
    await until(lambda: opened.bench.window.findChildren(TextDialog))
    (dialog,) = opened.bench.window.findChildren(TextDialog)
    dialog.field.clear()
    QTest.keyClicks(dialog.field, "Gateway too slow")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    await until(lambda: view.pattern.state.pattern.name == "Gateway too slow")  # type: ignore[union-attr]  # it is open
    view.verbs.mark(PatternStatus.RESOLVED)
    await opened.arrive()
    QTest.keyClick(view.detail.members.table, Qt.Key.Key_Escape)
    await until(lambda: dict(view.patterns.state.counts).get("resolved") == 1)
    assert "Gateway too slow" not in names(view)


async def test_a_gap_of_its_own_is_tried_used_and_undone(opened: Opened) -> None:
    view = await show_patterns(opened, FAILURES)
    await open_first(opened, view)
    pattern = view.pattern.state.pattern
    assert pattern is not None
    verbs = view.verbs
    verbs.change_gap()
    await until(lambda: view.findChildren(GapDialog))
    (dialog,) = cast("list[GapDialog]", view.findChildren(GapDialog))
    assert not dialog.confirm.isEnabled()
    QTest.keyClick(dialog.own, Qt.Key.Key_Space)
    dialog.field.setValue(24 * 30)
    await until(lambda: "With 720 hours" in dialog.told.full_text())
    assert f"instead of {pattern.episode_count}" in dialog.told.full_text()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await until(lambda: (now := view.pattern.state.pattern) is not None and now.own_gap)
    await undo_last(opened)
    await until(lambda: (now := view.pattern.state.pattern) is not None and not now.own_gap)


async def test_what_arrives_keeps_the_row_that_one_is_on(opened: Opened) -> None:
    view = await show_patterns(opened, FAILURES)
    view.list.tabs.changed.emit("current")
    await opened.arrive()
    QTest.keyClick(view.list.table, Qt.Key.Key_End)
    here = cast("PatternSummary", view.list.table.current_row())
    await tell(opened.client.backend, datetime.now(UTC), MANY)
    await wait_for_patterns(opened.client, len(FAILURES) + len(MANY))
    await until(lambda: dict(view.patterns.state.counts)["all"] == len(FAILURES) + len(MANY))
    await opened.arrive()
    assert cast("PatternSummary", view.list.table.current_row()).id == here.id


async def test_a_name_narrows_the_list_and_escape_widens_it(lasting: Opened) -> None:
    view = await show_patterns(lasting)
    view.search()
    QTest.keyClicks(view.list.field, "index lags")
    await until(lambda: view.patterns.state.query == "index lags")
    await lasting.arrive()
    assert [name.startswith(SEARCH.title) for name in names(view)] == [True]
    QTest.keyClick(view.list.field, Qt.Key.Key_Escape)
    await until(lambda: view.patterns.state.query == "")
    await lasting.arrive()
    assert len(names(view)) == 4


async def test_rows_beyond_the_first_page_come_when_they_are_looked_at(opened: Opened) -> None:
    view = await show_patterns(opened, HUNDRED_AND_MORE)
    view.list.tabs.changed.emit("emerging")
    await until(lambda: view.list.model.total == len(HUNDRED_AND_MORE))
    assert view.list.model.row(105) is None
    QTest.keyClick(view.list.table, Qt.Key.Key_End)
    await until(lambda: view.list.model.row(len(HUNDRED_AND_MORE) - 1))
    await opened.arrive()
    assert len(set(names(view))) == len(HUNDRED_AND_MORE)


async def test_lists_and_charts_are_saved(lasting: Opened, tmp_path: Path) -> None:
    view = await show_patterns(lasting)
    await open_first(lasting, view)
    exporter = view._exporter
    await exporter.save(view.list_csv(), tmp_path / "patterns.csv")
    await exporter.save(view.verbs.members_csv(), tmp_path / "issues.csv")
    patterns = await asyncio.to_thread(read_csv, tmp_path / "patterns.csv")
    issues = await asyncio.to_thread(read_csv, tmp_path / "issues.csv")
    assert [row["name"] for row in patterns] == names(view)
    members = view.detail.members.model
    titles = [cast("IssueSummary", members.row(place)).title for place in range(members.total)]
    assert [row["title"] for row in issues] == titles
    for ending in ("png", "svg", "pdf"):
        file = tmp_path / f"chart.{ending}"
        save(view.detail.chart, file, lasting.bench.window.notices)
        assert (await asyncio.to_thread(file.stat)).st_size > 500


def read_csv(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as stream:
        return list(csv.DictReader(stream))


async def test_another_server_hides_what_it_lacks(lasting: Opened) -> None:
    view = await show_patterns(lasting)
    await open_first(lasting, view)
    bench = lasting.bench
    assert all(button.isVisible() for button in view.verbs.buttons)

    def connect(backend: Backend) -> CauseloopClient:
        return CauseloopClient(backend, Lacking(httpx.AsyncHTTPTransport(), LACKED))

    bench.session._connect = connect
    bench.session.open(lasting.client.backend, "elsewhere", lasting.client.backend.workspace)
    await until(lambda: not bench.session.can("POST", "/v1/patterns/{id}/merge"))
    await lasting.arrive()
    assert not view.shows_pattern
    assert not view.list.detect.isVisible()
    await open_first(lasting, view)
    merge, split, more = view.verbs.buttons
    assert (merge.isVisible(), split.isVisible(), more.isVisible()) == (False, False, True)
    assert not view.detail.chart.isVisible()
    assert not {"pattern.merge", "pattern.split"} & {action.id for action in view.offered()}
    view.verbs.merge()
    await lasting.arrive()
    assert not view.findChildren(MergeDialog)


LACKED = (
    "/v1/patterns/{pattern_id}/merge",
    "/v1/patterns/{pattern_id}/split",
    "/v1/patterns/{pattern_id}/frequency",
    "/v1/detections",
)


async def test_risk_says_how_sure_it_is_that_the_issues_are_one_failure(opened: Opened) -> None:
    view = await show_patterns(opened, FAILURES)
    await open_first(opened, view)
    (card,) = view.findChildren(RiskCard)
    (bars,) = card.findChildren(PartsBars)
    assert "sure that its issues are one failure" in bars.describe()
    page = await opened.client.patterns.list(limit=1)
    pattern = await opened.client.patterns.get(page.data[0].id)
    parts = (*pattern.risk_parts[:-1], DOUBT)
    card.show_pattern(pattern.model_copy(update={"risk_parts": parts}))
    assert f"half sure: {MINUS}9" in bars.describe()
