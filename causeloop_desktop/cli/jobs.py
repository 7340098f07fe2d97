"""``causeloop jobs``."""

from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.verbs import verb

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from causeloop_desktop.cli.output import Column, Row
    from causeloop_desktop.cli.session import Session
    from causeloop_desktop.contract.jobs import Job

app = typer.Typer(help="Long work: how it goes, and how to stop it.", no_args_is_help=True)


@verb(app, "list")
async def list_jobs(session: "Session") -> None:
    """List jobs, newest first."""
    from causeloop_desktop.cli.output import write_json, write_table

    page = await session.client.jobs.list(limit=100)
    if session.options.json:
        await write_json(_rows(page.data))
    else:
        nothing = "No jobs yet."
        await write_table(_rows(page.data), _columns(), nothing, session.console)


@verb(app, "cancel")
async def cancel_job(
    session: "Session",
    job_id: Annotated[str, typer.Argument(help="Id of the job, as `jobs list` shows it.")],
) -> None:
    """Stop a job; what it has done stays."""
    from causeloop_desktop.contract.base import JobId

    job = await session.client.jobs.cancel(JobId(job_id))
    session.show(job, f"{job.title}: {job.status}.")


async def _rows(jobs: "tuple[Job, ...]") -> "AsyncIterator[Row]":
    for job in jobs:
        yield job.model_dump(mode="json")


def _columns() -> "list[Column]":
    from causeloop_desktop.cli.output import Column, date_text, field_text, percent

    return [
        Column("Job", field_text("id")),
        Column("Kind", field_text("kind")),
        Column("Status", field_text("status")),
        Column("Progress", lambda row: percent(row.get("progress")), numeric=True),
        Column("Title", field_text("title"), flexible=True),
        Column("Since", date_text("created_at")),
    ]
