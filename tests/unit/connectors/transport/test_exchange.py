"""An exchange waits as long as it is told, tries again what is worth it, and keeps its secrets."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from causeloop_desktop.connectors.asking.messages import Answer, Ask
from causeloop_desktop.connectors.asking.places import Place
from causeloop_desktop.connectors.catalog.github import CONNECTOR
from causeloop_desktop.connectors.description.access import KeyAuth
from causeloop_desktop.connectors.errors import (
    ConnectorError,
    CredentialsRefusedError,
    LimitReachedError,
    NotFoundError,
    PermissionMissingError,
    RequestRefusedError,
    UnreachableError,
    UnreadableAnswerError,
)
from causeloop_desktop.connectors.transport.authorization import authorization
from causeloop_desktop.connectors.transport.exchange import Exchange
from causeloop_desktop.connectors.transport.http import DEEPEST, Transport
from causeloop_desktop.connectors.transport.pace import FREELY, pace_of
from causeloop_desktop.connectors.transport.patience import Waiting
from tests.support.providers.wire import Clock

HOST = "https://api.github.com"
SECRETS = {"api_key": "very-secret"}


def _ask(
    respond: Callable[[httpx.Request], httpx.Response], clock: Clock, ask: Ask | None = None
) -> Answer:
    async def run() -> Answer:
        async with Transport(httpx.MockTransport(respond)) as transport:
            place = Place(base_url=HOST)
            exchange = Exchange(CONNECTOR, place, SECRETS, transport, patience=clock.patience())
            return await exchange.ask(ask or Ask(path="/user"))

    return asyncio.run(run())


def _answers(*answers: httpx.Response) -> Callable[[httpx.Request], httpx.Response]:
    rest = iter(answers)
    return lambda _request: next(rest)


def test_the_credentials_travel_in_the_header_and_parameters_in_the_address() -> None:
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"login": "ada"})

    answer = _ask(respond, Clock(), Ask(path="/user", params={"a": "1", "b": ("2", "3")}))
    assert answer.at("login") == "ada"
    assert seen[0].headers["authorization"] == "Bearer very-secret"
    assert str(seen[0].url) == f"{HOST}/user?a=1&b=2&b=3"


def test_retry_after_is_obeyed_and_said() -> None:
    clock = Clock()
    limited = httpx.Response(429, headers={"retry-after": "41"})
    assert _ask(_answers(limited, httpx.Response(200, json=[])), clock).status == 200
    assert clock.slept == [41.0]
    assert clock.waits == [Waiting(41.0, "for GitHub's limit")]


def test_a_limit_without_a_time_is_met_with_longer_and_longer_waits() -> None:
    clock = Clock()
    with pytest.raises(LimitReachedError):
        _ask(lambda _request: httpx.Response(429), clock)
    assert clock.slept == [1.0, 2.0, 4.0, 8.0, 16.0]


def test_an_empty_budget_is_waited_out_before_the_next_request() -> None:
    clock = Clock()
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "30"}

    async def run() -> None:
        async with Transport(
            httpx.MockTransport(_answers(httpx.Response(200, headers=headers), httpx.Response(200)))
        ) as transport:
            place = Place(base_url=HOST)
            exchange = Exchange(CONNECTOR, place, SECRETS, transport, patience=clock.patience())
            await exchange.ask(Ask(path="/user"))
            await exchange.ask(Ask(path="/user"))

    asyncio.run(run())
    assert clock.slept == [30.0]


def test_a_lower_budget_of_a_person_spreads_the_requests() -> None:
    clock = Clock()

    async def run() -> None:
        async with Transport(httpx.MockTransport(lambda _r: httpx.Response(200))) as transport:
            exchange = Exchange(
                CONNECTOR,
                Place(base_url=HOST),
                SECRETS,
                transport,
                per_minute=10,
                patience=clock.patience(),
            )
            for _ in range(4):
                await exchange.ask(Ask(path="/user"))

    asyncio.run(run())
    assert sum(clock.slept) == pytest.approx(18.0)


def test_a_provider_that_is_down_for_a_moment_is_asked_again() -> None:
    clock = Clock()
    answer = _ask(_answers(httpx.Response(503), httpx.Response(200, json={})), clock)
    assert answer.status == 200
    assert clock.slept == [1.0]


def test_a_network_that_stays_away_is_said() -> None:
    def respond(_request: httpx.Request) -> httpx.Response:
        message = "no route to host"
        raise httpx.ConnectError(message)

    with pytest.raises(UnreachableError, match=r"api\.github\.com could not be reached"):
        _ask(respond, Clock())


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, CredentialsRefusedError),
        (403, PermissionMissingError),
        (404, NotFoundError),
        (410, NotFoundError),
        (422, RequestRefusedError),
    ],
)
def test_what_waiting_cannot_mend_is_said_at_once(status: int, error: type[ConnectorError]) -> None:
    clock = Clock()
    with pytest.raises(error) as caught:
        _ask(lambda _request: httpx.Response(status, json={"message": "no"}), clock)
    assert not clock.slept
    assert caught.value.upstream == '{"message": "no"}'
    assert "very-secret" not in f"{caught.value} {caught.value.upstream}"


@pytest.mark.parametrize("status", [301, 307])
def test_credentials_never_follow_to_another_host(status: int) -> None:
    seen: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(status, headers={"location": "https://evil.test/user"})

    with pytest.raises(UnreadableAnswerError):
        _ask(respond, Clock())
    with pytest.raises(UnreadableAnswerError):
        _ask(respond, Clock(), Ask(path="https://evil.test/user"))
    assert seen == ["api.github.com"]


def test_a_redirect_within_the_host_is_followed() -> None:
    moved = httpx.Response(301, headers={"location": "/repositories/1/issues?page=2"})
    assert _ask(_answers(moved, httpx.Response(200, json=[])), Clock()).body == []


def test_a_page_that_is_cut_short_is_asked_for_again() -> None:
    cut = httpx.Response(200, content=b'[{"id": 1', headers={"content-type": "application/json"})
    assert _ask(_answers(cut, httpx.Response(200, json=[1])), Clock()).body == [1]


@pytest.mark.parametrize("content_type", ["application/json", "text/html"])
@pytest.mark.parametrize("levels", [DEEPEST + 1, 100_000])
def test_an_answer_nested_beyond_measure_is_garbage_and_not_asked_for_again(
    levels: int, content_type: str
) -> None:
    clock, bomb = Clock(), "[" * levels + "]" * levels
    headers = {"content-type": content_type}
    with pytest.raises(UnreadableAnswerError, match="garbage") as raised:
        _ask(lambda _request: httpx.Response(200, text=bomb, headers=headers), clock)
    assert clock.slept == []
    assert len(raised.value.upstream) < len(bomb)


def test_an_answer_as_deep_as_real_ones_is_read() -> None:
    text = "[" * DEEPEST + "]" * DEEPEST
    answer = _ask(lambda _request: httpx.Response(200, text=text), Clock())
    assert isinstance(answer.body, list)


def test_a_key_can_travel_as_user_and_password() -> None:
    basic = replace(CONNECTOR, key_auth=KeyAuth("{email}:{api_key}", basic=True))
    header = authorization(basic, {"email": "a@b.test", "api_key": "k"})
    assert header == {"Authorization": "Basic YUBiLnRlc3Q6aw=="}
    with pytest.raises(CredentialsRefusedError, match="email"):
        authorization(basic, SECRETS)


@pytest.mark.parametrize(
    ("address", "asked", "pace"),
    [
        ("https://api.github.com", None, CONNECTOR.per_minute),
        ("https://api.github.com", 10, 10),
        ("https://api.github.com", 1_000_000, CONNECTOR.per_minute),
        ("https://github.acme.test/api/v3", None, FREELY),
        ("https://github.acme.test/api/v3", 10, 10),
    ],
)
def test_a_person_may_lower_the_pace(address: str, asked: int | None, pace: int) -> None:
    assert pace_of(CONNECTOR, Place(base_url=address), asked) == pace


@pytest.mark.parametrize("charset", ["hex", "punycode", "idna", "undefined", "no-such", "utf-8"])
def test_an_answer_in_no_encoding_of_texts_is_read_as_utf_8(charset: str) -> None:
    headers = {"content-type": f"application/json; charset={charset}"}
    answer = _ask(
        _answers(httpx.Response(200, content=b'{"login": "ada"}', headers=headers)), Clock()
    )
    assert answer.at("login") == "ada"


def test_a_long_answer_is_read_beside_the_loop() -> None:
    answer = _ask(_answers(httpx.Response(200, json={"rows": ["x" * 1_000] * 100})), Clock())
    assert len(answer.at("rows")) == 100


@pytest.mark.parametrize("path", ["https://[::1", "https://evil.example/user", "ftp://a/b"])
def test_a_list_that_goes_on_elsewhere_is_not_followed(path: str) -> None:
    with pytest.raises(UnreadableAnswerError, match="at another host"):
        _ask(_answers(), Clock(), Ask(path=path))


@pytest.mark.parametrize("path", ["@evil.example/", ".evil.example/", ":1@evil.example"])
def test_a_path_is_no_part_of_a_host(path: str) -> None:
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    _ask(respond, Clock(), Ask(path=path))
    assert [request.url.host for request in seen] == ["api.github.com"]
