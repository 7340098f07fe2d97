"""Providers tell by themselves: the real application, signed as the provider signs."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.errors import NotFoundError
from causeloop_desktop.contract.connectors import Connector, ConnectorCreate, ConnectorId
from causeloop_desktop.contract.issues import IssueSummary
from causeloop_desktop.contract.webhooks import WebhookCreate, WebhookCreated
from causeloop_desktop.contract.workspaces import WorkspaceCreate
from tests.support.connections import (
    SHOP,
    client_of,
    connect,
    files_with,
    synced,
)
from tests.support.engines import BASE_URL, RunningEngine, running_engine
from tests.support.providers.github import GitHub

pytestmark = pytest.mark.anyio


@pytest.fixture
def github() -> GitHub:
    provider = GitHub()
    provider.fill(SHOP, 1, datetime.now(UTC) - timedelta(days=3))
    return provider


def signed(secret: str, body: bytes, header: str = "X-Hub-Signature-256") -> dict[str, str]:
    return {header: "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


async def told(
    engine: RunningEngine, path: str, body: bytes, headers: dict[str, str]
) -> httpx.Response:
    """Tell as a stranger does: without any token."""
    async with httpx.AsyncClient(transport=engine.transport, base_url=BASE_URL) as provider:
        return await provider.post(path, content=body, headers=headers)


async def told_github(
    engine: RunningEngine, webhook: WebhookCreated, action: str, issue: dict[str, Any]
) -> dict[str, Any]:
    message = {"action": action, "issue": issue, "repository": {"full_name": SHOP}}
    body = json.dumps(message).encode()
    headers = {**signed(webhook.secret or "", body), "X-GitHub-Event": "issues"}
    answer = await told(engine, webhook.path, body, headers)
    assert answer.status_code == 202
    taken: dict[str, Any] = answer.json()
    return taken


async def only_issue(client: CauseloopClient) -> IssueSummary:
    [issue] = (await client.issues.list()).data
    return issue


async def pushed_to(client: CauseloopClient) -> tuple[Connector, WebhookCreated]:
    connector = await client.connectors.create(ConnectorCreate(type="custom_api"))
    return connector, await client.webhooks.create(WebhookCreate(connector_id=connector.id))


async def test_what_github_tells_changes_the_issue_that_was_fetched(
    tmp_path: Path, github: GitHub, address: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address)
        await synced(client, connector)
        webhook = await client.webhooks.create(WebhookCreate(connector_id=connector.id))
        assert webhook.secret is not None
        assert webhook.secret.startswith("whsec_")
        assert webhook.header == "x-hub-signature-256"

        before = await only_issue(client)
        row = {**github.issues[SHOP][1], "title": "It fails again"}
        del row["body"]
        assert (await told_github(engine, webhook, "edited", row))["accepted"] == 1
        edited = await client.issues.get((await only_issue(client)).id)
        assert (edited.id, edited.title) == (before.id, "It fails again")
        assert edited.body == github.issues[SHOP][1]["body"]  # what it left out stays

        await told_github(engine, webhook, "deleted", row)
        assert (await only_issue(client)).status.value == "closed"
        await told_github(engine, webhook, "reopened", {**row, "state": "open"})
        again = await only_issue(client)
        assert again.status.value == "open"


async def test_what_was_not_chosen_and_what_is_no_issue_is_left_alone(
    tmp_path: Path, github: GitHub, address: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await connect(client, address)
        webhook = await client.webhooks.create(WebhookCreate(connector_id=connector.id))
        message = {
            "action": "opened",
            "issue": github.issues[SHOP][1],
            "repository": {"full_name": "acme/other"},
        }
        body = json.dumps(message).encode()
        headers = signed(webhook.secret or "", body)
        for event, ignored in (("issues", 1), ("ping", 0)):
            sent = {**headers, "X-GitHub-Event": event}
            answer = (await told(engine, webhook.path, body, sent)).json()
            assert (answer["accepted"], answer["ignored"]) == (0, ignored)
        assert (await client.issues.list()).data == ()


async def test_nothing_is_stored_without_the_right_signature(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        _, webhook = await pushed_to(client)
        silent = await client.connectors.create(ConnectorCreate(type="custom_api"))
        body = b'{"external_id": "1", "title": "It fails"}'
        good = signed(webhook.secret or "", body, "X-Causeloop-Signature")
        for path, headers, content in (
            (webhook.path, {}, body),
            (webhook.path, signed("whsec_another", body, "X-Causeloop-Signature"), body),
            (webhook.path, good, body + b" "),
            (f"/v1/webhooks/inbound/{silent.id}", good, body),
            ("/v1/webhooks/inbound/con_nobody", good, body),
        ):
            assert (await told(engine, path, content, headers)).status_code == 401
        assert (await client.issues.list()).data == ()
        assert (await told(engine, webhook.path, body, good)).json()["accepted"] == 1
        assert (await only_issue(client)).title == "It fails"


async def test_a_new_secret_ends_the_old_one_and_neither_is_found_in_a_file(
    tmp_path: Path,
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector, first = await pushed_to(client)
        second = await client.webhooks.create(WebhookCreate(connector_id=connector.id))
        body = b'{"records": [{"external_id": "1", "title": "It fails"}, {"title": 7}]}'
        for webhook, status in ((first, 401), (second, 202)):
            headers = signed(webhook.secret or "", body, "X-Causeloop-Signature")
            answer = await told(engine, webhook.path, body, headers)
            assert answer.status_code == status
        assert (answer.json()["accepted"], answer.json()["rejected"][0]["index"]) == (1, 1)
    assert second.secret is not None
    assert not files_with(tmp_path, second.secret.encode())


async def test_a_message_holds_no_more_than_a_push(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        _, webhook = await pushed_to(client)
        records = [{"external_id": str(number), "title": "It fails"} for number in range(501)]
        body = json.dumps({"records": records}).encode()
        headers = signed(webhook.secret or "", body, "X-Causeloop-Signature")
        refused = await told(engine, webhook.path, body, headers)
        assert refused.status_code == 400
        assert "at most 500 records" in refused.json()["error"]["message"]
        assert not (await client.issues.list()).data
        shown = await client.webhooks.get(webhook.id)
        assert shown.last_refusal is not None
        assert "at most 500" in shown.last_refusal.reason


async def test_a_paused_connection_takes_nothing(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector, webhook = await pushed_to(client)
        await client.connectors.pause(connector.id, "The vendor is moving.")
        body = b'{"external_id": "1", "title": "It fails"}'
        headers = signed(webhook.secret or "", body, "X-Causeloop-Signature")
        assert (await told(engine, webhook.path, body, headers)).status_code == 409
        assert (await client.issues.list()).data == ()


async def test_slack_hears_its_challenge_back_once_it_is_signed(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await client.connectors.create(ConnectorCreate(type="slack"))
        own = "8f742231b10e8888abcd99yyyzzz85a5"
        webhook = await client.webhooks.create(WebhookCreate(connector_id=connector.id, secret=own))
        assert webhook.secret is None
        body = b'{"type": "url_verification", "challenge": "3eZbrw1aBm2rZgRNFdxV"}'
        time = str(engine.clock.now_us // 1_000_000)
        made = hmac.new(own.encode(), f"v0:{time}:".encode() + body, hashlib.sha256)
        headers = {
            "X-Slack-Request-Timestamp": time,
            "X-Slack-Signature": f"v0={made.hexdigest()}",
        }
        answer = await told(engine, webhook.path, body, headers)
        assert (answer.status_code, answer.json()) == (200, {"challenge": "3eZbrw1aBm2rZgRNFdxV"})
        engine.clock.now_us += 301_000_000
        assert (await told(engine, webhook.path, body, headers)).status_code == 401


async def test_another_workspace_cannot_make_a_secret(tmp_path: Path) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector, _ = await pushed_to(client)
        await client.workspaces.create(WorkspaceCreate(name="Other"))
        async with client_of(engine, "other") as other:
            with pytest.raises(NotFoundError):
                await other.webhooks.create(WebhookCreate(connector_id=connector.id))
        with pytest.raises(NotFoundError):
            await client.webhooks.create(WebhookCreate(connector_id=ConnectorId("con_nobody")))
