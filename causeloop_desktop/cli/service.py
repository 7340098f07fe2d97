"""``causeloop service``: keep the engine running with no window open."""

import asyncio
from typing import TYPE_CHECKING

import typer

from causeloop_desktop.cli.frame.options import DataDir, Json

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from causeloop_desktop.client.finding.background import BackgroundService

app = typer.Typer(help="Keep reading sources with no window open.", no_args_is_help=True)


@app.command("install")
def install_service(*, data_dir: DataDir, json: Json = False) -> None:
    """Run the engine from now on, and from every sign-in on."""
    asyncio.run(_with(data_dir, lambda service: service.install(), json=json))


@app.command("remove")
def remove_service(*, data_dir: DataDir, json: Json = False) -> None:
    """Stop the engine and do not start it again."""
    asyncio.run(_with(data_dir, lambda service: service.remove(), json=json))


@app.command("status")
def show_status(*, data_dir: DataDir, json: Json = False) -> None:
    """Say whether it is installed and runs."""
    asyncio.run(_with(data_dir, None, json=json))


async def _with(
    data_dir: "Path",
    work: "Callable[[BackgroundService], Awaitable[None]] | None",
    *,
    json: bool,
) -> None:
    """Do something with the service and say how it is then.

    Raises:
        typer.Exit: It could not be done; the reason is on stderr.
    """
    from causeloop_desktop.cli.frame.output import say_error
    from causeloop_desktop.cli.frame.running import FAILED
    from causeloop_desktop.client.errors import ClientError
    from causeloop_desktop.client.finding.background import this_service

    try:
        service = this_service(data_dir)
        if work is not None:
            await work(service)
    except ClientError as error:
        say_error(error.problem.detail, error.problem.next_step)
        raise typer.Exit(FAILED) from error
    await _say(service, json=json)


async def _say(service: "BackgroundService", *, json: bool) -> None:
    from json import dumps

    installed, running = service.is_installed, await service.is_running()
    if json:
        typer.echo(dumps({"installed": installed, "running": running, "file": str(service.file)}))
    elif not installed:
        typer.echo("The service is not installed: sources are read while a window is open.")
    elif running:
        typer.echo(f"The service runs ({service.file}).")
    else:
        typer.echo(f"The service is installed and does not run now ({service.file}).")
