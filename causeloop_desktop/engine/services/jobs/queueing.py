"""What becomes of jobs that wait: they are queued once, joined by their like, or withdrawn."""

from collections.abc import Collection, Mapping

from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.work.jobs import Ending, JobRow, JobStore


def queue_once(
    store: JobStore,
    now_us: int,
    kind: JobKind,
    title: str,
    params: Mapping[str, object],
    alike: Collection[str],
) -> tuple[JobRow, bool]:
    """Queue a job unless one of its kind waits that is the same in what is ``alike``.

    Returns:
        The job that will run, and whether it waited already.
    """
    for job in store.open_of(kind):
        waits = job.model.status is JobStatus.PENDING
        if waits and all(job.params.get(name) == params[name] for name in alike):
            return job, True
    return store.add(now_us, kind, title, params), False


def withdraw(write: WriteTransaction, workspace_key: int, key: int) -> JobRow:
    """Cancel a job that waits; one that runs is told so by who runs it."""
    store = JobStore(write.connection, workspace_key)
    job = store.by_key(key)
    if job.model.status is JobStatus.PENDING:
        return store.finish(key, write.now_us, Ending(JobStatus.CANCELLED, "Cancelled."))
    return job
