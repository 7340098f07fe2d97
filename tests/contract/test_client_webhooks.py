"""Webhooks as people set them up, over the real application."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.errors import NotFoundError
from causeloop_desktop.contract.connectors import Connector, ConnectorCreate
from causeloop_desktop.contract.webhooks import (
    Webhook,
    WebhookCreate,
    WebhookCreated,
    WebhookRotate,
)
from causeloop_desktop.contract.workspaces import WorkspaceCreate
from tests.support.connections import client_of
from tests.support.engines import BASE_URL, RunningEngine, running_engine
from tests.support.providers.server import Asked, Told, serving

pytestmark = pytest.mark.anyio

HOUR_US = 3_600_000_000
ONE = b'{"external_id": "1", "title": "It fails"}'


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[RunningEngine]:
    async with running_engine(tmp_path) as running:
        yield running


@pytest.fixture
async def client(engine: RunningEngine) -> AsyncIterator[CauseloopClient]:
    async with client_of(engine) as ours:
        yield ours


async def pushed_to(client: CauseloopClient) -> tuple[Connector, WebhookCreated]:
    connector = await client.connectors.create(ConnectorCreate(type="custom_api"))
    return connector, await client.webhooks.create(WebhookCreate(connector_id=connector.id))


async def told(
    engine: RunningEngine, webhook: WebhookCreated, secret: str | None, body: bytes = ONE
) -> int:
    """Tell as a stranger does: without any token, signed if there is a secret."""
    headers = {}
    if secret is not None:
        made = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers["X-Causeloop-Signature"] = f"sha256={made}"
    async with httpx.AsyncClient(transport=engine.transport, base_url=BASE_URL) as stranger:
        return (await stranger.post(webhook.path, content=body, headers=headers)).status_code


async def shown(client: CauseloopClient, made: WebhookCreated) -> Webhook:
    [webhook] = (await client.webhooks.list(made.connector_id)).data
    assert webhook == await client.webhooks.get(made.id)
    return webhook


async def test_a_webhook_says_where_it_is_set_up_and_never_its_secret(
    engine: RunningEngine, client: CauseloopClient
) -> None:
    connector = await client.connectors.create(ConnectorCreate(type="pagerduty"))
    own = "the secret that PagerDuty showed"
    request = WebhookCreate(connector_id=connector.id, secret=own)
    made = await client.webhooks.create(request)
    assert (made.secret, made.url) == (None, "")
    webhook = await shown(client, made)
    assert webhook.makes_secret
    assert webhook.secret_by_provider
    assert "incident.resolved" in webhook.events
    assert webhook.connector_name == connector.display_name
    raw = await engine.client.get("/v1/webhooks")
    assert own not in raw.text


async def test_what_came_last_is_told_and_why_the_last_was_refused(
    engine: RunningEngine, client: CauseloopClient
) -> None:
    _, made = await pushed_to(client)
    assert (await shown(client, made)).last_delivery is None
    two = json.dumps({"records": [json.loads(ONE), {"title": 7}]}).encode()
    assert await told(engine, made, made.secret, two) == 202
    delivery = (await shown(client, made)).last_delivery
    assert delivery is not None
    assert (delivery.accepted, delivery.rejected, delivery.test) == (1, 1, False)

    reasons = []
    for secret, body in ((None, ONE), ("whsec_of_another", ONE), (made.secret, b"no json")):
        engine.clock.now_us += 2_000_000
        assert await told(engine, made, secret, body) in {400, 401}
        refusal = (await shown(client, made)).last_refusal
        assert refusal is not None
        reasons.append(refusal.reason)
    assert "no header x-causeloop-signature" in reasons[0]
    assert "not signed with this secret" in reasons[1]
    assert "not JSON" in reasons[2]
    webhook = await shown(client, made)
    assert (webhook.deliveries, webhook.refusals) == (1, 3)


async def test_a_storm_of_strangers_is_one_note_that_counts_them(
    engine: RunningEngine, client: CauseloopClient
) -> None:
    _, made = await pushed_to(client)
    for _ in range(20):
        assert await told(engine, made, None) == 401
    assert (await shown(client, made)).refusals == 1
    engine.clock.now_us += 2_000_000
    assert await told(engine, made, None) == 401
    assert (await shown(client, made)).refusals == 21


async def test_the_old_secret_holds_for_a_while_after_a_rotation(
    engine: RunningEngine, client: CauseloopClient
) -> None:
    _, made = await pushed_to(client)
    renewed = await client.webhooks.rotate(made.id, WebhookRotate(grace_hours=2))
    assert renewed.secret not in {None, made.secret}
    assert (await shown(client, made)).old_secret_until is not None
    assert await told(engine, made, made.secret) == 202
    assert await told(engine, made, renewed.secret) == 202
    engine.clock.now_us += 2 * HOUR_US
    assert await told(engine, made, made.secret) == 401
    assert await told(engine, made, renewed.secret) == 202
    assert (await shown(client, made)).old_secret_until is None


async def test_a_rotation_without_grace_ends_the_old_secret_at_once(
    engine: RunningEngine, client: CauseloopClient
) -> None:
    _, made = await pushed_to(client)
    await client.webhooks.rotate(made.id, WebhookRotate(grace_hours=0))
    assert await told(engine, made, made.secret) == 401


@pytest.mark.parametrize(
    "type_", ["custom_api", "github", "jira", "linear", "pagerduty", "slack", "zendesk", "email"]
)
async def test_a_test_goes_through_every_source_and_brings_nothing(
    client: CauseloopClient, type_: str
) -> None:
    connector = await client.connectors.create(ConnectorCreate(type=type_))
    made = await client.webhooks.create(WebhookCreate(connector_id=connector.id))
    tried = await client.webhooks.test(made.id)
    assert tried.success
    assert "no public address" in tried.message
    delivery = (await shown(client, made)).last_delivery
    assert delivery is not None
    assert delivery.test
    assert (await client.issues.list()).data == ()


async def test_a_test_of_a_paused_connection_says_so(client: CauseloopClient) -> None:
    connector, made = await pushed_to(client)
    await client.connectors.pause(connector.id, "The vendor is moving.")
    tried = await client.webhooks.test(made.id)
    assert not tried.success
    assert "is paused" in tried.message


async def test_a_public_address_is_named_and_tried_from_outside(tmp_path: Path) -> None:
    asked: list[Asked] = []
    answers = [Told({"accepted": 0}, 202), Told({}, 418)]

    def respond(request: Asked) -> Told:
        asked.append(request)
        return answers[len(asked) - 1]

    with serving(respond) as url:
        async with (
            running_engine(tmp_path, public_url=url + "/") as engine,
            client_of(engine) as client,
        ):
            _, made = await pushed_to(client)
            assert made.url == url + made.path
            well, badly = [await client.webhooks.test(made.id) for _ in answers]
    assert asked[0].path == made.path
    assert asked[0].headers["x-causeloop-signature"].startswith("sha256=")
    assert (well.success, well.url) == (True, made.url)
    assert not badly.success
    assert "answered 418" in badly.message


async def test_a_removed_webhook_is_told_nothing_and_goes_with_its_connection(
    engine: RunningEngine, client: CauseloopClient
) -> None:
    connector, made = await pushed_to(client)
    await client.webhooks.remove(made.id)
    assert await told(engine, made, made.secret) == 401
    with pytest.raises(NotFoundError):
        await client.webhooks.get(made.id)
    again = await client.webhooks.create(WebhookCreate(connector_id=connector.id))
    await client.connectors.remove(connector.id)
    assert await told(engine, again, again.secret) == 401
    assert (await client.webhooks.list()).data == ()


async def test_webhooks_come_in_pages_and_only_those_of_the_workspace(
    engine: RunningEngine, client: CauseloopClient
) -> None:
    made = [(await pushed_to(client))[1].id for _ in range(3)]
    first = await client.webhooks.list(limit=2)
    rest = await client.webhooks.list(limit=2, cursor=first.page.next_cursor)
    assert [one.id for one in (*first.data, *rest.data)] == made
    assert first.page.total == 3
    await client.workspaces.create(WorkspaceCreate(name="Other"))
    async with client_of(engine, "other") as other:
        assert (await other.webhooks.list()).data == ()
        for attempt in (
            other.webhooks.get(made[0]),
            other.webhooks.test(made[0]),
            other.webhooks.remove(made[0]),
            other.webhooks.rotate(made[0], WebhookRotate()),
        ):
            with pytest.raises(NotFoundError):
                await attempt
