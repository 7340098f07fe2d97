"""The rows that imports refused, kept for their reports."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, insert, select

from causeloop_desktop.contract.imports import RowRejection
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.store.schema import import_rejections as table
from causeloop_desktop.engine.store.schema import jobs
from causeloop_desktop.engine.store.tenant import TenantStore

_READERS = (JobKind.IMPORT, JobKind.REPLAY, JobKind.CASSETTE)
"""The kinds of jobs that read a spooled file."""


class KeptRejection(NamedTuple):
    """A refused row and the key by which the list goes on."""

    key: int
    model: RowRejection


class RejectionStore(TenantStore):
    """The refused rows of one workspace's imports, through one connection."""

    def add(self, job_key: int, rejections: Sequence[RowRejection]) -> None:
        """Keep rows that a job refused, in this order."""
        if not rejections:
            return
        self._connection.execute(
            insert(table),
            [
                {"workspace_key": self._workspace, "job_key": job_key, **bad.model_dump()}
                for bad in rejections
            ],
        )

    def page(self, job_key: int, after_key: int, limit: int) -> list[KeptRejection]:
        """Give ``limit`` refused rows of a job, in the order of its file."""
        statement = (
            select(table)
            .where(self._refused(job_key), table.c.key > after_key)
            .order_by(table.c.key)
            .limit(limit)
        )
        return [
            KeptRejection(row.key, RowRejection(line=row.line, reason=row.reason, row=row.row))
            for row in self._connection.execute(statement)
        ]

    def count(self, job_key: int) -> int:
        """Count the rows that a job refused."""
        counted = select(func.count()).select_from(table).where(self._refused(job_key))
        return self._connection.execute(counted).scalar_one()

    def _refused(self, job_key: int) -> ColumnElement[bool]:
        return self._of(table, table.c.job_key == job_key)


def waiting_files(connection: Connection) -> frozenset[str]:
    """Name the spooled files that a job of any workspace still has to read."""
    open_ones = jobs.c.status.in_([JobStatus.PENDING, JobStatus.RUNNING])
    statement = select(jobs.c.params).where(jobs.c.kind.in_(_READERS), open_ones)
    return frozenset(json.loads(params)["file"] for params in connection.scalars(statement))
