"""``causeloop serve``: the engine in the foreground, for everybody on this machine."""

import errno

from rich.console import Console

from causeloop_desktop.engine.hosting import Hosted, bind, host
from causeloop_desktop.engine.lock import DirectoryOwnedError
from causeloop_desktop.engine.ports import holder_of
from causeloop_desktop.engine.settings import EngineSettings
from causeloop_desktop.engine.store.errors import StoreError

PORTS_TRIED = 20


def serve(settings: EngineSettings) -> int:
    """Answer on ``settings.host`` and ``settings.port`` until interrupted; give the exit code.

    What stands in the way is said on stderr, with what to do about it.
    """
    console, errors = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)
    if settings.mock and (not settings.loopback_only or settings.public_url):
        errors.print(
            "Mock mode lets anybody in, so it answers on this machine only: leave out --host and "
            "--public-url."
        )
        return 2
    try:
        listener = bind(settings.host, settings.port)
    except OSError as refusal:
        errors.print(_why_not(settings, refusal), highlight=False)
        return 1
    try:
        host(settings, listener, lambda hosted: _greet(console, settings, hosted))
    except DirectoryOwnedError as owned:
        errors.print(f"{owned} Use that one, or stop it first.", highlight=False)
        return 1
    except StoreError as unusable:
        errors.print(str(unusable), highlight=False)
        return 1
    return 0


def _greet(console: Console, settings: EngineSettings, hosted: Hosted) -> None:
    url = hosted.file.base_url
    console.print(f"Causeloop answers at {url} (explorer at {url}/docs).", highlight=False)
    console.print(f"Data directory: {settings.directory}", highlight=False)
    if settings.mock:
        console.print("Mock mode: any subject token is exchanged, over the sample workspace.")
    console.print("Make a token with 'causeloop token create'. Stop with Ctrl+C.")


def _why_not(settings: EngineSettings, refusal: OSError) -> str:
    if refusal.errno != errno.EADDRINUSE:
        return f"Cannot listen on {settings.host} port {settings.port}: {refusal.strerror}."
    holder = holder_of(settings.port)
    taken = f"Port {settings.port} is taken{'' if holder is None else f' by {holder}'}."
    other = _free_port_after(settings)
    offer = "Stop it first." if other is None else f"Try: causeloop serve --port {other}"
    return f"{taken} {offer}"


def _free_port_after(settings: EngineSettings) -> int | None:
    for port in range(settings.port + 1, min(settings.port + PORTS_TRIED, 65536)):
        if _is_free(settings.host, port):
            return port
    return None


def _is_free(host_name: str, port: int) -> bool:
    try:
        listener = bind(host_name, port)
    except OSError:
        return False
    listener.close()
    return True
