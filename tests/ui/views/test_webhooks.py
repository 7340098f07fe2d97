"""Changes at once, as a person sets them up on the page of a connection."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, cast

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from causeloop_desktop.contract.connectors import ConnectorCreate
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.views.integrations.connection.webhook import RotateDialog
from causeloop_desktop.desktop.widgets.notices.questions import ConfirmDialog
from tests.support.waiting import until

if TYPE_CHECKING:
    from causeloop_desktop.contract.connectors import Connector
    from causeloop_desktop.contract.webhooks import Webhook
    from causeloop_desktop.desktop.views.integrations.connection.webhook import WebhookPanel
    from causeloop_desktop.desktop.views.integrations.view import IntegrationsView
    from tests.ui.conftest import Opened


async def panel_of(opened: Opened, connector: Connector) -> WebhookPanel:
    """Open the part of a connection's page and wait for what it shows."""
    opened.bench.go("integrations")
    view = cast("IntegrationsView", opened.bench.view("integrations"))
    await until(lambda: view.connectors.state.entries and not view.tasks.names)
    opened.bench.go("integrations", connector.id)
    await until(lambda: view.page.webhook.presenter.state.phase is Phase.READY)
    view.page.tabs.changed.emit("at-once")
    await until(view.page.webhook.begin.isVisible)
    return view.page.webhook


async def made(panel: WebhookPanel) -> Webhook:
    panel.begin.click()
    await until(lambda: panel.presenter.state.webhook is not None)
    webhook = panel.presenter.state.webhook
    assert webhook is not None
    return webhook


async def test_an_address_and_a_secret_are_made_copied_tried_and_removed(opened: Opened) -> None:
    connector = await opened.client.connectors.create(ConnectorCreate(type="custom_api"))
    panel = await panel_of(opened, connector)
    webhook = await made(panel)
    assert panel.address.text == webhook.path
    assert panel._nobody.isVisible()
    assert "answers on this computer only" in panel._nobody.full_text()

    secret = panel.secret.text
    assert secret.startswith("whsec_")
    panel.secret.copy.click()
    assert QGuiApplication.clipboard().text() == secret
    assert "shown this once" in panel._kept.full_text()

    panel.test.click()
    await until(lambda: panel.presenter.state.tried is not None)
    assert "The secret and the connection work" in panel._tried.full_text()
    await until(lambda: "A test came" in panel._taken.full_text())

    body = b'{"external_id": "1", "title": "It fails"}'
    sign = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    base_url = opened.client.backend.base_url
    for header in (f"sha256={sign}", "sha256=00"):
        async with httpx.AsyncClient(base_url=base_url, trust_env=False) as stranger:
            sent = {"x-causeloop-signature": header}
            await stranger.post(webhook.path, content=body, headers=sent)
    await until(lambda: "not signed with this secret" in panel._refused.full_text())
    assert "1 taken" in panel._taken.full_text()

    panel.remove.click()
    await until(lambda: panel.findChildren(ConfirmDialog))
    panel.findChildren(ConfirmDialog)[0].confirm.click()
    await until(lambda: panel.presenter.state.webhook is None)
    await until(panel.begin.isVisible)


async def test_a_secret_is_rotated_by_keyboard_and_the_old_one_holds(opened: Opened) -> None:
    connector = await opened.client.connectors.create(ConnectorCreate(type="custom_api"))
    panel = await panel_of(opened, connector)
    await made(panel)
    before = panel.secret.text
    panel.rotate.setFocus()
    QTest.keyClick(panel.rotate, Qt.Key.Key_Return)
    await until(lambda: panel.findChildren(RotateDialog))
    QTest.keyClick(panel.findChildren(RotateDialog)[0], Qt.Key.Key_Return)
    await until(lambda: panel.secret.text not in {"", before})
    assert "holds for 24 h more" in panel._kept.full_text()


@pytest.mark.parametrize("type_", ["pagerduty"])
async def test_a_providers_own_secret_is_entered_here(opened: Opened, type_: str) -> None:
    connector = await opened.client.connectors.create(ConnectorCreate(type=type_))
    panel = await panel_of(opened, connector)
    await made(panel)
    assert not panel.secret.isVisible()
    assert "Its secret is missing here" in panel._kept.full_text()
    assert "incident.resolved" in panel._events.full_text()
    panel.theirs.setFocus()
    assert not panel.use.isEnabled()
    QTest.keyClicks(panel.theirs, "what PagerDuty showed")
    QTest.keyClick(panel.theirs, Qt.Key.Key_Return)
    await until(lambda: "kept and not shown again" in panel._kept.full_text())
    await until(lambda: panel.theirs.text() == "")
