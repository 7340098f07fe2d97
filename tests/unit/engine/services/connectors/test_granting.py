"""Our half of OAuth: addresses, answers read, and a certified server that takes all of it."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from causeloop_desktop.connectors.asking.messages import Answer
from causeloop_desktop.connectors.asking.places import Place
from causeloop_desktop.connectors.description.access import OAuth, Permission
from causeloop_desktop.connectors.description.connector import Category, Connector
from causeloop_desktop.connectors.errors import (
    AskOperatorError,
    CredentialsRefusedError,
    RequestRefusedError,
    UnreachableError,
)
from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.connectors.transport.http import Transport
from causeloop_desktop.engine.services.connectors.access.granting import (
    App,
    Exchanger,
    address_of,
    authorize_url,
    challenge_of,
    new_verifier,
    tokens_in,
    ungranted,
)
from tests.support.providers.oauth import CLIENT_ID, CLIENT_SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.anyio

FOLDER = "CAUSELOOP_TEST_OIDC"
"""Names a folder in which ``npm install oidc-provider`` was done."""

REDIRECT = "http://127.0.0.1:9/v1/connectors/oauth/callback"
SCRIPT = Path(__file__).parents[4] / "support" / "providers" / "oidc_provider.mjs"
NOW_US = 1_700_000_000_000_000


def test_the_challenge_is_the_one_of_the_standard() -> None:
    """The example of RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert 43 <= len(new_verifier()) <= 128


def test_an_instance_of_ones_own_authorises_on_its_own_host() -> None:
    github = connectors()["github"]
    own = Place(settings={"base_url": "https://git.acme.example/api/v3"})
    address = "https://github.com/login/oauth/authorize"
    assert address_of(address, github, own) == "https://git.acme.example/login/oauth/authorize"
    zendesk = connectors()["zendesk"]
    assert zendesk.oauth is not None
    with pytest.raises(AskOperatorError, match="subdomain"):
        address_of(zendesk.oauth.authorize_url, zendesk, Place())


@pytest.mark.parametrize("type_", [name for name, one in connectors().items() if one.oauth])
def test_every_provider_is_asked_for_its_scopes_with_a_challenge(type_: str) -> None:
    connector = connectors()[type_]
    assert connector.oauth is not None
    settings = {"site": "a", "subdomain": "a", "instance": "a"}
    url = authorize_url(
        connector, connector.oauth, Place(settings=settings), _app(), "oast_1", "v" * 43
    )
    params = dict(parse_qsl(urlsplit(url).query))
    assert params["state"] == "oast_1"
    assert params["redirect_uri"] == REDIRECT
    for permission in connector.oauth.permissions:
        assert permission.scope in params["scope"]
    assert ("code_challenge" in params) is connector.oauth.pkce


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(503, {}, None), UnreachableError),
        (Answer(401, {}, {"error": "invalid_client"}), CredentialsRefusedError),
        (Answer(400, {}, {"error": "invalid_grant"}), CredentialsRefusedError),
        (Answer(200, {}, {"ok": False, "error": "invalid_code"}), CredentialsRefusedError),
        (Answer(200, {}, "<html>"), RequestRefusedError),
    ],
)
def test_what_is_no_token_says_what_to_do(answer: Answer, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        tokens_in(answer, NOW_US)


def test_tokens_are_read_from_json_and_from_a_form() -> None:
    form = tokens_in(Answer(200, {}, "access_token=gho_1&scope=repo&token_type=bearer"), NOW_US)
    assert form == {"access_token": "gho_1", "scope": "repo"}
    body = {"access_token": "a", "refresh_token": "r", "expires_in": 60, "scope": "a b"}
    assert tokens_in(Answer(200, {}, body), NOW_US)["expires_us"] == str(NOW_US + 60_000_000)


def test_scopes_that_did_not_come_are_named() -> None:
    jira = connectors()["jira"].oauth
    assert jira is not None
    assert ungranted(jira, {"scope": "read:jira-work"}) == ("read:jira-user",)
    assert ungranted(jira, {}) == ()


async def test_a_certified_server_takes_our_codes_and_rotates_our_tokens() -> None:
    folder = os.environ.get(FOLDER)
    if folder is None:
        pytest.skip(f"No OAuth server: `npm install oidc-provider` and name its folder in {FOLDER}")
    with _certified(folder) as address:
        connector = _connector(address)
        verifier = new_verifier()
        code = _sign_in(connector, address, verifier)
        async with Transport() as transport:
            asks = Exchanger(connector, Place(), _app(), transport)
            with pytest.raises(CredentialsRefusedError):
                await asks.by_code(code, new_verifier(), NOW_US)
            code = _sign_in(connector, address, verifier)
            first = await asks.by_code(code, verifier, NOW_US)
            second = await asks.by_refresh(first["refresh_token"], NOW_US)
            assert second["refresh_token"] != first["refresh_token"]
            assert second["access_token"] != first["access_token"]
            with pytest.raises(CredentialsRefusedError, match="Authorise again"):
                await asks.by_refresh(first["refresh_token"], NOW_US)


def _app() -> App:
    return App(CLIENT_ID, CLIENT_SECRET, REDIRECT)


def _connector(address: str) -> Connector:
    oauth = OAuth(
        authorize_url=f"{address}/auth",
        exchange_url=f"{address}/token",
        permissions=(Permission("openid", "Who you are."), Permission("offline_access", "Later.")),
        extra={"prompt": "consent"},
    )
    return Connector("certified", "Certified", Category.DATA, "", (), oauth=oauth)


@contextmanager
def _certified(folder: str) -> Iterator[str]:
    command = ["node", "--input-type=module", "-", REDIRECT]
    with subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the server has no pipes")
        process.stdin.write(SCRIPT.read_text("utf-8"))
        process.stdin.close()
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.kill()


def _sign_in(connector: Connector, address: str, verifier: str) -> str:
    """Do what a person does in the browser: sign in and consent; give the code."""
    if connector.oauth is None:
        raise ValueError("there is nothing to sign in to")
    url = authorize_url(connector, connector.oauth, Place(), _app(), "oast_1", verifier)
    with httpx.Client(base_url=address) as browser:
        answer = browser.get(url)
        while not (where := answer.headers.get("location", "")).startswith(REDIRECT):
            if where:
                answer = browser.get(urlsplit(where)._replace(scheme="", netloc="").geturl())
                continue
            form = dict(re.findall(r'name="(prompt)" value="(\w+)"', answer.text))
            (action,) = re.findall(r'action="([^"]+)"', answer.text)
            to = urlsplit(action)._replace(scheme="", netloc="").geturl()
            answer = browser.post(to, data={**form, "login": "ada", "password": "x"})
    return str(dict(parse_qsl(urlsplit(where).query))["code"])
