"""What a connection tells while it lives: waits, estimates, hosts, failures, how long rows stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from causeloop_desktop.desktop.views.integrations.connection.backfill import BackfillDialog
from causeloop_desktop.desktop.views.integrations.hosts import HostsDialog
from tests.support.providers.github import TOKEN, GitHub
from tests.support.providers.server import Told, serving
from tests.support.waiting import until
from tests.ui.views.test_integrations import (
    SHOP,
    catalog_of,
    connected,
    dialog_of,
    page_of,
    signing_in,
    synced,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from causeloop_desktop.contract.hosts import Host
    from causeloop_desktop.desktop.views.integrations.view import IntegrationsView
    from causeloop_desktop.desktop.views.settings.view import SettingsView
    from tests.ui.conftest import Opened


@pytest.fixture
def github() -> GitHub:
    provider = GitHub()
    provider.fill(SHOP, 250, datetime.now(UTC) - timedelta(days=3))
    return provider


@pytest.fixture
def address(github: GitHub) -> Iterator[str]:
    with serving(github.respond) as served:
        yield served


def _card(view: IntegrationsView, key: str) -> str:
    (card,) = (card for card in view.grid.cards if card.key == key)
    return card.accessibleName()


async def test_a_wait_goes_down_on_the_card_and_on_the_page(
    opened: Opened, github: GitHub, address: str
) -> None:
    connector = await connected(opened, address)
    view = await catalog_of(opened)
    github.failures.append(Told({"message": "slow down"}, 429, {"Retry-After": "120"}))
    started = await opened.client.connectors.sync(connector.id)
    await until(lambda: "waiting" in _card(view, connector.id))
    assert "for GitHub's limit" in _card(view, connector.id)
    before = _card(view, connector.id)
    await until(lambda: _card(view, connector.id) != before)
    opened.bench.go("integrations", connector.id)
    await until(lambda: "for GitHub's limit" in view.page._live.full_text())
    await opened.client.connectors.cancel(connector.id)
    await opened.client.jobs.wait(started.job_id)
    await until(lambda: view.page.sync.isEnabled())


async def test_a_backfill_says_first_what_it_takes(
    opened: Opened, github: GitHub, address: str
) -> None:
    view = await page_of(opened, await connected(opened, address))
    view.page.backfill.click()
    await until(lambda: view.findChildren(BackfillDialog))
    (dialog,) = cast("list[BackfillDialog]", view.findChildren(BackfillDialog))
    line = dialog.estimate
    assert line.full_text() == "Counting what is there…"
    await until(lambda: "250 rows in 3 requests, less than a minute." in line.full_text())
    github.token = "another"
    dialog._from.setDate(dialog._from.date().addDays(-10))
    await until(lambda: "credentials" in line.full_text())
    dialog._from.setDate(dialog._to.date().addDays(1))
    assert line.full_text() == ""
    dialog.reject()


async def test_the_first_reading_says_what_it_takes_and_follows_the_choice(
    opened: Opened, address: str
) -> None:
    view, _ = await signing_in(opened, address, TOKEN)
    dialog = dialog_of(view)
    dialog.next.click()
    await until(lambda: dialog.presenter.state.choices)
    dialog.presenter.pick(frozenset({SHOP}))
    dialog.next.click()
    await until(lambda: "250 rows in 3 requests" in dialog.estimate.full_text())
    QTest.keyClick(dialog.span, Qt.Key.Key_Left)
    assert dialog.estimate.full_text() == "Counting what is there…"
    await until(lambda: "250 rows" in dialog.estimate.full_text())
    dialog.reject()


async def test_hosts_are_listed_with_why_they_were_asked(opened: Opened, address: str) -> None:
    connector = await connected(opened, address)
    await synced(opened, connector)
    view = await catalog_of(opened)
    view.hosts.click()
    await until(lambda: view.findChildren(HostsDialog))
    (dialog,) = cast("list[HostsDialog]", view.findChildren(HostsDialog))
    host = cast("Host", dialog.model.row(0))
    assert host.host == "127.0.0.1"
    assert host.requests >= 4
    dialog.reject()


async def test_a_failure_and_its_end_are_told_once(
    opened: Opened, github: GitHub, address: str
) -> None:
    connector = await connected(opened, address)
    await catalog_of(opened)
    notices = opened.bench.window.notices
    github.token = "another"
    for _ in range(2):
        await synced(opened, connector)
    await until(lambda: any(one.title == "Our shop cannot be read" for one in notices.history))
    github.token = TOKEN
    await synced(opened, connector)
    await until(lambda: any(one.title == "Our shop works again" for one in notices.history))
    told = [one.title for one in notices.history if one.title == "Our shop cannot be read"]
    assert len(told) == 1


async def test_how_long_rows_stay_is_chosen_in_the_settings(opened: Opened) -> None:
    opened.bench.go("settings")
    view = cast("SettingsView", opened.bench.view("settings"))
    card = view.retention
    await until(lambda: card.presenter.state.kept is not None)
    assert card.days.value() == 180
    assert not card.save.isEnabled()
    card.days.setValue(30)
    card.save.click()
    await until(lambda: not card.save.isEnabled())
    kept = await opened.client.retention.get()
    assert kept.raw_row_days == 30
    (operation, *_) = (await opened.client.operations.list()).data
    opened.bench.undo(operation.id)
    await until(lambda: card.days.value() == 180)


async def test_how_long_ago_a_source_was_read_grows(
    opened: Opened, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connector = await connected(opened, address)
    await synced(opened, connector)
    view = await page_of(opened, connector)
    assert "just now" in view.page._health.full_text()
    later = datetime.now(UTC) + timedelta(minutes=7)
    monkeypatch.setattr(view.page, "_desk", replace(view.desk, clock=lambda: later))
    view._minute.timeout.emit()
    assert "7 min ago" in view.page._health.full_text()
    assert view._minute.isActive()
    opened.bench.go("dashboard")
    await until(lambda: not view._minute.isActive())
