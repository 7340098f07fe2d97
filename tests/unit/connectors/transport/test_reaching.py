"""A name is asked where it leads before anything is sent there."""

import asyncio
import socket
from typing import Any

import httpx
import pytest

from causeloop_desktop.connectors.errors import AskOperatorError, UnreachableError
from causeloop_desktop.connectors.transport.carrier import Request
from causeloop_desktop.connectors.transport.contacts import Contacts
from causeloop_desktop.connectors.transport.http import Transport

NAME = "instance-data.example"


def _leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def look_up(*_asked: Any, **_more: Any) -> list[tuple[Any, ...]]:
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


async def _ask(contacts: Contacts, inner: httpx.AsyncBaseTransport | None = None) -> str:
    async with Transport(inner, contacts) as transport:
        answer = await transport.send(Request("GET", f"http://{NAME}/latest"))
        return str(answer.body)


@pytest.mark.parametrize(
    "addresses",
    [
        ("169.254.169.254",),
        ("192.0.2.1", "169.254.0.7"),
        ("fe80::1%eth0",),
        ("::ffff:169.254.169.254",),
    ],
)
def test_a_name_that_leads_to_the_machines_own_network_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]
) -> None:
    _leads_to(monkeypatch, *addresses)
    contacts = Contacts()
    with pytest.raises(AskOperatorError, match=r"instance-data\.example leads to .* Correct"):
        asyncio.run(_ask(contacts))
    assert contacts.count == 0


def test_a_name_that_nobody_knows_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    _leads_to(monkeypatch)
    with pytest.raises(UnreachableError, match="could not be reached"):
        asyncio.run(_ask(Contacts()))


class _Stream:
    def __init__(self, peer: str) -> None:
        self._peer = peer

    def get_extra_info(self, _name: str) -> tuple[str, int]:
        return self._peer, 80


def _answered_by(peer: str) -> httpx.MockTransport:
    extensions = {"network_stream": _Stream(peer)}
    return httpx.MockTransport(
        lambda _request: httpx.Response(200, text="secret", extensions=extensions)
    )


def test_an_answer_of_the_machines_own_network_is_not_read() -> None:
    with pytest.raises(AskOperatorError, match=r"169\.254\.169\.254"):
        asyncio.run(_ask(Contacts(), _answered_by("169.254.169.254")))
    assert asyncio.run(_ask(Contacts(), _answered_by("192.0.2.1"))) == "secret"
