"""Where names lead: none may lead to where clouds tell their machines' own credentials."""

import asyncio
import socket

import httpx

from causeloop_desktop.connectors.asking.places import host_of
from causeloop_desktop.connectors.description.addresses import is_link_local
from causeloop_desktop.connectors.errors import AskOperatorError

RESOLVE_SECONDS = 10.0


class Names:
    """Looks up where names lead before anything is sent there, each once."""

    def __init__(self) -> None:
        self._harmless: set[str] = set()

    async def check(self, url: str) -> None:
        """Look up the host of an address.

        Raises:
            AskOperatorError: It leads to this machine's network itself.
        """
        host = host_of(url)
        if host in self._harmless:
            return
        for address in await _addresses(host):
            _refuse(host, address)
        self._harmless.add(host)


def check_peer(url: str, response: httpx.Response) -> None:
    """Look who answers, before the answer is read: a name can lead elsewhere a moment later.

    Raises:
        AskOperatorError: It is this machine's network itself.
    """
    stream = response.extensions.get("network_stream")
    peer = None if stream is None else stream.get_extra_info("server_addr")
    if isinstance(peer, tuple):
        _refuse(host_of(url), str(peer[0]))


async def _addresses(host: str) -> list[str]:
    """Give where a name leads; nothing where nobody knows, which the request itself will tell."""
    look_up = asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    try:
        found = await asyncio.wait_for(look_up, RESOLVE_SECONDS)
    except (OSError, UnicodeError, TimeoutError):
        return []
    return [str(where[0]) for *_, where in found]


def _refuse(host: str, address: str) -> None:
    if is_link_local(address):
        message = (
            f"{host} leads to {address}, which belongs to this machine's network itself and is "
            "not asked. Correct the address of this source."
        )
        raise AskOperatorError(message)
