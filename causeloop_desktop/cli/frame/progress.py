"""Waiting for a job where a person can see how far it is."""

import asyncio

from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from causeloop_desktop.cli.frame.output import error_console
from causeloop_desktop.client.client import CauseloopClient
from causeloop_desktop.client.errors import ClientError, Problem
from causeloop_desktop.contract.base import JobId
from causeloop_desktop.contract.jobs import Job, JobStatus


class JobFailedError(ClientError):
    """The job did not do what was asked."""


def make_progress() -> Progress:
    """Make a bar on stderr; where that is no terminal nothing is drawn."""
    console = error_console()
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


async def follow(client: CauseloopClient, job_id: JobId, title: str) -> Job:
    """Wait for a job under a bar; interrupted, cancel the job and say what stays.

    Raises:
        JobFailedError: The job failed or was cancelled.
    """
    with make_progress() as progress:
        task = progress.add_task(title, total=1.0, note="")

        def show(job: Job) -> None:
            progress.update(task, completed=job.progress, note=count_and_rate(job))

        try:
            job = await client.jobs.wait(job_id, show)
        except asyncio.CancelledError:
            await client.jobs.cancel(job_id)
            job = await client.jobs.wait(job_id)
    if job.status in {JobStatus.FAILED, JobStatus.CANCELLED}:
        raise JobFailedError(Problem(job.title, job.error or job.message))
    return job


def count_and_rate(job: Job) -> str:
    """Write how many items are done, and how many a second."""
    if not job.done:
        return job.message
    rate = f", {job.rate:,.0f}/s" if job.rate else ""
    return f"{job.done:,}{rate}"
