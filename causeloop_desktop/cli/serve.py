"""``causeloop serve``: its options; the engine itself is handed in."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from causeloop_desktop.cli.frame.options import AsOf, DataDir, Json, WorkspaceName


class Switch(StrEnum):
    """Whether something is done."""

    ON = "on"
    OFF = "off"


@dataclass(frozen=True)
class ServeOptions:
    """How the engine is to run in the foreground."""

    data_dir: Path
    host: str
    port: int
    database: str | None
    rate_limits: bool
    public_url: str = ""


Serve = Callable[[ServeOptions], int]
"""Runs an engine in the foreground and gives its exit code."""


def _check_address(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise typer.BadParameter(f'"{url}" is no address. Write https://causeloop.example.com.')
    return url


def make_serve(serve: Serve) -> Callable[..., None]:
    """Make the verb around the function that knows the engine."""

    def verb(
        *,
        host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
        port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 4000,
        database: Annotated[
            str | None, typer.Option(help="Another database than the directory's own.")
        ] = None,
        rate_limits: Annotated[
            Switch, typer.Option(help="Slow down callers that ask too often.")
        ] = Switch.ON,
        public_url: Annotated[
            str,
            typer.Option(
                help="Where providers reach this engine, as https://causeloop.example.com.",
                envvar="CAUSELOOP_PUBLIC_URL",
                callback=_check_address,
                show_default="nowhere",
            ),
        ] = "",
        data_dir: DataDir,
        workspace: WorkspaceName = None,
        as_of: AsOf = None,
        json: Json = False,
    ) -> None:
        """Run the engine in the foreground, for every program on this machine."""
        limited = rate_limits is Switch.ON
        options = ServeOptions(data_dir, host, port, database, limited, public_url)
        raise typer.Exit(serve(options))

    return verb
