"""``causeloop import``."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.frame.options import STDIN, check_out

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.session import Session
    from causeloop_desktop.contract.imports import ImportOptions, IssueField


class FileKind(StrEnum):
    """The formats of the contract, known here without loading it."""

    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"


def _check_files(files: list[Path]) -> list[Path]:
    """Find out what is no file before anything is imported."""
    for file in files:
        if file != STDIN and not file.is_file():
            raise typer.BadParameter(f'There is no file "{file}".')
    return files


async def import_files(
    session: "Session",
    files: Annotated[
        list[Path],
        typer.Argument(
            help="CSV, JSON or JSON Lines, also gzipped; - is stdin.",
            callback=_check_files,
            show_default=False,
        ),
    ],
    *,
    format_: Annotated[
        FileKind | None,
        typer.Option("--format", help="What the file is.", show_default="guessed"),
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="FIELD=COLUMN", help="Take a field from a column.", show_default=False
        ),
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="The source of rows that name none.", show_default=False)
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Such as utf-8 or cp1252.", show_default="guessed")
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(help="One character, or tab.", show_default="guessed")
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(help="Save the rows that were refused to this CSV file.", callback=check_out),
    ] = None,
) -> None:
    """Turn the rows of files into issues; the same file twice changes nothing."""
    from causeloop_desktop.cli.imports.importing import ImportRun

    options = _read_options(format_, map_ or [], source, encoding, delimiter)
    await ImportRun(tuple(files), options, report)(session)


def _read_options(
    format_: FileKind | None,
    pairs: list[str],
    source: str | None,
    encoding: str | None,
    delimiter: str | None,
) -> "ImportOptions":
    from causeloop_desktop.contract.imports import FileFormat, ImportOptions

    return ImportOptions(
        format=FileFormat(format_) if format_ else None,
        mapping=dict(map(_read_pair, pairs)) or None,
        source=source,
        encoding=encoding,
        delimiter=delimiter,
    )


def _read_pair(text: str) -> "tuple[IssueField, str]":
    from causeloop_desktop.contract.imports import IssueField

    name, equals, column = text.partition("=")
    if not equals or name not in list(IssueField):
        fields = ", ".join(IssueField)
        raise typer.BadParameter(
            f'"{text}" is not field=column. The fields are {fields}.', param_hint="--map"
        )
    return IssueField(name), column
