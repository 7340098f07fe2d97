"""Pushes as jobs that were done the moment they were taken."""

import json

from sqlalchemy import delete, insert

from causeloop_desktop.contract.base import JobId
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.contract.times import SECOND_US
from causeloop_desktop.engine.store.database import WriteTransaction
from causeloop_desktop.engine.store.ids import new_id
from causeloop_desktop.engine.store.permille import PERMILLE
from causeloop_desktop.engine.store.schema import jobs

PUSHES_KEPT_US = 24 * 3600 * SECOND_US
"""How long the status of a push can be asked for."""


def note_push(
    transaction: WriteTransaction, workspace_key: int, accepted: int, rejected: int
) -> JobId:
    """Note what became of a push, so that its sender can ask; give the id to ask by."""
    job_id = JobId(new_id("ing_job", transaction.now_us))
    total = accepted + rejected
    result = {"accepted": accepted, "rejected_count": rejected, "total": total}
    transaction.connection.execute(
        insert(jobs).values(
            id=job_id,
            workspace_key=workspace_key,
            kind=JobKind.INGEST,
            status=_status(accepted, rejected),
            title=f"Push of {total} records" if total > 1 else "Push of 1 record",
            progress=PERMILLE,
            done=total,
            total=total,
            result=json.dumps(result),
            created_us=transaction.now_us,
            started_us=transaction.now_us,
            finished_us=transaction.now_us,
        )
    )
    return job_id


def prune_pushes(write: WriteTransaction) -> int:
    """Forget pushes that ended more than a day ago; give how many there were."""
    old = jobs.c.finished_us < write.now_us - PUSHES_KEPT_US
    return write.connection.execute(delete(jobs).where(jobs.c.kind == JobKind.INGEST, old)).rowcount


def _status(accepted: int, rejected: int) -> JobStatus:
    if not rejected:
        return JobStatus.SUCCEEDED
    return JobStatus.PARTIAL if accepted else JobStatus.FAILED
