"""How a verb runs: with an engine of its data directory, and errors as one plain sentence."""

import asyncio
import os
import re
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import typer

from causeloop_desktop.cli.frame.options import Common

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.session import Session

FAILED = 1
"""The exit code of a verb that could not do what it was asked; 2 is wrong usage."""

EVERYWHERE = ("workspaces list", "connectors catalog")
"""What does not depend on the workspace."""

LISTED_BY = {
    "workspace": "workspaces list",
    "connector type": "connectors catalog",
    "connector": "connectors list",
    "webhook": "webhooks list",
    "detection": "detections list",
    "review": "reviews list",
    "duplicate": "duplicates list",
    "job": "jobs list",
    "token": "token list",
    "pattern": "patterns list",
    "issue": "issues list",
}
"""Which verb lists what, by what the engine calls it where there is none."""

_MISSING = re.compile(r"There is no ([a-z ]+) '")

Work = Callable[["Session"], Awaitable[None]]


def run(options: Common, work: Work) -> None:
    """Run ``work`` against the engine of the data directory, live or started for it.

    Raises:
        typer.Exit: It failed; the reason is on stderr.
    """
    from causeloop_desktop.cli.frame.output import error_console, say_error
    from causeloop_desktop.cli.frame.session import Session
    from causeloop_desktop.client.errors import ClientError

    try:
        asyncio.run(Session.with_engine(options, work))
    except ClientError as error:
        detail = error.problem.detail
        say_error(detail, error.problem.next_step or where_to_look(detail))
    except BrokenPipeError:
        _let_go_of_stdout()
        return
    except OSError as error:
        say_error(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + ".")
    except KeyboardInterrupt:
        error_console().print("Stopped.")
    else:
        return
    raise typer.Exit(FAILED)


def where_to_look(detail: str) -> str:
    """Say which verb lists what was not found; nothing where none does."""
    missing = _MISSING.match(detail)
    listing = LISTED_BY.get(missing[1]) if missing else None
    if listing is None:
        return ""
    elsewhere = " Ids hold in one workspace; --workspace chooses another."
    return f"See `causeloop {listing}`.{'' if listing in EVERYWHERE else elsewhere}"


def _let_go_of_stdout() -> None:
    """Whoever read our output has enough of it; what is left unwritten goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
