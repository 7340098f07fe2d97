"""Who listens on a port."""

import os
import socket
import sys

import pytest

from causeloop_desktop.engine.ports import holder_of


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells without a tool")
def test_the_holder_of_a_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        holder = holder_of(server.getsockname()[1])
    assert holder is not None
    assert holder.endswith(f"(process id {os.getpid()})")


def test_a_free_port_has_no_holder() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert holder_of(port) is None
