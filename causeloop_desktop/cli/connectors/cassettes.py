"""``causeloop connectors record`` and ``replay``: a sync that can be looked at elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.frame.lists import read_filter, write_models
from causeloop_desktop.cli.frame.options import ConnectorArgument, check_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from causeloop_desktop.cli.frame.output import Column, Row
    from causeloop_desktop.cli.frame.session import Session

LOOK = (
    "Credentials, cookies and mail addresses were taken out; the texts of issues are in it. "
    "Look through it before you send it."
)


async def record_sync(
    session: "Session",
    connector: ConnectorArgument,
    *,
    out: Annotated[Path, typer.Option(help="Save the recording to this file.", callback=check_out)],
    from_: Annotated[
        str | None, typer.Option("--from", help="Read the past again, as 2026-01-01.")
    ] = None,
    to: Annotated[
        str | None, typer.Option(help="End of that, as 2026-06-01.", show_default="now")
    ] = None,
) -> None:
    """Sync and record what the source answered, without secrets, for support."""
    from causeloop_desktop.cli.frame.progress import follow
    from causeloop_desktop.contract.cassettes import RecordRequest
    from causeloop_desktop.contract.connectors import ConnectorId

    id_ = ConnectorId(connector)
    given = {name: value for name, value in (("from", from_), ("to", to)) if value}
    request = read_filter(RecordRequest, **given)
    started = await session.client.cassettes.record(id_, request)
    job = await follow(session.client, started.job_id, "Recording")
    size = await session.client.cassettes.save(id_, started.sync_run_id, out)
    session.show(job, f'{job.message}\nSaved to "{out}" ({size:,} bytes). {LOOK}')


async def replay_sync(
    session: "Session",
    file: Annotated[
        Path,
        typer.Argument(
            help="What `connectors record` saved.", exists=True, dir_okay=False, show_default=False
        ),
    ],
    *,
    type_: Annotated[
        str | None,
        typer.Option("--type", help="Read it as another source.", show_default="as recorded"),
    ] = None,
) -> None:
    """Play a recording offline and list what comes out; your own issues stay as they are."""
    from causeloop_desktop.cli.frame.progress import follow
    from causeloop_desktop.contract.cassettes import PlayResult

    started = await session.client.cassettes.play(file, type_)
    job = await follow(session.client, started.job_id, f"Playing {file.name}")
    rows = [row async for row in session.client.cassettes.stream_rows(started.job_id)]
    await write_models(session, rows, _columns(), "No row came out.")
    if not session.options.json:
        result = PlayResult.model_validate(job.result)
        for failure in result.failures:
            typer.echo(f"Failed: {failure}")
        typer.echo(job.message)


def _columns() -> "list[Column]":
    from causeloop_desktop.cli.frame.output import Column, field_text

    return [
        Column("Stream", field_text("stream")),
        Column("Scope", field_text("scope")),
        Column("Key", field_text("key")),
        Column("Title", _said("title"), flexible=True),
        Column("Severity", _said("severity")),
        Column("Status", _said("status")),
        Column("Skipped because", field_text("reason"), flexible=True),
    ]


def _said(name: str) -> "Callable[[Row], str]":
    """Give what the record of a row says."""
    from causeloop_desktop.cli.frame.output import as_text

    def read(row: "Row") -> str:
        record = row.get("record")
        return as_text(record.get(name)) if isinstance(record, dict) else ""

    return read
