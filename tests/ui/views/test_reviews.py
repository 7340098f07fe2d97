from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.contract.issues import IssueFilter
from causeloop_desktop.contract.reviews import Verdict
from causeloop_desktop.contract.workspaces import WorkspaceCreate
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.views.issues.possibly import PossiblyPart
from causeloop_desktop.desktop.widgets.buttons import IconButton
from causeloop_desktop.desktop.widgets.labels import Label
from tests.support.doubts import DOUBTS, make_doubts
from tests.support.waiting import until
from tests.ui.conftest import open_window

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from qasync import QEventLoop

    from causeloop_desktop.client.finding.local import ChildEngine
    from causeloop_desktop.desktop.theme.theme import Theme
    from causeloop_desktop.desktop.views.issues.view import IssuesView
    from causeloop_desktop.desktop.views.reviews.view import ReviewsView
    from tests.ui.conftest import Opened

KEYS = {
    Verdict.SAME: Qt.Key.Key_Y,
    Verdict.DIFFERENT: Qt.Key.Key_N,
    Verdict.SKIP: Qt.Key.Key_S,
}


@pytest.fixture
def doubtful(
    loop: QEventLoop, engine: ChildEngine, theme: Theme, tmp_path: Path
) -> AbstractAsyncContextManager[Opened]:
    """The whole window over a workspace with 24 issues in doubt."""

    async def story() -> str:
        async with CauseloopClient(engine.backend()) as client:
            workspace = await client.workspaces.create(WorkspaceCreate(name=tmp_path.name))
        backend = replace(engine.backend(), workspace=workspace.id)
        async with CauseloopClient(backend) as client:
            await make_doubts(backend, client, datetime.now(UTC), None)
        return str(workspace.id)

    workspace = loop.run_until_complete(story())
    return open_window(theme, replace(engine.backend(), workspace=workspace), tmp_path)


async def show_reviews(opened: Opened) -> ReviewsView:
    opened.bench.go("reviews")
    view = cast("ReviewsView", opened.bench.view("reviews"))
    await opened.arrive()
    await until(lambda: view.presenter.state.phase is not Phase.LOADING)
    return view


def asked(view: ReviewsView) -> str:
    current = view.presenter.state.current
    return "" if current is None else current.title


def is_asked(view: ReviewsView, title: str) -> bool:
    return asked(view) == title


def press(view: ReviewsView, key: Qt.Key) -> None:
    """Press a key where the keyboard is."""
    focused = view.window().focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


async def test_twenty_decisions_by_keys_alone(doubtful: Opened) -> None:
    view = await show_reviews(doubtful)
    assert view.presenter.state.total == len(DOUBTS)
    said = [Verdict.SAME, Verdict.SAME, Verdict.DIFFERENT, Verdict.SKIP] * 5
    before = [row.title for row in view.presenter.state.queue]
    began = time.monotonic()
    for number, verdict in enumerate(said):
        assert asked(view) == before[number]
        await until(lambda: view.presenter.state.sides is not None)
        press(view, KEYS[verdict])
        await until(partial(is_asked, view, before[number + 1]))
    await until(lambda: len(view.presenter.state.answers) == len(said))
    assert time.monotonic() - began < 60
    await doubtful.arrive()

    counted = await doubtful.client.reviews.count()
    linked = await doubtful.client.issues.list(IssueFilter(linked=True), limit=1)
    assert (counted.open, counted.skipped) == (4, 5)
    assert linked.page.total == 3 * len(DOUBTS) + said.count(Verdict.SAME)
    assert view.presenter.state.total == 9
    operations = await doubtful.client.operations.list(limit=50)
    assert len(operations.data) == len(said)
    assert doubtful.bench.shell.state.reviews == 4


