"""``causeloop jobs``."""

from typing import TYPE_CHECKING, Annotated

import typer

from causeloop_desktop.cli.frame.lists import write_models
from causeloop_desktop.cli.frame.verbs import verb

if TYPE_CHECKING:
    from causeloop_desktop.cli.frame.output import Column
    from causeloop_desktop.cli.frame.session import Session

app = typer.Typer(help="Long work: how it goes, and how to stop it.", no_args_is_help=True)


@verb(app, "list")
async def list_jobs(session: "Session") -> None:
    """List jobs, newest first."""
    page = await session.client.jobs.list(limit=100)
    await write_models(session, page.data, _columns(), "No jobs yet.")


@verb(app, "cancel")
async def cancel_job(
    session: "Session",
    job_id: Annotated[str, typer.Argument(help="Id of the job, as `jobs list` shows it.")],
) -> None:
    """Stop a job; what it has done stays."""
    from causeloop_desktop.contract.base import JobId

    job = await session.client.jobs.cancel(JobId(job_id))
    session.show(job, f"{job.title}: {job.status}.")


def _columns() -> "list[Column]":
    from causeloop_desktop.cli.frame.output import Column, date_text, field_text, percent

    return [
        Column("Job", field_text("id")),
        Column("Kind", field_text("kind")),
        Column("Status", field_text("status")),
        Column("Progress", lambda row: percent(row.get("progress")), numeric=True),
        Column("Title", field_text("title"), flexible=True),
        Column("Since", date_text("created_at")),
    ]
