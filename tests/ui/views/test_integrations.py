"""Sources as a person connects them and follows them, over a real engine and a live provider."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.finding.local import ChildEngine
from causeloop_desktop.contract.connectors import (
    Connector,
    ConnectorCreate,
    ConnectorStatus,
    SyncStatus,
)
from causeloop_desktop.desktop.views.integrations.adding.connect import ConnectDialog
from causeloop_desktop.desktop.views.integrations.connection.backfill import BackfillDialog
from causeloop_desktop.desktop.views.integrations.connection.history import SkippedDialog
from causeloop_desktop.desktop.views.shell.passphrase import PassphraseDialog
from causeloop_desktop.desktop.widgets.notices.questions import ConfirmDialog, TextDialog
from causeloop_desktop.desktop.widgets.states import EmptyState
from causeloop_desktop.vault import MASTER_KEY_VARIABLE
from tests.support.providers.github import TOKEN, GitHub
from tests.support.providers.oauth import CLIENT_ID, CLIENT_SECRET, Tokens
from tests.support.providers.server import Told, serving
from tests.support.waiting import until
from tests.ui.conftest import open_window
from tests.ui.views.test_keyboard import missed_by_tab, nameless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from causeloop_desktop.desktop.theme.theme import Theme
    from causeloop_desktop.desktop.views.integrations.view import IntegrationsView
    from tests.ui.conftest import Opened

SHOP = "acme/shop"
PASSPHRASE = "correct horse battery"


@pytest.fixture
def github() -> GitHub:
    provider = GitHub()
    provider.fill(SHOP, 5, datetime.now(UTC) - timedelta(days=3))
    provider.fill("acme/search", 2, datetime.now(UTC) - timedelta(days=3))
    return provider


@pytest.fixture
def address(github: GitHub) -> Iterator[str]:
    with serving(github.respond) as served:
        yield served


async def catalog_of(opened: Opened) -> IntegrationsView:
    """Open the screen and wait for the catalog."""
    opened.bench.go("integrations")
    view = cast("IntegrationsView", opened.bench.view("integrations"))
    await until(lambda: view.connectors.state.entries and not view.tasks.names)
    return view


async def connected(opened: Opened, address: str, repository: str = SHOP) -> Connector:
    return await opened.client.connectors.create(
        ConnectorCreate(
            type="github",
            display_name="Our shop",
            credentials={"api_key": TOKEN},
            settings={"base_url": address, "repositories": [repository]},
            hold=True,
        )
    )


async def synced(opened: Opened, connector: Connector) -> None:
    started = await opened.client.connectors.sync(connector.id)
    await opened.client.jobs.wait(started.job_id)


async def page_of(opened: Opened, connector: Connector) -> IntegrationsView:
    """Open the page of a connection and wait for its runs."""
    view = await catalog_of(opened)
    opened.bench.go("integrations", connector.id)
    await until(lambda: view.connection.state.connection is not None and not view.tasks.names)
    return view


def dialog_of(view: IntegrationsView) -> ConnectDialog:
    (dialog,) = cast("list[ConnectDialog]", view.findChildren(ConnectDialog))
    return dialog


def field_of(form: QWidget, name: str) -> QLineEdit:
    found = form.findChildren(QLineEdit)
    return next(field for field in found if field.accessibleName() == name)


async def signing_in(opened: Opened, address: str, key: str) -> tuple[IntegrationsView, str]:
    """Begin to connect GitHub with a key, and wait for what the test says."""
    view = await catalog_of(opened)
    QTest.keyClicks(view.field, "git")
    QTest.keyClick(view.field, Qt.Key.Key_Return)
    assert [card.key for card in view.grid.cards] == ["github"]
    QTest.keyClick(view.grid.cards[0], Qt.Key.Key_Return)
    dialog = dialog_of(view)
    field_of(dialog.sign_in.rare, "Address").setText(address)
    secret = field_of(dialog.sign_in.key, "Access token")
    assert secret.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClicks(secret, key)
    QTest.keyClick(secret, Qt.Key.Key_Return)
    state = dialog.presenter
    await until(lambda: state.state.works or state.state.problem)
    return view, state.state.problem


def ward_of(folder: Path) -> Path:
    """Lay out a database with one table that can be read and one that cannot."""
    file = folder / "ward.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE tickets (id INTEGER PRIMARY KEY, subject, updated_at)")
        database.execute("CREATE TABLE wards (id INTEGER PRIMARY KEY, name)")
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        database.execute("INSERT INTO tickets VALUES (1, 'Pump 4 stopped', ?)", (now,))
    return file


async def connecting_a_database(opened: Opened) -> tuple[IntegrationsView, ConnectDialog]:
    view = await catalog_of(opened)
    QTest.keyClicks(view.field, "database")
    QTest.keyClick(view.grid.cards[0], Qt.Key.Key_Return)
    return view, dialog_of(view)


async def test_a_source_is_connected_in_three_steps(opened: Opened, address: str) -> None:
    view, problem = await signing_in(opened, address, TOKEN)
    assert not problem
    dialog = dialog_of(view)
    assert field_of(dialog.sign_in.key, "Access token").text() == ""
    dialog.next.click()
    await until(lambda: dialog.presenter.state.choices)
    assert not dialog.next.isEnabled()
    QTest.keyClicks(dialog.picker.search, "shop")
    listed = [dialog.picker.list.item(n) for n in range(dialog.picker.list.count())]
    assert [one.text() for one in listed if not one.isHidden()] == [SHOP]
    shop = next(one for one in listed if one.text() == SHOP)
    dialog.picker.list.setCurrentItem(shop)
    QTest.keyClick(dialog.picker.list, Qt.Key.Key_Space)
    assert dialog.presenter.state.picked == {SHOP}
    assert dialog.picker._count.full_text() == "1 of 2 picked"
    QTest.keyClick(dialog.picker.list, Qt.Key.Key_Return)
    await until(lambda: dialog.presenter.state.schedule)
    assert dialog.presenter.state.picked == {SHOP}
    assert len(dialog.presenter.state.schedule.next_runs if dialog.presenter.state.schedule else ())
    await until(dialog.next.isEnabled)
    dialog.next.click()
    await until(lambda: view.shows_connection)
    await until(lambda: view.connection.state.runs)
    await until(lambda: _newest(view) is SyncStatus.SUCCESS)
    assert view.connection.state.runs[0].new == 5
    assert (await opened.client.issues.list()).page.total == 5


async def test_a_database_is_connected_by_its_address_and_a_table(
    opened: Opened, tmp_path: Path
) -> None:
    file = ward_of(tmp_path)
    view, dialog = await connecting_a_database(opened)
    assert dialog.sign_in.rare.isHidden()
    url = field_of(dialog.sign_in.key, "Database URL")
    assert "reader:" in url.placeholderText()
    QTest.keyClicks(url, f"sqlite:///{file}")
    QTest.keyClick(url, Qt.Key.Key_Return)
    await until(lambda: dialog.presenter.state.works)
    dialog.next.click()
    await until(lambda: dialog.presenter.state.choices)
    (only,) = dialog.presenter.state.choices or ()
    assert (only.label, only.size) == ("tickets", "1 row")
    assert not dialog.next.isEnabled()
    dialog.picker._all.clicked.emit()
    dialog.next.click()
    await until(lambda: dialog.presenter.state.schedule)
    await until(dialog.next.isEnabled)
    dialog.next.click()
    await until(lambda: view.shows_connection)
    await until(lambda: view.connection.state.runs)
    await until(lambda: _newest(view) is SyncStatus.SUCCESS)
    (issue,) = (await opened.client.issues.list()).data
    assert (issue.title, issue.external_id) == ("Pump 4 stopped", "1")


async def test_a_query_of_a_database_leaves_nothing_to_pick(opened: Opened, tmp_path: Path) -> None:
    file = ward_of(tmp_path)
    _view, dialog = await connecting_a_database(opened)
    dialog.sign_in._more.clicked.emit()
    field_of(dialog.sign_in.rare, "Query").setText("SELECT * FROM tickets")
    field_of(dialog.sign_in.key, "Database URL").setText(f"sqlite:///{file}")
    dialog.next.click()
    await until(lambda: dialog.presenter.state.works)
    dialog.next.click()
    await until(lambda: dialog.presenter.state.schedule)
    assert dialog.presenter.state.choices is None
    dialog.reject()


async def test_a_wrong_key_says_what_to_do_and_leaves_nothing_behind(
    opened: Opened, address: str
) -> None:
    view, problem = await signing_in(opened, address, "ghp_wrong")
    assert "refused" in problem
    dialog = dialog_of(view)
    assert dialog.next.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: not dialog._after.names)
    assert (await opened.client.connectors.list()).data == ()


async def test_the_catalog_is_searched_and_walked_by_keyboard(opened: Opened) -> None:
    view = await catalog_of(opened)
    cards = view.grid.cards
    assert len(cards) >= 10
    cards[0].setFocus()
    QTest.keyClick(cards[0], Qt.Key.Key_Right)
    assert view.connectors.state.chosen == cards[1].key
    QTest.keyClick(view.grid.cards[1], Qt.Key.Key_End)
    assert view.connectors.state.chosen == view.grid.cards[-1].key
    QTest.keyClick(view.grid.cards[-1], Qt.Key.Key_Up)
    assert view.connectors.state.chosen != view.grid.cards[-1].key
    view.search()
    QTest.keyClicks(view.field, "no such thing")
    await until(lambda: not view.connectors.state.cards)
    assert view._none.isVisible()


async def test_a_connection_is_paused_with_a_reason_and_resumed(
    opened: Opened, address: str
) -> None:
    view = await page_of(opened, await connected(opened, address))
    view.page.pause.click()
    await until(lambda: view.findChildren(TextDialog))
    (dialog,) = cast("list[TextDialog]", view.findChildren(TextDialog))
    dialog.field.setText("The vendor is moving.")
    dialog.confirm.click()
    await until(lambda: _status(view) is ConnectorStatus.PAUSED)
    assert "The vendor is moving." in view.page._health.full_text()
    assert view.page.sync.isHidden()
    view.page.pause.click()
    await until(lambda: _status(view) is ConnectorStatus.CONNECTED)
    assert not view.page.sync.isHidden()


async def test_what_went_wrong_and_what_was_skipped_are_shown(
    opened: Opened, github: GitHub, address: str
) -> None:
    del github.issues[SHOP][2]["title"]
    connector = await connected(opened, address)
    await synced(opened, connector)
    view = await page_of(opened, connector)
    history = view.page.history
    assert not history.skipped.isHidden()
    history.skipped.click()
    await until(lambda: history.findChildren(SkippedDialog))
    (dialog,) = cast("list[SkippedDialog]", history.findChildren(SkippedDialog))
    assert dialog.model.total == 1
    dialog.reject()

    del github.issues[SHOP]
    await synced(opened, connector)
    await until(lambda: _status(view) is ConnectorStatus.ERROR)
    await until(lambda: not history._more.isHidden())
    assert "gone" in history._told.full_text()
    assert "Not Found" in history._more.full_text()
    view.page.mend.click()
    assert view.page.tabs.current == "settings"


async def test_a_sync_says_what_it_waits_for_and_is_cancelled(
    opened: Opened, github: GitHub, address: str
) -> None:
    view = await page_of(opened, await connected(opened, address))
    github.failures.append(Told({"message": "slow down"}, 429, {"Retry-After": "120"}))
    view.page.sync.click()
    await until(lambda: "waiting" in view.page._live.full_text())
    assert not view.page.cancel.isHidden()
    assert not view.page.sync.isEnabled()
    view.page.cancel.click()
    await until(lambda: _newest(view) is SyncStatus.CANCELLED)
    await until(lambda: view.page.sync.isEnabled())


async def test_the_past_is_read_again_from_a_day_on(opened: Opened, address: str) -> None:
    connector = await connected(opened, address)
    await synced(opened, connector)
    view = await page_of(opened, connector)
    view.page.backfill.click()
    await until(lambda: view.findChildren(BackfillDialog))
    (dialog,) = cast("list[BackfillDialog]", view.findChildren(BackfillDialog))
    dialog._confirm.click()
    await until(lambda: view.connection.state.runs_total == 2)
    await until(lambda: _newest(view) is SyncStatus.SUCCESS)
    assert view.connection.state.runs[0].reason == "backfill"
    assert view.connection.state.runs[0].unchanged == 5


async def test_every_part_of_a_connection_is_reached_by_keyboard_and_has_names(
    opened: Opened, address: str
) -> None:
    page = (await page_of(opened, await connected(opened, address))).page
    opened.bench.window.activateWindow()
    await until(opened.bench.window.isActiveWindow)
    assert page.tabs.keys == ("history", "schedule", "at-once", "settings")
    for part in page.tabs.keys:
        page.tabs.changed.emit(part)
        assert nameless(page) == [], part
        assert missed_by_tab(page) == [], part


async def test_schedule_and_settings_are_saved(opened: Opened, address: str) -> None:
    view = await page_of(opened, await connected(opened, address))
    page = view.page
    page.show_tab("schedule")
    page.schedule._show("0 6 * * 1-5", "America/New_York")
    page.save_schedule.click()
    await until(lambda: _cron(view) == "0 6 * * 1-5")
    assert "Monday" in page.schedule._words.full_text()

    page.show_tab("settings")
    page.settings.name.setText("Shop of ours")
    page.settings.pace.setValue(30)
    page.settings.save.click()
    await until(lambda: page._title.full_text() == "Shop of ours")
    kept = view.connection.state.connection
    assert kept is not None
    assert kept.requests_per_minute == 30

    QTest.keyClicks(field_of(page.settings.credentials, "Access token"), "ghp_worse")
    page.settings.replace.click()
    await until(lambda: "not taken" in page.settings._candidate.full_text())
    assert not page.settings.accept.isHidden()
    assert _status(view) is ConnectorStatus.CONNECTED


async def test_disconnecting_asks_first(opened: Opened, address: str) -> None:
    view = await page_of(opened, await connected(opened, address))
    view.page.settings.remove_asked.emit()
    await until(lambda: view.findChildren(ConfirmDialog))
    (question,) = cast("list[ConfirmDialog]", view.findChildren(ConfirmDialog))
    question.confirm.click()
    await until(lambda: not view.shows_connection)
    await until(lambda: not view.connectors.state.connections)
    assert (await opened.client.connectors.list()).data == ()


async def test_no_issues_yet_says_why(opened: Opened, address: str) -> None:
    await synced(opened, await connected(opened, address, "acme/gone"))
    opened.bench.go("issues")
    await opened.arrive()
    view = opened.bench.view("issues")
    await until(lambda: any("acme/gone" in one.accessibleName() for one in _shown(view)))


async def test_a_source_is_authorised_in_the_browser(
    opened: Opened, github: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = Tokens(github.respond, TOKEN)
    visited: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: visited.append(url.toString()))
    with serving(tokens.respond) as address:
        view = await catalog_of(opened)
        entries = view.connectors.state.entries
        dialog = view.connect_source(next(one for one in entries if one.type == "github"))
        step = dialog.sign_in
        step.way.set_current("browser")
        step.way.changed.emit("browser")
        field_of(step.rare, "Address").setText(address)
        field_of(step.app, "Redirect to").setText("https://ours.example/callback")
        field_of(step.app, "Client id").setText(CLIENT_ID)
        field_of(step.app, "Client secret").setText(CLIENT_SECRET)
        dialog.next.click()
        await until(lambda: visited)
        await until(lambda: not step._pasting.isHidden())
        step.address.setText(tokens.sign_in(visited[0].replace("%3A", ":").replace("%2F", "/")))
        QTest.keyClick(step.address, Qt.Key.Key_Return)
        await until(lambda: dialog.presenter.state.works)
        assert "knows us as ada" in step._told.full_text()
        dialog.reject()


async def test_a_passphrase_is_asked_where_there_is_no_keyring(
    theme: Theme, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(MASTER_KEY_VARIABLE, raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    engine = await ChildEngine.start(tmp_path / "engine")
    async with open_window(theme, engine.backend(), tmp_path / "window") as opened:
        view = await catalog_of(opened)
        entries = view.connectors.state.entries
        dialog = view.connect_source(next(one for one in entries if one.type == "github"))
        field_of(dialog.sign_in.rare, "Address").setText(address)
        field_of(dialog.sign_in.key, "Access token").setText(TOKEN)
        dialog.next.click()
        await until(lambda: dialog.findChildren(PassphraseDialog))
        (asked,) = cast("list[PassphraseDialog]", dialog.findChildren(PassphraseDialog))
        for field in asked.findChildren(QLineEdit):
            field.setText(PASSPHRASE)
        asked._confirm.click()
        await until(lambda: dialog.presenter.state.works)
        dialog.reject()
    async with CauseloopClient(engine.backend()) as client:
        assert (await client.vault.state()).is_open
    await engine.stop()


def _newest(view: IntegrationsView) -> SyncStatus | None:
    runs = view.connection.state.runs
    return runs[0].status if runs else None


def _status(view: IntegrationsView) -> ConnectorStatus | None:
    connection = view.connection.state.connection
    return connection.status if connection else None


def _cron(view: IntegrationsView) -> str:
    connection = view.connection.state.connection
    return connection.schedule.cron if connection else ""


def _shown(view: QWidget) -> list[EmptyState]:
    return [one for one in view.findChildren(EmptyState) if one.isVisible()]
