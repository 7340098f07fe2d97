from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from causeloop_desktop.contract.issues import IssueCreate
from causeloop_desktop.desktop.presenters.saving import save_csv
from causeloop_desktop.desktop.views.dashboard.names import short_name, short_quotes
from causeloop_desktop.desktop.views.export import held_rows
from causeloop_desktop.desktop.widgets.labels import Label
from tests.support.recurring import (
    FAILURES,
    PAYMENT,
    SEARCH,
    Recurring,
    tell,
    wait_for_patterns,
)
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from causeloop_desktop.contract.dashboard import TeamLoad
    from causeloop_desktop.desktop.views.dashboard.view import DashboardView
    from causeloop_desktop.desktop.views.patterns.view import PatternsView
    from tests.ui.conftest import Opened


async def show_dashboard(opened: Opened, failures: Sequence[Recurring] = ()) -> DashboardView:
    """Show the screen after some failures happened, or over what the workspace has."""
    if failures:
        await tell(opened.client.backend, datetime.now(UTC), failures)
        await wait_for_patterns(opened.client, len(failures))
    opened.bench.go("dashboard")
    await opened.arrive()
    return cast("DashboardView", opened.bench.view("dashboard"))


async def test_an_empty_workspace_offers_the_import(opened: Opened) -> None:
    view = await show_dashboard(opened, ())
    assert view.empty.isVisible()
    view.empty.other_clicked.emit()
    assert opened.bench.current_view is opened.bench.view("integrations")


async def test_issues_without_a_pattern_say_what_is_to_come(opened: Opened) -> None:
    await opened.client.issues.create(IssueCreate(title="Pump 4 stopped"))
    view = await show_dashboard(opened)
    await until(lambda: view.states.isVisible() and view.tiles.isVisible())
    assert view._no_patterns.isVisible()
    assert not view.bubbles.isVisible()


async def test_the_first_screen_leads_to_what_keeps_coming_back(lasting: Opened) -> None:
    view = await show_dashboard(lasting)
    assert view.patterns.total == len(FAILURES)
    assert view.bubbles.describe().count(";") == len(FAILURES) - 1
    assert view.pattern_table.hasFocus()
    QTest.keyClick(view.pattern_table, Qt.Key.Key_Home)
    QTest.keyClick(view.pattern_table, Qt.Key.Key_Return)
    await lasting.arrive()
    patterns = cast("PatternsView", lasting.bench.view("patterns"))
    assert patterns.pattern.state.pattern is not None
    assert patterns.pattern.state.pattern.name.startswith(PAYMENT.title)


async def test_a_team_leads_to_the_worst_of_its_patterns(lasting: Opened) -> None:
    view = await show_dashboard(lasting)
    loads = [cast("TeamLoad", view.teams.row(place)) for place in range(view.teams.total)]
    view.team_table.opened.emit(next(load for load in loads if load.team == SEARCH.team))
    await lasting.arrive()
    patterns = cast("PatternsView", lasting.bench.view("patterns"))
    assert patterns.pattern.state.pattern is not None
    assert patterns.pattern.state.pattern.name.startswith(SEARCH.title)


async def test_it_renews_itself_and_its_tables_can_be_saved(opened: Opened, tmp_path: Path) -> None:
    view = await show_dashboard(opened, FAILURES[:2])
    await tell(opened.client.backend, datetime.now(UTC), FAILURES[2:])
    await until(lambda: view.patterns.total == len(FAILURES))
    await wait_for_patterns(opened.client)
    await opened.arrive()
    rows = await save_csv(
        held_rows(view.teams, "teams").chunks(), tmp_path / "t.csv", lambda _: None
    )
    assert rows == view.teams.total == 3


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Acquirer slow again, checkouts pile up behind … timeout", "Acquirer slow again"),
        ("Label API of carrier answers … under volume", "Label API of carrier"),
        ("Reset mails wait behind newsletter in the same queue", "Reset mails wait"),
        ("Could not pay, order MT-…", "Could not pay"),
        ("Login: InvalidTokenError rate above threshold", "Login InvalidTokenError rate above"),
        ("Outage", "Outage"),
        ("…", ""),
        ("… of NetworkTopology's chooseRandom method", "NetworkTopology's chooseRandom method"),
        ("Make … use same version of avro", "Make use same version"),
        ("Backport HDFS-… to …", "Backport HDFS"),
    ],
)
def test_names_are_cut_where_a_reader_would_cut_them(name: str, short: str) -> None:
    assert short_name(name) == short


def test_long_quoted_titles_leave_in_sight_what_is_said_of_them() -> None:
    said = "“Monday import starves price updates in search” does not belong to “Disk full”"
    assert short_quotes(said) == "“Monday import starves price…” does not belong to “Disk full”"


async def test_what_is_new_stands_behind_a_tab(opened: Opened) -> None:
    fresh = Recurring("Passkey prompt never closes", "identity", (1, 2))
    view = await show_dashboard(opened, (*FAILURES, fresh))
    card, novelty = view.lately, view.novelty.state.novelty
    assert novelty is not None
    QTest.keyClick(card.tabs, Qt.Key.Key_Right)
    await opened.arrive()
    assert card.novelty.isVisible()
    words = [label.full_text() for label in card.novelty.findChildren(Label)]
    assert "New word" in words
    assert any(word.startswith("“passkey” in 2 issues") for word in words)
    (found,) = (term for term in novelty.terms if term.term == "passkey")
    card.novelty.clicked.emit(found.issues[0].id)
    await opened.arrive()
    assert opened.bench.window.sidebar.current == "issues"
