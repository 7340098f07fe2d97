"""The queue of jobs: which one is next, and who has leased it."""

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    and_,
    func,
    or_,
    select,
    update,
)

from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.schema import jobs, workspaces
from causeloop_desktop.engine.store.work.jobs import JobRow, JobStore, to_job


class JobQueue:
    """The jobs of every workspace, as the dispatcher sees them.

    Args:
        transaction: The open write.
        owner: The engine that asks; leases carry its name.
    """

    def __init__(self, transaction: WriteTransaction, owner: str) -> None:
        self._connection = transaction.connection
        self._now_us = transaction.now_us
        self._owner = owner

    def reclaim(self, *, everything: bool) -> int:
        """Put jobs back whose engine is gone; give how many there were.

        Args:
            everything: Whether every lease of another engine is dead, because we hold the
                directory's lock; else only those that ran out are.
        """
        foreign = or_(jobs.c.lease_owner.is_(None), jobs.c.lease_owner != self._owner)
        lost = and_(_anywhere(JobStatus.RUNNING), foreign)
        if not everything:
            lost = and_(lost, jobs.c.lease_until_us < self._now_us)
        return self._connection.execute(
            update(jobs)
            .where(lost)
            .values(status=JobStatus.PENDING, lease_owner=None, lease_until_us=None)
        ).rowcount

    def take(
        self, busy: Sequence[tuple[int, JobKind]], kinds: Sequence[JobKind], lease_us: int
    ) -> JobRow | None:
        """Lease the oldest waiting job whose workspace has a lane left for its kind.

        Args:
            busy: The workspaces and kinds whose lanes are taken.
            kinds: The kinds somebody can run.
            lease_us: How long the lease holds without a heartbeat.
        """
        waiting = and_(_anywhere(JobStatus.PENDING), jobs.c.kind.in_(kinds))
        rows = self._connection.execute(select(jobs).where(waiting).order_by(jobs.c.key))
        for row in rows:
            if (row.workspace_key, row.kind) not in busy:
                return self._lease(to_job(row), lease_us)
        return None

    def renew(self, keys: Sequence[int], lease_us: int) -> None:
        """Prolong the leases of the jobs that still run."""
        self._connection.execute(
            update(jobs)
            .where(jobs.c.key.in_(keys), jobs.c.lease_owner == self._owner)
            .values(lease_until_us=self._now_us + lease_us)
        )

    def _lease(self, job: JobRow, lease_us: int) -> JobRow:
        self._connection.execute(
            update(jobs)
            .where(jobs.c.key == job.key)
            .values(
                status=JobStatus.RUNNING,
                lease_owner=self._owner,
                lease_until_us=self._now_us + lease_us,
                started_us=func.coalesce(jobs.c.started_us, self._now_us),
            )
        )
        return JobStore(self._connection, job.workspace_key).by_key(job.key)


def _anywhere(status: JobStatus) -> ColumnElement[bool]:
    """Match the jobs of all workspaces; naming these lets their index be used."""
    everywhere = jobs.c.workspace_key.in_(select(workspaces.c.key))
    return and_(everywhere, jobs.c.status == status)
