"""The engine's log."""

import json
import logging
from typing import Any

import pytest

from causeloop_desktop.engine.logs import HIDDEN, make_formatter


def line_of(message: str, known: tuple[str, ...] = (), **extra: object) -> dict[str, Any]:
    record = logging.getLogger("test").makeRecord(
        "test", logging.INFO, "file", 1, message, (), None, extra=extra
    )
    line: dict[str, Any] = json.loads(make_formatter(known).format(record))
    return line


def test_a_line_says_what_when_and_how_bad() -> None:
    line = line_of("request", status=200)
    assert line["event"] == "request"
    assert line["level"] == "info"
    assert line["status"] == 200
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "text",
    [
        "got clp_abcdefghijklmnopqrstuvwxyz0123456789ABCD here",
        "Authorization: Bearer abc.def-ghi",
        "GET /v1/stream?token=very-private&since=3",
        "jwt eyJhbGciOi.eyJzdWIiOiJ1.c2lnbmF0dXJl",
        "launched with launch-token-1",
    ],
)
def test_secrets_in_the_text_are_hidden(text: str) -> None:
    shown = line_of(text, known=("launch-token-1",))["event"]
    assert HIDDEN in shown
    for secret in ("clp_abc", "abc.def", "very-private", "eyJ", "launch-token-1"):
        assert secret not in shown


def test_secrets_in_fields_are_hidden_however_deep() -> None:
    line = line_of("x", headers={"Authorization": "Basic abc", "list": ["clp_abcdefgh12345"]})
    assert line["headers"] == {"Authorization": HIDDEN, "list": [HIDDEN]}


def test_what_surrounds_a_token_stays() -> None:
    shown = line_of("GET /v1/stream?token=very-private&since=3")["event"]
    assert shown == f"GET /v1/stream?token={HIDDEN}&since=3"
