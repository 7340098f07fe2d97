"""Syncs of a connection: begin one, stop one, and see how they went."""

from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.frame.lists import read_filter, write_models
from causeloop_desktop.cli.frame.options import ConnectorArgument

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.output import Column, Row
    from causeloop_desktop.cli.frame.session import Session
    from causeloop_desktop.contract.base import JobId


async def sync_connector(session: "Session", connector: ConnectorArgument) -> None:
    """Fetch what is new, and wait for it."""
    from causeloop_desktop.contract.connectors import ConnectorId

    started = await session.client.connectors.sync(ConnectorId(connector))
    await _finish(session, connector, started.sync_run_id, started.job_id)


async def backfill_connector(
    session: "Session",
    connector: ConnectorArgument,
    *,
    from_: Annotated[str, typer.Option("--from", help="Begin, as 2026-01-01.")],
    to: Annotated[str | None, typer.Option(help="End, as 2026-06-01.", show_default="now")] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only say how many requests and minutes it takes.")
    ] = False,
) -> None:
    """Fetch a part of the past again; nothing is doubled."""
    from causeloop_desktop.contract.connectors import BackfillRequest, ConnectorId

    request = read_filter(BackfillRequest, **{"from": from_, "to": to})
    if preview:
        estimate = await session.client.connectors.estimate(ConnectorId(connector), request)
        session.show(estimate, estimate.message)
        return
    started = await session.client.connectors.backfill(ConnectorId(connector), request)
    await _finish(session, connector, started.sync_run_id, started.job_id)


async def list_runs(session: "Session", connector: ConnectorArgument) -> None:
    """List the syncs of a connection, newest first."""
    from causeloop_desktop.contract.connectors import ConnectorId

    page = await session.client.connectors.runs(ConnectorId(connector), limit=100)
    await write_models(session, page.data, _run_columns(), "It has not synced yet.")


async def cancel_sync(session: "Session", connector: ConnectorArgument) -> None:
    """Stop the sync that is under way; what was read stays."""
    from causeloop_desktop.contract.connectors import ConnectorId

    stopped = await session.client.connectors.cancel(ConnectorId(connector))
    session.show(stopped, "The sync is being stopped; what was read stays.")


async def _finish(session: "Session", connector: str, run_id: str, job_id: "JobId") -> None:
    """Wait for a sync and say what it brought.

    Raises:
        ClientError: It failed; the sentence says what to do.
    """
    from causeloop_desktop.cli.frame.progress import follow
    from causeloop_desktop.client.errors import ClientError, Problem
    from causeloop_desktop.contract.connectors import ConnectorId, SyncRunId

    job = await follow(session.client, job_id, "Syncing")
    found = await session.client.connectors.run(ConnectorId(connector), SyncRunId(run_id))
    if found.details is not None and not session.options.json:
        said = f" ({found.details.upstream})" if found.details.upstream else ""
        raise ClientError(Problem(job.title, f"{found.details.message}{said} {job.message}"))
    session.show(found, job.message)


def _waits(row: "Row") -> str:
    seconds = row["waited_seconds"]
    return f"{seconds} s" if seconds else ""


def _run_columns() -> "list[Column]":
    from causeloop_desktop.cli.frame.output import Column, date_text, field_text

    counts = [
        Column(name.title(), field_text(name), numeric=True)
        for name in ("new", "updated", "unchanged", "skipped")
    ]
    return [
        Column("Run", field_text("id")),
        Column("Status", field_text("status")),
        Column("Reason", field_text("reason")),
        *counts,
        Column("Waited", _waits, numeric=True),
        Column("Since", date_text("started_at")),
    ]
