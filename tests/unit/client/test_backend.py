"""Where an engine is, and as whom to call it."""

import pytest
from pydantic import SecretStr

from causeloop_desktop.client.backend import Backend

SECRET = SecretStr("clp_secret")


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:4000", True),
        ("http://localhost:4000", True),
        ("http://[::1]:4000", True),
        ("https://api.example.com", False),
        ("http://localhost.example.com", False),
    ],
)
def test_knows_what_stays_on_this_machine(url: str, loopback: bool) -> None:
    assert Backend(url, SECRET).is_loopback is loopback


def test_the_stream_has_the_scheme_of_its_backend() -> None:
    assert Backend("http://127.0.0.1:1", SECRET).stream_url == "ws://127.0.0.1:1/v1/stream"
    assert Backend("https://a.example/", SECRET).stream_url == "wss://a.example/v1/stream"


def test_a_workspace_is_named_only_where_one_was_chosen() -> None:
    assert "X-Causeloop-Workspace" not in Backend("http://a", SECRET).headers()
    assert Backend("http://a", SECRET, "own").headers()["X-Causeloop-Workspace"] == "own"


def test_the_secret_does_not_show() -> None:
    assert "clp_secret" not in repr(Backend("http://a", SECRET))