async def test_answers_are_taken_back_one_by_one(doubtful: Opened) -> None:
    view = await show_reviews(doubtful)
    first, second = (row.title for row in view.presenter.state.queue[:2])
    press(view, Qt.Key.Key_Y)
    press(view, Qt.Key.Key_N)
    await until(lambda: len(view.presenter.state.answers) == 2)

    press(view, Qt.Key.Key_U)
    await until(lambda: asked(view) == second)
    doubtful.bench.commands.undo()
    await until(lambda: asked(view) == first)
    await doubtful.arrive()

    assert view.presenter.state.total == len(DOUBTS)
    assert asked(view) == first
    assert view.presenter.state.answers == ()
    assert (await doubtful.client.reviews.count()).open == len(DOUBTS)


async def test_one_can_look_ahead_and_back_without_answering(doubtful: Opened) -> None:
    view = await show_reviews(doubtful)
    titles = [row.title for row in view.presenter.state.queue[:3]]
    for key, expected in (
        (Qt.Key.Key_J, titles[1]),
        (Qt.Key.Key_J, titles[2]),
        (Qt.Key.Key_K, titles[1]),
    ):
        press(view, key)
        await until(partial(is_asked, view, expected))
    await doubtful.arrive()
    assert view.left.title.toPlainText() == titles[1]
    assert view.right.title.toPlainText() != titles[1]
    assert (await doubtful.client.reviews.count()).open == len(DOUBTS)


async def test_a_place_that_is_decided_elsewhere_leaves_the_queue(doubtful: Opened) -> None:
    view = await show_reviews(doubtful)
    first, second = view.presenter.state.queue[:2]
    await doubtful.client.issues.link_pattern(second.issue_id, second.pattern.id)
    await until(lambda: view.presenter.state.total == len(DOUBTS) - 1)
    assert asked(view) == first.title
    assert second.id not in {row.id for row in view.presenter.state.queue}
    await doubtful.arrive()


async def test_long_texts_are_shown_to_their_end_and_scroll_together(doubtful: Opened) -> None:
    view = await show_reviews(doubtful)
    bars = view.left.text.verticalScrollBar(), view.right.text.verticalScrollBar()
    long = "\n".join(f"\tat com.acme.Job{n}.run(Job.java:{n})" for n in range(300))
    for side in (view.left, view.right):
        side.text.setPlainText(long)
    bars[0].setValue(bars[0].maximum())
    assert bars[0].value() == bars[1].value() > 0


async def test_the_issue_itself_offers_what_it_is_possibly_the_same_as(doubtful: Opened) -> None:
    (first, second) = (await doubtful.client.reviews.list(limit=2)).data
    doubtful.bench.go("issues", first.issue_id)
    view = cast("IssuesView", doubtful.bench.view("issues"))
    await until(lambda: view.pane.findChildren(PossiblyPart))
    (part,) = view.pane.findChildren(PossiblyPart)
    same, _ = part.findChildren(IconButton)
    assert first.pattern.name in same.toolTip()
    QTest.mouseClick(same, Qt.MouseButton.LeftButton)
    await until(lambda: view.issue.state.summary and view.issue.state.summary.pattern)
    await doubtful.arrive()
    assert not view.pane.findChildren(PossiblyPart)
    issue = await doubtful.client.issues.get(first.issue_id)
    assert issue.pattern_id == first.pattern.id

    doubtful.bench.go("issues", second.issue_id)
    await until(lambda: view.pane.findChildren(PossiblyPart))
    (part,) = view.pane.findChildren(PossiblyPart)
    _, other = part.findChildren(IconButton)
    QTest.mouseClick(other, Qt.MouseButton.LeftButton)
    await until(lambda: not view.pane.findChildren(PossiblyPart))
    await doubtful.arrive()
    assert (await doubtful.client.reviews.count()).open == len(DOUBTS) - 2


async def test_without_doubts_it_says_what_that_means(opened: Opened) -> None:
    view = await show_reviews(opened)
    assert view.presenter.state.phase is Phase.EMPTY
    assert view.empty.isVisible()
    said = {label.text() for label in view.empty.findChildren(Label)}
    assert "Nothing to review" in said
