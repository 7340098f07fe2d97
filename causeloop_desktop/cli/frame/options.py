"""The options that every verb takes, and what they mean."""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from causeloop_desktop.client.finding.data_dir import default_data_dir

STDIN = Path("-")
"""The file that stands for what is piped in."""

ConnectorArgument = Annotated[
    str, typer.Argument(help="Id of the connection, as `connectors list` shows it.")
]

Sure = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def _expanded(place: Path) -> Path:
    return place.expanduser()


DataDir = Annotated[
    Path,
    typer.Option(
        help="Where Causeloop keeps its data.",
        envvar="CAUSELOOP_DATA_DIR",
        default_factory=default_data_dir,
        callback=_expanded,
        show_default=False,
    ),
]
WorkspaceName = Annotated[
    str | None, typer.Option(help="Workspace, by id or slug.", show_default="own")
]
AsOf = Annotated[
    str | None,
    typer.Option(
        help="See nothing after this moment, as 2024-05-31 or 2024-05-31T12:00Z.",
        show_default="now",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


def check_out(file: Path | None) -> Path | None:
    """Find out whether a file can be written, before long work is done for it.

    Raises:
        typer.BadParameter: Its folder is not there, or nothing may be written to it.
    """
    if file is None:
        return None
    if file.is_dir() or not file.parent.is_dir():
        what = "is a folder" if file.is_dir() else "is in no folder that exists"
        raise typer.BadParameter(f'"{file}" {what}. Choose another file.')
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        raise typer.BadParameter(f'"{file}" cannot be written. Choose another file.')
    return file


@dataclass(frozen=True)
class Common:
    """What the common options said."""

    data_dir: Path
    workspace: str | None = None
    as_of: datetime | None = None
    json: bool = False


def common(data_dir: Path, workspace: str | None, as_of: str | None, json: bool) -> Common:
    """Check the common options.

    Raises:
        typer.BadParameter: ``as_of`` is no moment.
    """
    return Common(data_dir, workspace, read_as_of(as_of) if as_of else None, json)


def read_as_of(text: str) -> datetime:
    """Read a moment in ISO 8601, UTC unless it says otherwise; a bare date means its end."""
    try:
        if len(text.strip()) == len("2024-05-31"):
            return datetime.combine(date.fromisoformat(text.strip()), time.max, UTC)
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise typer.BadParameter(
            f'"{text}" is no moment. Write 2024-05-31 or 2024-05-31T12:00Z.', param_hint="--as-of"
        ) from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def split_names(text: str | None) -> tuple[str, ...]:
    """Read ``a,b`` as two names."""
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())
