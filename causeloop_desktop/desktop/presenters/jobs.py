"""Jobs: what runs, how far it is, and what ran before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from causeloop_desktop.contract.jobs import FINISHED, Job, JobKind, JobStatus
from causeloop_desktop.desktop.presenters.base import Event, Presenter

if TYPE_CHECKING:
    from causeloop_desktop.contract.base import JobId
    from causeloop_desktop.desktop.presenters.session import Session

HISTORY = 30
SHOWN = frozenset(
    {JobKind.IMPORT, JobKind.DETECTION, JobKind.BACKTEST, JobKind.REPLAY, JobKind.REMAP}
)
"""Matching and pushes run all the time; people ask for the others and wait for them."""


@dataclass(frozen=True)
class JobsState:
    """The jobs that run or wait, and the finished ones; both newest first."""

    active: tuple[Job, ...] = ()
    history: tuple[Job, ...] = ()

    @property
    def foremost(self) -> Job | None:
        """The job that the top bar shows."""
        running = (job for job in self.active if job.status is JobStatus.RUNNING)
        return next(running, next(iter(self.active), None))


class JobsPresenter(Presenter[JobsState]):
    """Follows the jobs of a session.

    Attributes:
        finished: A job that was seen running has come to an end.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(JobsState())
        self.finished: Event[Job] = Event()
        self._session = session
        self._jobs: dict[JobId, Job] = {}
        session.job_updated.subscribe(self.take)

    async def load(self) -> None:
        """Read the jobs of the workspace that is looked at now."""
        if not self._session.can("GET", "/v1/jobs"):
            self._put({})
            return
        page = await self._session.client.jobs.list(limit=HISTORY)
        self._put({job.id: job for job in page.data})

    async def cancel(self, id_: JobId) -> None:
        """Ask a job to end; what it has committed stays."""
        self.take(await self._session.client.jobs.cancel(id_))

    def take(self, job: Job) -> None:
        """Note how a job has come along."""
        known = self._jobs.get(job.id)
        if known and known.status in FINISHED:
            return
        self._put({**self._jobs, job.id: job})
        if known and job.status in FINISHED and job.kind in SHOWN:
            self.finished.emit(job)

    def _put(self, jobs: dict[JobId, Job]) -> None:
        self._jobs = jobs
        newest = sorted(jobs.values(), key=lambda job: job.created_at, reverse=True)
        shown = [job for job in newest if job.kind in SHOWN]
        self._change(
            active=tuple(job for job in shown if job.status not in FINISHED),
            history=tuple(job for job in shown if job.status in FINISHED)[:HISTORY],
        )
