"""What the child and the foreground engine share: one server on a socket that is already bound."""

import asyncio
import gc
import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from types import FrameType

import uvicorn

from causeloop_desktop import __version__
from causeloop_desktop.contract.engine import EngineFile
from causeloop_desktop.engine.app import create_app
from causeloop_desktop.engine.context import EngineContext
from causeloop_desktop.engine.lock import announced, owned
from causeloop_desktop.engine.logs import start_logging
from causeloop_desktop.engine.settings import EngineSettings

DRAIN_SECONDS = 1
"""How long requests under way may take once the engine is told to stop."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hosted:
    """A running engine: where it answers, and how to end it from any thread."""

    file: EngineFile
    stop: Callable[[], None]


def host(
    settings: EngineSettings,
    listener: socket.socket,
    on_ready: Callable[[Hosted], None],
    launch_token: str | None = None,
) -> None:
    """Run the engine of a data directory on ``listener`` until it is told to stop.

    ``SIGTERM`` and ``SIGINT`` stop it too, in the same orderly way.

    Args:
        settings: How the engine is started.
        listener: A bound socket; it is closed at the end.
        on_ready: Called once, when requests are answered.
        launch_token: What the program that started us presents.

    Raises:
        DirectoryOwnedError: Another engine holds the directory.
        StoreError: The directory or its database cannot be used.
    """
    local_token = secrets.token_urlsafe(32)
    own_tokens = [token for token in (local_token, launch_token) if token]
    with listener, owned(settings.directory):
        start_logging(settings.directory, own_tokens)
        context = EngineContext(settings, own_tokens=own_tokens)
        file = _describe(listener, local_token)
        try:
            asyncio.run(_serve(context, listener, file, on_ready))
        except Exception:
            logger.exception("the engine failed")
            raise


def bind(host_name: str, port: int) -> socket.socket:
    """Bind a listening socket.

    Raises:
        OSError: The port is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host_name else socket.AF_INET
    # asyncio sends small answers at once only on sockets that say they are TCP; otherwise every
    # answer in two writes waits 40 ms for the other side's delayed acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            # Lets a restart take over a port whose last connections still fade away; on
            # Windows the same option would let two programs listen on one port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host_name, port))
    except OSError:
        listener.close()
        raise
    return listener


async def _serve(
    context: EngineContext,
    listener: socket.socket,
    file: EngineFile,
    on_ready: Callable[[Hosted], None],
) -> None:
    server = uvicorn.Server(_server_settings(context))
    hosted = Hosted(file, lambda: setattr(server, "should_exit", True))
    _stop_on_signals(hosted.stop)
    async with context.running():
        listener.listen()
        with announced(context.settings.directory, file):
            collect_from_here()
            on_ready(hosted)
            await server.serve(sockets=[listener])


def collect_from_here() -> None:
    """Spare the collector what the start made: it stays, and a walk through it takes long."""
    gc.freeze()
    gc.enable()


def _server_settings(context: EngineContext) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(context),
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )


def _describe(listener: socket.socket, local_token: str) -> EngineFile:
    name, port = listener.getsockname()[:2]
    everywhere = ip_address(name).is_unspecified
    shown = "localhost" if everywhere else f"[{name}]" if ":" in name else name
    return EngineFile(
        base_url=f"http://{shown}:{port}", pid=os.getpid(), version=__version__, token=local_token
    )


def _stop_on_signals(stop: Callable[[], None]) -> None:
    """End in order on a signal that comes before the server listens for it.

    The server raises a signal again once it has stopped; these handlers take its sting out.
    """

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)
