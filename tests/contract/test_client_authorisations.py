"""Authorising in the browser: PKCE, single use, refresh before a sync, and what can go wrong."""

import asyncio
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.errors import InvalidError
from causeloop_desktop.contract.connectors import (
    Connector,
    ConnectorCreate,
    ConnectorStatus,
    SyncAdvice,
    SyncRun,
    SyncStatus,
)
from causeloop_desktop.engine.services.connectors.access.granting import FIXED_REDIRECT
from tests.contract.test_client_syncs import events_of
from tests.support.connections import client_of, files_with
from tests.support.engines import RunningEngine, running_engine
from tests.support.providers.github import TOKEN, GitHub
from tests.support.providers.oauth import CLIENT_ID, CLIENT_SECRET, Tokens
from tests.support.providers.server import Asked, Told, serving

pytestmark = pytest.mark.anyio

SHOP = "acme/shop"
MINUTE_US = 60_000_000


@pytest.fixture
def tokens() -> Tokens:
    provider = GitHub()
    provider.fill(SHOP, 3, datetime.now(UTC) - timedelta(days=3))
    return Tokens(provider.respond, TOKEN)


@pytest.fixture
def address(tokens: Tokens) -> Iterator[str]:
    with serving(tokens.respond) as served:
        yield served


@pytest.fixture
def redirect() -> str:
    """A redirect address on a port of this machine that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return f"http://127.0.0.1:{port}/v1/connectors/oauth/callback"


async def created(client: CauseloopClient, address: str, redirect: str) -> Connector:
    settings: dict[str, object] = {
        "base_url": address,
        "repositories": [SHOP],
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "redirect_uri": redirect,
    }
    return await client.connectors.create(ConnectorCreate(type="github", settings=settings))


async def authorised(
    engine: RunningEngine, client: CauseloopClient, tokens: Tokens, connector: Connector
) -> Connector:
    started = await client.connectors.authorise(connector.id)
    landed = tokens.sign_in(started.authorize_url)
    answer = await engine.client.get(
        "/v1/connectors/oauth/callback", params=dict(parse_qsl(urlsplit(landed).query))
    )
    assert answer.status_code == 200, answer.text
    return await client.connectors.get(connector.id)


async def synced(client: CauseloopClient, connector: Connector) -> SyncRun:
    started = await client.connectors.sync(connector.id)
    await client.jobs.wait(started.job_id)
    return await client.connectors.run(connector.id, started.sync_run_id)


async def test_a_source_is_authorised_in_the_browser_and_syncs(
    tmp_path: Path, tokens: Tokens, address: str, redirect: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await created(client, address, redirect)
        assert connector.status is ConnectorStatus.PENDING
        assert "client_secret" not in connector.settings
        connected = await authorised(engine, client, tokens, connector)
        assert (connected.status, connected.account) == (ConnectorStatus.CONNECTED, "ada")
        assert (await synced(client, connected)).new == 3
    secrets = [CLIENT_SECRET, tokens.access, tokens.refresh]
    assert not [one for one in secrets if files_with(tmp_path, one.encode())]


async def test_the_answer_is_heard_on_the_port_that_is_open_only_meanwhile(
    tmp_path: Path, tokens: Tokens, address: str, redirect: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await created(client, address, redirect)
        started = await client.connectors.authorise(connector.id)
        assert started.notice == ""
        async with httpx.AsyncClient() as browser:
            stray = await browser.get(redirect.removesuffix("/callback"))
            assert stray.status_code == 404
            answer = await browser.get(tokens.sign_in(started.authorize_url))
        assert answer.status_code == 200
        assert "authorised" in answer.text
        assert not engine.context.authorisations._port.is_open
        assert (await client.connectors.get(connector.id)).status is ConnectorStatus.CONNECTED


async def test_two_answers_are_heard_in_whatever_order(
    tmp_path: Path, tokens: Tokens, address: str, redirect: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connectors = [await created(client, address, redirect) for _ in range(2)]
        begun = [await client.connectors.authorise(one.id) for one in connectors]
        async with httpx.AsyncClient() as browser:
            for started in reversed(begun):
                answer = await browser.get(tokens.sign_in(started.authorize_url))
                assert answer.status_code == 200
        assert not engine.context.authorisations._port.is_open
        for one in connectors:
            connected = await client.connectors.get(one.id)
            assert connected.status is ConnectorStatus.CONNECTED


async def test_a_port_beyond_all_ports_is_no_address_of_ours(tmp_path: Path, address: str) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await created(client, address, "http://localhost:99999/callback")
        assert "of your own" in (await client.connectors.authorise(connector.id)).notice


async def test_a_port_that_is_held_is_told_and_the_address_can_be_pasted(
    tmp_path: Path, tokens: Tokens, address: str, redirect: str
) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", urlsplit(redirect).port))
        holder.listen()
        async with running_engine(tmp_path) as engine, client_of(engine) as client:
            connector = await created(client, address, redirect)
            started = await client.connectors.authorise(connector.id)
            assert "is held by" in started.notice
            with pytest.raises(InvalidError, match="whole of it"):
                await client.connectors.answer(connector.id, redirect)
            landed = tokens.sign_in(started.authorize_url)
            connected = await client.connectors.answer(connector.id, landed)
            assert connected.status is ConnectorStatus.CONNECTED


async def test_a_state_is_good_once_and_for_ten_minutes(
    tmp_path: Path, tokens: Tokens, address: str, redirect: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await created(client, address, redirect)
        started = await client.connectors.authorise(connector.id)
        good_for = started.expires_at.timestamp() - engine.clock.now_us / 1e6
        assert 590 < good_for <= 600
        landed = tokens.sign_in(started.authorize_url)
        await client.connectors.answer(connector.id, landed)
        with pytest.raises(InvalidError, match="answered already"):
            await client.connectors.answer(connector.id, landed)

        late = tokens.sign_in((await client.connectors.authorise(connector.id)).authorize_url)
        engine.clock.now_us += 11 * MINUTE_US
        with pytest.raises(InvalidError, match="older than 10 minutes"):
            await client.connectors.answer(connector.id, late)


async def test_tokens_are_refreshed_before_a_sync_once_however_many_ask(
    tmp_path: Path, tokens: Tokens, address: str, redirect: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await created(client, address, redirect)
        await authorised(engine, client, tokens, connector)
        engine.clock.now_us += 58 * MINUTE_US
        tried = await asyncio.gather(*[client.connectors.test(connector.id) for _ in range(4)])
        assert all(one.success for one in tried)
        assert tokens.refreshed == 1
        assert (await synced(client, connector)).status is SyncStatus.SUCCESS
        assert tokens.refreshed == 1


async def test_an_old_token_serves_while_the_provider_is_not_ready(
    tmp_path: Path, tokens: Tokens, address: str, redirect: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await created(client, address, redirect)
        await authorised(engine, client, tokens, connector)
        engine.clock.now_us += 58 * MINUTE_US
        tokens.failures.append(Told({}, 503))
        assert (await synced(client, connector)).status is SyncStatus.SUCCESS
        assert tokens.refreshed == 0
        assert (await synced(client, connector)).status is SyncStatus.SUCCESS
        assert tokens.refreshed == 1


@pytest.mark.parametrize("minutes", [1, 90])
async def test_what_was_revoked_is_told_and_authorised_again(
    tmp_path: Path, tokens: Tokens, address: str, redirect: str, minutes: int
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await created(client, address, redirect)
        await authorised(engine, client, tokens, connector)
        tokens.revoke()
        engine.clock.now_us += minutes * MINUTE_US
        run = await synced(client, connector)
        assert run.status is SyncStatus.ERROR
        assert run.details is not None
        assert run.details.advice is SyncAdvice.ASK_OPERATOR
        expired = await client.connectors.get(connector.id)
        assert expired.status is ConnectorStatus.OAUTH_EXPIRED
        told = [event.type for event in await events_of(engine)]
        assert sorted(told) == ["connector.oauth_expired", "connector.sync.failed"]
        assert expired.running is None
        again = await authorised(engine, client, tokens, connector)
        assert again.status is ConnectorStatus.CONNECTED
        assert (await synced(client, connector)).status is SyncStatus.SUCCESS


async def test_what_was_not_granted_is_told(
    tmp_path: Path, tokens: Tokens, address: str, redirect: str
) -> None:
    tokens.granted = "read:user"
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await created(client, address, redirect)
        connected = await authorised(engine, client, tokens, connector)
        assert connected.status is ConnectorStatus.CONNECTED
        assert connected.status_reason.startswith("Not granted: repo.")


async def test_a_wrong_app_and_a_refusal_are_told(
    tmp_path: Path, tokens: Tokens, address: str, redirect: str
) -> None:
    async with running_engine(tmp_path) as engine, client_of(engine) as client:
        connector = await created(client, address, redirect)
        started = await client.connectors.authorise(connector.id)
        tokens.failures.append(Told({"error": "invalid_client"}, 401))
        with pytest.raises(InvalidError, match="client id and client secret"):
            await client.connectors.answer(connector.id, tokens.sign_in(started.authorize_url))
        started = await client.connectors.authorise(connector.id)
        denied = f"{redirect}?error=access_denied&state={started.state}"
        with pytest.raises(InvalidError, match="access_denied"):
            await client.connectors.answer(connector.id, denied)


async def test_without_an_app_it_is_said_what_to_make_and_the_sample_has_one(
    tmp_path: Path,
) -> None:
    async with running_engine(tmp_path / "own") as engine, client_of(engine) as client:
        bare = await client.connectors.create(ConnectorCreate(type="github"))
        with pytest.raises(InvalidError, match=FIXED_REDIRECT):
            await client.connectors.authorise(bare.id)
    async with running_engine(tmp_path / "mock", mock=True) as engine, client_of(engine) as client:
        bare = await client.connectors.create(ConnectorCreate(type="jira", settings={"site": "a"}))
        started = await client.connectors.authorise(bare.id)
        assert started.state.startswith("oast_")
        assert started.authorize_url.startswith("https://auth.atlassian.com/authorize?")
        assert "code_challenge_method=S256" in started.authorize_url


async def test_a_site_is_asked_where_its_tokens_are_taken(tmp_path: Path, redirect: str) -> None:
    asked: list[Asked] = []

    def jira(one: Asked) -> Told:
        asked.append(one)
        return Told({"displayName": "Ada", "timeZone": "UTC"})

    tokens = Tokens(jira, TOKEN, granted="read:jira-work read:jira-user")

    def respond(one: Asked) -> Told:
        if one.path != "/oauth/token/accessible-resources":
            return tokens.respond(one)
        return Told([{"id": "other", "url": "https://b.example"}, {"id": "cloud-1", "url": served}])

    with serving(respond) as served:
        settings: dict[str, object] = {
            "base_url": served,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "redirect_uri": redirect,
        }
        async with running_engine(tmp_path) as engine, client_of(engine) as client:
            new = ConnectorCreate(type="jira", settings=settings)
            connector = await client.connectors.create(new)
            connected = await authorised(engine, client, tokens, connector)
            assert (connected.status, connected.account) == (ConnectorStatus.CONNECTED, "Ada")
            assert asked[-1].path == "/ex/jira/cloud-1/rest/api/3/myself"
