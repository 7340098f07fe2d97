"""Who may knock at all."""

from pathlib import Path

import pytest
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from causeloop_desktop.engine.api.security import address_of, check_host, check_origin
from causeloop_desktop.engine.services.errors import ForbiddenError
from causeloop_desktop.engine.settings import EngineSettings

HERE = EngineSettings(data_dir=Path("anywhere"))
EVERYWHERE = EngineSettings(
    data_dir=Path("anywhere"), host="::", allowed_hosts=("causeloop.example",)
)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:4000", "localhost:80", "[::1]:4000"])
def test_loopback_is_let_in(host: str) -> None:
    check_host(Headers({"host": host}), HERE)


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:4000", "", "192.0.2.1", "localhost.evil", "[", "[evil]"]
)
def test_another_name_is_not(host: str) -> None:
    with pytest.raises(ForbiddenError):
        check_host(Headers({"host": host}), HERE)


@pytest.mark.parametrize("host", ["192.0.2.1:4000", "causeloop.example", "localhost"])
def test_beyond_loopback_addresses_and_named_hosts_are_let_in(host: str) -> None:
    check_host(Headers({"host": host}), EVERYWHERE)


def test_beyond_loopback_other_names_are_not() -> None:
    with pytest.raises(ForbiddenError):
        check_host(Headers({"host": "rebound.example"}), EVERYWHERE)


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9", "http://["]
)
def test_a_page_of_another_origin_is_refused(origin: str) -> None:
    with pytest.raises(ForbiddenError):
        check_origin(Headers({"host": "127.0.0.1:4000", "origin": origin}))


def test_our_own_pages_and_programs_are_not() -> None:
    check_origin(Headers({"host": "127.0.0.1:4000", "origin": "http://127.0.0.1:4000"}))
    check_origin(Headers({"host": "127.0.0.1:4000"}))


@pytest.mark.parametrize(
    ("peer", "expected"), [("127.0.0.1", "203.0.113.7"), ("198.51.100.1", "198.51.100.1")]
)
def test_only_a_proxy_on_this_machine_speaks_for_another(peer: str, expected: str) -> None:
    forwarded = [(b"x-forwarded-for", b"10.0.0.1"), (b"x-forwarded-for", b"10.0.0.2, 203.0.113.7")]
    scope = {"type": "http", "client": (peer, 1), "headers": forwarded}
    assert address_of(HTTPConnection(scope)) == expected


def test_who_calls_cannot_make_up_an_address_to_be_counted_anew() -> None:
    scopes = [
        {
            "type": "http",
            "client": ("127.0.0.1", 1),
            "headers": [(b"x-forwarded-for", f"10.0.0.{number}, 203.0.113.7".encode())],
        }
        for number in range(3)
    ]
    assert {address_of(HTTPConnection(scope)) for scope in scopes} == {"203.0.113.7"}
