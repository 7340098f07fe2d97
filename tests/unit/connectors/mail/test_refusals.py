"""A mail server that is not able is told from one that does not know the account."""

import asyncio
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from causeloop_desktop.connectors.asking.places import Place
from causeloop_desktop.connectors.catalog.email import CONNECTOR
from causeloop_desktop.connectors.errors import (
    ConnectorError,
    CredentialsRefusedError,
    UnreachableError,
)
from causeloop_desktop.connectors.readers.opening import opened


@contextmanager
def refusing(said: str) -> Iterator[int]:
    """Serve mail to nobody; give the port."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            while line := self.rfile.readline().decode():
                tag, _, command = line.strip().partition(" ")
                known = command.upper().startswith(("CAPABILITY", "LOGOUT"))
                if known:
                    self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
                self.wfile.write(f"{tag} {'OK done' if known else f'NO {said}'}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("[UNAVAILABLE] Temporary authentication failure.", UnreachableError),
        ("[INUSE] Somebody else reads it.", UnreachableError),
        ("[AUTHENTICATIONFAILED] Authentication failed.", CredentialsRefusedError),
        ("Login failed.", CredentialsRefusedError),
    ],
)
def test_a_refused_login_says_whether_waiting_helps(
    said: str, expected: type[ConnectorError]
) -> None:
    async def check(port: int) -> str:
        settings = {"host": "127.0.0.1", "port": port, "encryption": "none"}
        secrets = {"user": "ada", "api_key": "secret"}
        async with opened(CONNECTOR, Place(settings), secrets) as reader:
            return await reader.check()

    with refusing(said) as port, pytest.raises(expected):
        asyncio.run(check(port))
