"""What a source is told on the command line: settings as pairs, credentials from a file."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.frame.options import STDIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic import BaseModel

    from causeloop_desktop.cli.frame.output import Column, Row
    from causeloop_desktop.contract.connectors import CatalogEntry, CatalogField

SettingOption = Annotated[
    list[str] | None,
    typer.Option("--set", help="A setting as name=value; several values as a,b."),
]
CredentialsOption = Annotated[
    Path | None,
    typer.Option(help="JSON file with the credentials, or - for stdin."),
]


def read_pairs(texts: "Sequence[str] | None") -> list[tuple[str, str]]:
    """Read settings, each ``name=value``.

    Raises:
        typer.BadParameter: One has no equals sign.
    """
    return [_pair(text) for text in texts or ()]


def as_settings(entry: "CatalogEntry", pairs: "Iterable[tuple[str, str]]") -> dict[str, object]:
    """Split values at commas where the source takes several."""
    lists = {field.name for field in entry.settings if field.type == "list"}
    return {name: value.split(",") if name in lists else value for name, value in pairs}


def read_credentials(file: Path) -> dict[str, str]:
    """Read credentials from a file; they never stand on the command line.

    Raises:
        typer.BadParameter: It cannot be read, or is no JSON object.
    """
    try:
        text = sys.stdin.read() if file == STDIN else file.read_text(encoding="utf-8")
        values = json.loads(text)
    except (OSError, ValueError) as error:
        said = f'"{file}" cannot be read as JSON, such as {{"api_key": "..."}}.'
        raise typer.BadParameter(said, param_hint="--credentials") from error
    if not isinstance(values, dict):
        said = f'"{file}" holds no JSON object, such as {{"api_key": "..."}}.'
        raise typer.BadParameter(said, param_hint="--credentials")
    return {str(name): str(value) for name, value in values.items()}


def ask(fields: "Iterable[CatalogField]") -> dict[str, str]:
    """Ask for each credential, where somebody can answer."""
    if not sys.stdin.isatty():
        return {}
    return {
        field.name: typer.prompt(field.label, hide_input=field.secret)
        for field in fields
        if field.required
    }


def given_fields(entry: "CatalogEntry") -> "list[BaseModel]":
    """Give the fields of a source, each with the option that it is given by."""
    from causeloop_desktop.contract.connectors import CatalogField

    class GivenField(CatalogField):
        given_by: str

    ways = [("--set", field) for field in entry.settings]
    ways += [("--credentials", field) for field in entry.credentials]
    return [GivenField(given_by=way, **field.model_dump()) for way, field in ways]


def field_columns() -> "list[Column]":
    """Give the columns of a list of fields."""
    from causeloop_desktop.cli.frame.output import Column, field_text

    return [
        Column("Name", field_text("name")),
        Column("Given by", field_text("given_by")),
        Column("Needed", _needed),
        Column("What it is", _meaning, flexible=True),
    ]


def _needed(row: "Row") -> str:
    return "yes" if row["required"] else ""


def _meaning(row: "Row") -> str:
    return f"{row['label']}. {row['help']}".strip()


def _pair(text: str) -> tuple[str, str]:
    """Read ``name=value``.

    Raises:
        typer.BadParameter: There is no equals sign.
    """
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text!r} is not name=value.", param_hint="--set")
    return name, value
